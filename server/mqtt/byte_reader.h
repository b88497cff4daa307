// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the data types of MQTT 5 (§1.5) from bytes somebody else sent. Every read says whether there was
// enough; none looks past the end.
#pragma once

#include <QByteArrayView>
#include <QtEndian>

namespace pulse::mqtt {

// §1.5.5: 1 to 4 bytes, 7 bits each, at most this.
inline constexpr quint32 kMaxVariableByteInteger = 268'435'455;

class ByteReader {
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_rest(bytes)
    {
    }

    bool isAtEnd() const { return m_rest.isEmpty(); }
    QByteArrayView rest() const { return m_rest; }

    [[nodiscard]] bool readByte(quint8 &value) { return readInteger(value); }
    [[nodiscard]] bool readU16(quint16 &value) { return readInteger(value); }
    [[nodiscard]] bool readU32(quint32 &value) { return readInteger(value); }

    // §1.5.5. An encoding longer than needed is refused too ([MQTT-1.5.5-1]).
    [[nodiscard]] bool readVariable(quint32 &value)
    {
        value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            quint8 byte = 0;
            if (!readByte(byte))
                return false;
            value |= static_cast<quint32>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0)
                return shift == 0 || byte != 0;
        }
        return false;
    }

    // §1.5.6 Binary Data: a two-byte length, then that many bytes.
    [[nodiscard]] bool readBinary(QByteArrayView &value)
    {
        quint16 length = 0;
        return readU16(length) && readBytes(length, value);
    }

    // §1.5.4 UTF-8 Encoded String: must be well-formed and must not contain U+0000.
    [[nodiscard]] bool readText(QByteArrayView &value)
    {
        return readBinary(value) && value.isValidUtf8() && !value.contains('\0');
    }

    [[nodiscard]] bool readBytes(qsizetype length, QByteArrayView &value)
    {
        if (length > m_rest.size())
            return false;
        value = m_rest.first(length);
        m_rest = m_rest.sliced(length);
        return true;
    }

private:
    template <class T> bool readInteger(T &value)
    {
        if (m_rest.size() < qsizetype(sizeof(T)))
            return false;
        value = qFromBigEndian<T>(m_rest.data());
        m_rest = m_rest.sliced(sizeof(T));
        return true;
    }

    QByteArrayView m_rest;
};

} // namespace pulse::mqtt

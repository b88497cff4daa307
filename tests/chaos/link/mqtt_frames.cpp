// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/link/mqtt_frames.h"

#include <QtEndian>

namespace pulse::chaos {

namespace {

struct Length {
    qsizetype bytes = 0; // that say it; 0: more are needed
    qsizetype value = 0;
};

// §1.5.5
Length readLength(QByteArrayView from)
{
    Length length;
    for (qsizetype i = 0; i < from.size(); ++i) {
        length.value |= qsizetype{from[i] & 0x7f} << (7 * i);
        if ((from[i] & 0x80) == 0) {
            length.bytes = i + 1;
            break;
        }
    }
    return length;
}

quint16 readNumber(QByteArrayView from) { return qFromBigEndian<quint16>(from.data()); }

} // namespace

MqttPublish readPublish(const MqttFrame &frame)
{
    MqttPublish publish;
    publish.isDuplicate = (frame.flags & 0x08) != 0;
    QByteArrayView rest = frame.body;
    publish.topic = rest.sliced(2, readNumber(rest));
    rest = rest.sliced(2 + publish.topic.size());
    if ((frame.flags & 0x06) != 0) {
        publish.id = readNumber(rest);
        rest = rest.sliced(2);
    }
    const Length properties = readLength(rest);
    publish.payload = rest.sliced(properties.bytes + properties.value);
    return publish;
}

quint16 readPacketId(const MqttFrame &frame) { return readNumber(frame.body); }

void MqttFrames::take(QByteArrayView bytes, const std::function<void(const MqttFrame &)> &each)
{
    m_rest.append(bytes);
    QByteArrayView rest = m_rest;
    while (rest.size() >= 2) {
        const Length length = readLength(rest.sliced(1));
        if (length.bytes == 0 || rest.size() < 1 + length.bytes + length.value)
            break;
        const auto first = static_cast<quint8>(rest[0]);
        each({static_cast<MqttType>(first >> 4), static_cast<quint8>(first & 0x0f),
              rest.sliced(1 + length.bytes, length.value)});
        rest = rest.sliced(1 + length.bytes + length.value);
    }
    m_rest = rest.toByteArray();
}

} // namespace pulse::chaos

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes an input apart: first what steers a target, then what is fed to the code. There is always an answer,
// however short the input is.
#pragma once

#include <QByteArrayView>
#include <algorithm>

namespace pulse::fuzz {

class InputReader {
public:
    explicit InputReader(QByteArrayView input)
        : m_rest(input)
    {
    }

    bool isAtEnd() const { return m_rest.isEmpty(); }

    quint8 byte() // 0 at the end
    {
        const QByteArrayView taken = bytes(1);
        return taken.isEmpty() ? quint8(0) : static_cast<quint8>(taken[0]);
    }

    QByteArrayView bytes(qsizetype most)
    {
        const QByteArrayView taken = m_rest.first(std::min(most, m_rest.size()));
        m_rest = m_rest.sliced(taken.size());
        return taken;
    }

    QByteArrayView rest() { return bytes(m_rest.size()); }

private:
    QByteArrayView m_rest;
};

} // namespace pulse::fuzz

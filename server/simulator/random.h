// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Randomness as a value: splitmix64. Eight bytes a device, and the same numbers everywhere, which <random>
// does not promise.
#pragma once

#include <QtGlobal>

namespace pulse::simulator {

class Random {
public:
    // Streams of one seed have nothing in common.
    explicit Random(quint64 seed, quint64 stream = 0)
        : m_state(mixed(seed + mixed(stream)))
    {
    }

    quint64 next() { return mixed(m_state += 0x9E3779B97F4A7C15ULL); }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; } // [0, 1)
    double between(double least, double most) { return least + (most - least) * unit(); }
    bool chance(double probability) { return unit() < probability; }

private:
    static quint64 mixed(quint64 z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

    quint64 m_state;
};

} // namespace pulse::simulator

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether what we have not heard was not sent. A probe that came back says so: the broker keeps our queue in
// order, so with the probe everything is committed that was published before it.
//
// Thread safety: none; the writer's.
#pragma once

#include "base/clock.h"

namespace pulse::pipeline {

class Sight {
public:
    static constexpr std::chrono::seconds kMostLag{5};

    struct View {
        Instant
            since; // without a gap; whoever was silent then has not been heard by us, and that is all we know
        Instant upTo; // everything published before is committed
    };

    void probeReturned(Instant sentAt, Instant now);
    void lost() { m_clearSince.reset(); }

    std::optional<std::chrono::microseconds> lag() const { return m_lag; } // of the last probe
    std::optional<View> view(Instant now) const; // none while blind

private:
    Instant m_lastSentAt;
    std::optional<std::chrono::microseconds> m_lag;
    std::optional<Instant> m_clearSince;
};

} // namespace pulse::pipeline

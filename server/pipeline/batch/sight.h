// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a silent device from our own outage, by probes: messages that the server publishes to itself
// (mqtt/probe) and the broker puts into the same queue as the devices'. The queue keeps its order, so when a
// probe has been committed, so has everything that was published before it: a device without a message up to
// then sent none.
//
// Thread safety: none; the writer's.
#pragma once

#include "base/clock.h"

namespace pulse::pipeline {

class Sight {
public:
    static constexpr std::chrono::seconds kMostLag{5};

    struct View {
        // Between the two, everything that was published is committed. Silence before `since` proves nothing.
        Instant since;
        Instant upTo;
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

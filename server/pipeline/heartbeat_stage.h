// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time as a stage: devices that fell silent. Judged by receive time, from what the leader holds in memory,
// and only while ingest sees: an outage of ours never pages a customer about theirs.
//
// Thread safety: none; the writer's.
#pragma once

#include "ingest/registry.h"
#include "store/batch_writer.h"

#include <chrono>

namespace pulse::pipeline {

// Whether what we have not heard was not sent. A probe that came back says so: the broker keeps our queue in
// order.
class Sight {
public:
    static constexpr std::chrono::seconds kMostLag{5};

    void probeReturned(Instant sentAt, Instant now);
    void lost() { m_clearSince.reset(); }

    std::optional<std::chrono::microseconds> lag() const { return m_lag; }
    // Since when we have seen without a gap; none while blind.
    std::optional<Instant> clearSince(Instant now) const;

private:
    Instant m_lastSentAt;
    std::optional<std::chrono::microseconds> m_lag;
    std::optional<Instant> m_clearSince;
};

class HeartbeatStage {
public:
    explicit HeartbeatStage(ingest::Registry &registry)
        : m_registry(registry)
    {
    }

    // Marks devices STALE whose interval has passed since we last heard them, or since we began to see if
    // that is later.
    Result<> run(store::Connection &connection, const Sight &sight, Instant now);

private:
    std::vector<store::Silence> findSilent(Instant clearSince, Instant now) const;

    ingest::Registry &m_registry;
};

} // namespace pulse::pipeline

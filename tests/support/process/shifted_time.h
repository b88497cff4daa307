// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A wall clock that several real processes share and a test moves: by hours and days, in an instant. Debian's
// libfaketime, preloaded, adds one offset to what they read; the offset is in a file that every look at the
// clock reads, so all of them see a jump at the same moment.
//
//   auto time = ShiftedTime::create();
//   auto cluster = PostgresCluster::start(Durability::None, {}, (*time)->environment());
//   auto server = Served::start({…, .environment = (*time)->environment()});
//   QVERIFY((*time)->shiftBy(70h)); // while nothing is in flight
//
// Limits: the monotonic clock, and with it every timer and every wait, runs in real time; after a jump, what
// became due is found by the next look (polling, or something that wakes). The test's own process is not
// shifted: now() says what the others read. PostgreSQL's statement_timeout and deadlock_timeout are measured
// by the wall clock in a signal handler that libfaketime does not reach: at an offset above zero they never
// fire.
//
// Thread safety: none. It outlives the processes it is given to.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QStringList>
#include <QTemporaryDir>
#include <memory>

namespace pulse::test {

class ShiftedTime {
public:
    // NotFound: libfaketime is not installed (package libfaketime).
    static Result<std::unique_ptr<ShiftedTime>> create();
    ~ShiftedTime();
    ShiftedTime(const ShiftedTime &) = delete;
    ShiftedTime &operator=(const ShiftedTime &) = delete;

    // NAME=value: of a process, and of the processes it starts.
    const QStringList &environment() const { return m_environment; }

    // Of the shared clock from the real one; at first none.
    std::chrono::milliseconds offset() const { return m_offset; }
    Result<> shiftTo(std::chrono::milliseconds offset);
    Result<> shiftBy(std::chrono::milliseconds more) { return shiftTo(m_offset + more); }
    // The shared clock says `instant` now, and goes on from there.
    Result<> setNow(Instant instant);

    Instant now() const;

private:
    ShiftedTime() = default;
    Result<> share();

    QTemporaryDir m_folder{QStringLiteral("/tmp/pulse-time-XXXXXX")};
    QByteArray m_shared; // the name of libfaketime's semaphore and of its shared memory
    QStringList m_environment;
    std::chrono::milliseconds m_offset{0};
};

} // namespace pulse::test

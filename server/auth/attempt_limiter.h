// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// At most so many attempts within a sliding window, by whatever names the caller (a login, an address, a
// tenant). The window slides in the common approximation: the last fixed window counts by the share of it
// still covered, so that a name costs two numbers and not a list.
//
// Thread safety: none by itself; share it in a Mutex.
// Invariants: holds at most `mostNames` names; the one not seen for longest leaves first.
#pragma once

#include "base/clock.h"

#include <QByteArray>
#include <QHash>
#include <list>

namespace pulse::auth {

struct AttemptLimit {
    int most = 10; // 0: no limit
    std::chrono::seconds window{60};
    qsizetype mostNames = 10'000;
};

class AttemptLimiter {
public:
    explicit AttemptLimiter(AttemptLimit limit = {});

    // Counts an attempt. Zero: allowed. Otherwise how long to wait, and the attempt is not counted.
    std::chrono::seconds attempt(const QByteArray &name, Instant now);
    // How many still count, rounded down.
    int counted(const QByteArray &name, Instant now) const;
    void takeBack(const QByteArray &name); // one that was none after all
    void forget(const QByteArray &name);
    qsizetype size() const { return m_entries.size(); }

private:
    struct Entry {
        std::int64_t window = 0; // number of the fixed window since the epoch
        int current = 0;
        int previous = 0;
        std::list<QByteArray>::iterator order;
    };
    struct Moment {
        std::int64_t window = 0;
        double passed = 0; // share of it
    };
    Moment momentOf(Instant now) const;
    static double countedAt(const Entry &entry, Moment now);
    Entry &entryOf(const QByteArray &name, std::int64_t window);

    AttemptLimit m_limit;
    QHash<QByteArray, Entry> m_entries;
    std::list<QByteArray> m_order; // least recently seen first
};

} // namespace pulse::auth

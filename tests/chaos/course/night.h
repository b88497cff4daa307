// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nights in which receivers are away, each in its own manner, while alerts open and close and the server is
// restarted. PostgreSQL and the server share a clock that jumps (support/shifted_time.h), so that a night
// takes a minute. What counts is what the receivers got once they were back.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QList>
#include <chrono>

namespace pulse::chaos {

struct NightReport {
    qint64 opened = 0; // deliveries that say so, of all receivers
    qint64 closed = 0;
    qint64 lost = 0; // never arrived
    qint64 dead = 0; // given up, which nothing may be
    qint64 outOfOrder = 0; // ends that arrived before their beginning, or without it
    qint64 unknown = 0; // arrivals under an id of no delivery
    qint64 repeated = 0;
    qint64 attempts = 0;
    int restarts = 0;
    std::chrono::minutes longestCatchUp{
        0}; // from the receivers' return to the last arrival, on the shared clock

    bool isGood() const;
    QJsonObject toJson() const;
};

// `outages`: one after another, each from all receivers leaving to all being back.
Result<NightReport> runNights(const QString &program, const QList<std::chrono::hours> &outages);

} // namespace pulse::chaos

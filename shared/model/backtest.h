// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A draft rule run over stored readings: what is asked for, and what would have become of it.
#pragma once

#include "base/clock.h"
#include "model/alert_rule.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>

namespace pulse::model {

struct BacktestRequest {
    AlertRule rule; // enabled, with a key that no stored rule has
    QStringList deviceIds; // empty: every device that the rule is for
    Instant start; // device time; inclusive, as is the next
    Instant end;
};

// An alert that the rule would have opened.
struct Excursion {
    QString deviceId;
    QString siteId;
    Instant start; // device time of the reading that opened it
    std::optional<Instant> end; // of the one that cleared it; none: it lasts to the end of what was run
    double peak = 0; // the value furthest beyond the threshold meanwhile
    Instant peakAt;
    std::chrono::microseconds active{0}; // until it cleared, or until the device's last reading
    QJsonObject opened; // evidence, as a transition of the alert would keep it
    QJsonObject cleared;
};

// What ended a back-test before it was through.
enum class BacktestStop { None, Rows, Time };

struct BacktestTotals {
    qint64 devices = 0; // run through
    qint64 devicesInScope = 0;
    qint64 readings = 0; // evaluated
    qint64 late = 0; // stored, but not evaluated when they came, so not now
    qint64 excursions = 0; // all of them, listed or not
    qint64 listed = 0;
    std::chrono::microseconds active{0}; // of all excursions together
    BacktestStop stoppedBy = BacktestStop::None;
};

} // namespace pulse::model

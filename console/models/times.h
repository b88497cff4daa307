// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one place where an Instant becomes a QDateTime and a text for people.
#pragma once

#include "base/clock.h"

#include <QDateTime>
#include <QString>
#include <QVariant>
#include <optional>

namespace pulse::models {

QDateTime localTime(Instant instant);
Instant instantOf(const QDateTime &time);
QVariant timeValue(const std::optional<Instant> &instant); // a local QDateTime, or nothing
QString timeText(const std::optional<Instant> &instant); // date and time with seconds, local; empty when none
// "14:03" of a time today, with its date otherwise; empty when invalid. Both local.
QString clockText(const QDateTime &time, const QDateTime &now);
QString relativeText(Instant instant, Instant now); // "just now", "4 min ago", "in 2 h"
QString durationText(std::chrono::seconds duration); // "3 d 4 h", "12 min"

} // namespace pulse::models

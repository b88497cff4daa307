// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people ask of an alert: the bodies of acknowledge, unacknowledge, shelve, unshelve and comment.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QJsonObject>
#include <QString>
#include <optional>

namespace pulse::wire {

constexpr int kLongestReason = 1'000; // characters

struct AlertAction {
    QString reason; // empty: none given
    std::optional<Instant> until; // of a shelf
    bool isOneShot = false;
};

// {"reason"?}
Result<AlertAction> reasonFrom(const QJsonObject &body);
// {"until": time | "minutes": number, "reason", "one_shot"?}; minutes count from `now`.
Result<AlertAction> shelfFrom(const QJsonObject &body, Instant now);
// {"text"}
Result<AlertAction> commentFrom(const QJsonObject &body);

QJsonObject reasonSchema();
QJsonObject shelfSchema();
QJsonObject commentSchema();

} // namespace pulse::wire

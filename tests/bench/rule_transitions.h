// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The transitions of a rule with their evidence, as a client of the API reads them: those that were, and
// those that a back-test says there would have been.
#pragma once

#include "support/process/product.h"

namespace pulse::bench {

// A page after the other; the newest first.
QJsonArray alertsOfRule(test::Product &product, const QString &ruleName);

// "OPENED {evidence}", the oldest first. Of one device.
QStringList transitionsOf(test::Product &product, const QJsonArray &alerts);

// The same of a draft, over whatever is stored. Errors: refused, or not everything was looked at.
Result<QStringList> backtest(test::Product &product, const QJsonObject &draft);

} // namespace pulse::bench

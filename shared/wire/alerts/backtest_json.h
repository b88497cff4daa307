// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Back-tests on the wire. A body is that of a new alert rule, of which the name may be left out, with
// `start`, `end` and, if wanted, `device_ids`.
#pragma once

#include "model/backtest.h"
#include "wire/core/noun.h"

namespace pulse::wire {

// Validated; the error names the field.
Result<model::BacktestRequest> backtestRequestFrom(const QJsonObject &body);
QJsonObject backtestRequestSchema();

const Noun<model::Excursion> &excursionNoun();
inline QJsonObject toJson(const model::Excursion &excursion) { return excursionNoun().json(excursion); }

const Noun<model::BacktestTotals> &backtestTotalsNoun();
inline QJsonObject toJson(const model::BacktestTotals &totals) { return backtestTotalsNoun().json(totals); }

} // namespace pulse::wire

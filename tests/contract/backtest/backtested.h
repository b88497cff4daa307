// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The transitions of a rule, each with its evidence, once as the pipeline wrote them and once as a back-test
// finds them.
#pragma once

#include "api/resource/backtest_limits.h"
#include "store/pipeline/writer_rig.h"

namespace pulse::test {

// "one OPENED {evidence}", of one device in order.
QStringList liveTransitions(const pipeline::WriterRig &rig, const QString &ruleName, const QString &device);
// Of acme's `device`, over whatever was stored.
QStringList backtested(const pipeline::WriterRig &rig, QJsonObject rule, const QString &device,
                       const api::BacktestLimits &limits = {});

} // namespace pulse::test

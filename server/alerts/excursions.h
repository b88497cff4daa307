// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One rule over the stored readings of one device, evaluated as when they came in: the alerts it would have
// opened, had it been made just before the first of them. Nothing is open and no timer runs at the beginning.
#pragma once

#include "model/backtest.h"
#include "rules/evaluator.h"

namespace pulse::alerts {

// Requires: an index of that one rule, which outlives it.
class Excursions {
public:
    Excursions(const rules::RuleIndex &rules, QByteArray siteId, QByteArray deviceId);

    // In order of arrival, late ones left out. The excursion that this reading ends.
    std::optional<model::Excursion> take(const model::StoredReading &stored);
    // The one that is still open after the last reading.
    std::optional<model::Excursion> finish();

private:
    std::optional<model::Excursion> take(const rules::Finding &finding, const model::Reading &reading);
    void open(const rules::Finding &finding, const model::Reading &reading);
    model::Excursion close(Instant until);
    void notePeak(const model::Reading &reading);

    const rules::RuleIndex &m_rules;
    const QByteArray m_siteId;
    const QByteArray m_deviceId;
    std::vector<model::ActiveAlert> m_active;
    std::vector<model::PendingRule> m_pending;
    std::optional<Instant> m_lastTs; // of those that said one
    Instant m_lastAt; // effective time of the last reading
    // Of the open one.
    std::optional<model::Excursion> m_open;
    Instant m_openedAt; // effective time
    model::Comparison m_comparison = model::Comparison::Gt;
    MetricKey m_metric;
};

} // namespace pulse::alerts

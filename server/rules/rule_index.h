// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's rules by the metric they name and the site they are for, so that a reading meets only rules that
// can have an opinion on it, and none costs anything where it has none.
#pragma once

#include "base/ids.h"
#include "rules/condition.h"
#include "rules/scope.h"

#include <QHash>
#include <functional>
#include <span>
#include <unordered_map>

namespace pulse::rules {

// Invariants: the rules given outlive the index. A rule is visited once at most for each metric of a reading.
class RuleIndex {
public:
    using MetricLookup =
        std::function<MetricKey(const QByteArray &name)>; // invalid: no reading has named it yet

    RuleIndex() = default;
    RuleIndex(std::span<const model::AlertRule> rules, const MetricLookup &lookup);

    // visit(rule, judge) for each rule that has an opinion on that metric of a device there.
    template <class Visit> void visit(MetricKey metric, const Place &place, Visit visit) const
    {
        const auto at = m_byMetric.find(metric);
        if (at == m_byMetric.end())
            return;
        visitCovering(at->second.everywhere, place, visit);
        if (at->second.bySite.isEmpty())
            return;
        const auto ofSite = at->second.bySite.constFind(place.siteId);
        if (ofSite != at->second.bySite.constEnd())
            visitCovering(*ofSite, place, visit);
    }

private:
    struct Entry {
        const model::AlertRule *rule = nullptr;
        ReadingJudge judge = nullptr;
        Prefixes prefixes;
    };
    struct OfMetric {
        std::vector<Entry> everywhere;
        QHash<QByteArray, std::vector<Entry>> bySite;
    };

    template <class Visit>
    static void visitCovering(const std::vector<Entry> &entries, const Place &place, Visit &visit)
    {
        for (const Entry &entry : entries) {
            if (entry.prefixes.cover(place.deviceId))
                visit(*entry.rule, entry.judge);
        }
    }

    std::unordered_map<MetricKey, OfMetric> m_byMetric;
};

} // namespace pulse::rules

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alert_inspection.h"

#include "models/alert_text.h"
#include "models/times.h"
#include "models/words_text.h"

#include <QCoreApplication>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using widgets::Fact;

namespace {

constexpr qsizetype kShownHistory = 8;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AlertInspection)
};

QList<Fact> originFacts(const model::Alert &alert)
{
    return {{Words::tr("Device"), alert.deviceId},
            {Words::tr("Site"), alert.siteId},
            {Words::tr("Type"), models::text(alert.type)},
            {Words::tr("Severity"), Words::tr("%1 of 5").arg(alert.severity)},
            {Words::tr("Alert"), u"#%1"_s.arg(alert.alertId)}};
}

// Device times stand beside ours where they tell something else: a device that was offline hands over what it
// measured hours ago.
QList<Fact> conditionFacts(const model::Alert &alert, Instant now)
{
    const models::AlertTimes times = models::alertTimes(alert);
    const QString lasted = models::durationText(
        std::chrono::duration_cast<std::chrono::seconds>(times.end.value_or(now) - times.begin));
    QList<Fact> facts{{Words::tr("Condition"),
                       alert.clearedAt ? Words::tr("Cleared after %1").arg(lasted)
                                       : Words::tr("Active for %1").arg(lasted)},
                      {Words::tr("Opened"), models::timeText(alert.createdAt)}};
    if (times.areDeviceTimes)
        facts.append({Words::tr("Device's clock"), models::timeText(alert.openedTs)});
    if (alert.clearedAt)
        facts.append({Words::tr("Cleared"), models::timeText(alert.clearedAt)});
    if (times.areDeviceTimes && alert.clearedTs)
        facts.append({Words::tr("Device's clock"), models::timeText(alert.clearedTs)});
    return facts;
}

QList<Fact> stateFacts(const model::Alert &alert, Instant now)
{
    QList<Fact> facts = conditionFacts(alert, now);
    const QString acknowledgedAt = models::timeText(alert.acknowledgedAt);
    facts.append({Words::tr("Acknowledged"),
                  !alert.acknowledgedAt                ? Words::tr("No")
                      : alert.acknowledgedBy.isEmpty() ? acknowledgedAt
                                                       : Words::tr("by %1").arg(alert.acknowledgedBy),
                  acknowledgedAt});
    const auto &shelf = alert.shelf;
    facts.append({Words::tr("Shelved"),
                  shelf ? Words::tr("until %1").arg(models::timeText(shelf->until)) : Words::tr("No"),
                  shelf ? Words::tr("%1: %2").arg(shelf->by, shelf->reason) : QString()});
    return facts;
}

QList<Fact> detailFacts(const model::Alert &alert)
{
    QList<Fact> facts;
    for (const models::AlertDetailText &detail : models::alertDetails(alert))
        facts.append({detail.name, detail.value});
    return facts;
}

// Newest first: what was done last is what one looks for.
QList<Fact> historyFacts(const QList<model::Transition> &history)
{
    QList<Fact> facts;
    for (auto it = history.rbegin(); it != history.rend() && facts.size() < kShownHistory; ++it) {
        const QString told = Words::tr("%1: %2").arg(models::actorText(it->actor), it->reason);
        facts.append({models::text(it->event), told, told + u'\n' + models::timeText(it->at)});
    }
    return facts;
}

} // namespace

widgets::Inspection alertInspection(const model::Alert &alert, const QList<model::Transition> &history,
                                    Instant now)
{
    return {.id = QString::number(alert.alertId),
            .badges = {widgets::severityBadge(alert.severity), widgets::badgeOf(alert.status())},
            .title = models::alertTitle(alert),
            .toolTip = alert.summary,
            .sections = {{{}, originFacts(alert)},
                         {Words::tr("State"), stateFacts(alert, now)},
                         {Words::tr("Details"), detailFacts(alert)},
                         {Words::tr("History"), historyFacts(history)}}};
}

} // namespace pulse::pages

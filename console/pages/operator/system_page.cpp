// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/operator/system_page.h"

#include "models/system_alert_text.h"
#include "models/times.h"

#include <QLocale>
#include <QPushButton>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::SystemAlertListModel;
using widgets::Fact;

namespace {

QList<Fact> stateFacts(const model::SystemAlert &alert, Instant now)
{
    const Instant end = alert.clearedAt.value_or(now);
    const QString lasted =
        models::durationText(std::chrono::duration_cast<std::chrono::seconds>(end - alert.raisedAt));
    QList<Fact> facts{{SystemPage::tr("Condition"),
                       alert.clearedAt ? SystemPage::tr("Over after %1").arg(lasted)
                                       : SystemPage::tr("Lasts for %1").arg(lasted)},
                      {SystemPage::tr("Raised"), models::timeText(alert.raisedAt)}};
    if (alert.clearedAt)
        facts.append({SystemPage::tr("Cleared"), models::timeText(alert.clearedAt)});
    facts.append(
        {SystemPage::tr("Acknowledged"),
         alert.acknowledgedAt ? SystemPage::tr("by %1").arg(alert.acknowledgedBy) : SystemPage::tr("No"),
         models::timeText(alert.acknowledgedAt)});
    return facts;
}

QList<Fact> detailFacts(const model::SystemAlert &alert)
{
    QList<Fact> facts;
    for (const models::AlertDetailText &detail : models::systemAlertDetails(alert))
        facts.append({detail.name, detail.value, detail.value});
    return facts;
}

} // namespace

widgets::PageDescription SystemPage::description()
{
    return {.id = u"system"_s,
            .title = tr("System"),
            .iconName = u"system"_s,
            .shortcut = u"Ctrl+1"_s,
            .audience = widgets::Audience::Operators,
            .pictures = {{u"system"_s, true}}};
}

SystemPage::SystemPage(const widgets::PageContext &context, QWidget *parent)
    : ListPage(context, parent)
    , m_clock(context.clock)
    , m_model(context.api, context.live)
{
    build(description(), m_model,
          {.name = tr("System alerts"),
           .whenEmpty = {tr("All is well"), tr("Pulse has nothing to say about itself."), u"quiet"_s},
           .whenFiltered = {tr("Nothing yet"), tr("No system alert was raised in 90 days."), u"quiet"_s},
           .choicesName = tr("Show"),
           .choices = {tr("Open"), tr("All")}, // SystemAlertListModel::Choice
           .whenNoneIsChosen = tr("Select one to see all about it."),
           .keepsChosen = false});
    m_acknowledge = inspector()->addAction(tr("Acknowledge"),
                                           tr("Says that somebody knows. It stays here until it is over."));
    connect(m_acknowledge, &QPushButton::clicked, this, [this] {
        inspector()->waitForAnswer();
        m_model.acknowledge(chosen().toLongLong());
    });
    connect(&m_model, &SystemAlertListModel::countsChanged, this, &SystemPage::tellTroubles);
}

void SystemPage::tellTroubles()
{
    const auto count = troubles().size();
    emit badgeChanged(count == 0 ? QString() : QLocale().toString(count));
    emit troublesChanged();
}

std::optional<widgets::Inspection> SystemPage::inspect(const QString &id)
{
    const model::SystemAlert *alert = m_model.find(id);
    if (!alert)
        return std::nullopt;
    m_acknowledge->setVisible(alert->status() == model::AlertStatus::Open);
    return widgets::Inspection{
        .id = id,
        .badges = {widgets::severityBadge(alert->severity), widgets::badgeOf(alert->status())},
        .title = models::systemAlertTitle(*alert),
        .toolTip = alert->summary,
        .text = models::systemAlertMeaning(*alert),
        .sections = {{tr("State"), stateFacts(*alert, m_clock.now())}, {tr("Details"), detailFacts(*alert)}}};
}

} // namespace pulse::pages

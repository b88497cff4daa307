// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alert_detail.h"

#include "models/alert_history.h"
#include "models/alert_text.h"
#include "models/plain_tool_tip.h"
#include "models/times.h"
#include "models/words_text.h"
#include "pages/customer/alert_actions.h"
#include "widgets/badge.h"
#include "widgets/facts_view.h"
#include "widgets/labels.h"

#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using widgets::Fact;
using widgets::TextSize;

namespace {

constexpr qsizetype kShownHistory = 8;

QList<Fact> detailsOf(const model::Alert &alert)
{
    QList<Fact> facts;
    for (const models::AlertDetailText &detail : models::alertDetails(alert))
        facts.append({detail.name, detail.value});
    return facts;
}

} // namespace

AlertDetail::AlertDetail(const Clock &clock, QWidget *parent)
    : DetailCard(tr("Select an alert to see all about it."), parent)
    , m_clock(clock)
    , m_severity(new widgets::Badge(body()))
    , m_status(new widgets::Badge(body()))
    , m_summary(widgets::makeLabel(body(), {}, TextSize::Heading, QFont::DemiBold))
    , m_origin(new widgets::FactsView(body()))
    , m_facts(new widgets::FactsView(body()))
    , m_details(new widgets::FactsView(body()))
    , m_detailsCaption(widgets::makeCaption(body(), tr("Details")))
    , m_history(new widgets::FactsView(body()))
    , m_historyCaption(widgets::makeCaption(body(), tr("History")))
    , m_actions(new AlertActions(body()))
    , m_openDevice(new QPushButton(tr("Open device"), body()))
{
    addParts(bodyLayout());
    connect(m_openDevice, &QPushButton::clicked, this, [this] {
        if (m_alert)
            emit deviceActivated(m_alert->deviceId);
    });
    connect(m_actions, &AlertActions::actRequested, this, &AlertDetail::actRequested);
    connect(&m_timer, &QTimer::timeout, this, &AlertDetail::showFacts);
    m_timer.start(std::chrono::seconds{5});
    setHistory({});
    setMayAct(false);
    setAlert(nullptr);
}

void AlertDetail::addParts(QVBoxLayout *layout)
{
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addBadges(m_severity, m_status);
    layout->addWidget(m_summary);
    layout->addWidget(m_actions);
    layout->addWidget(m_origin);
    layout->addWidget(m_openDevice, 0, Qt::AlignLeft);
    layout->addWidget(widgets::makeDivider(body()));
    layout->addWidget(widgets::makeCaption(body(), tr("State")));
    layout->addWidget(m_facts);
    layout->addWidget(widgets::makeDivider(body()));
    layout->addWidget(m_detailsCaption);
    layout->addWidget(m_details);
    layout->addWidget(m_historyCaption);
    layout->addWidget(m_history);
}

void AlertDetail::setAlert(const model::Alert *alert)
{
    m_alert = alert ? std::optional(*alert) : std::nullopt;
    setIsEmpty(!m_alert);
    if (m_alert)
        refresh();
}

void AlertDetail::refresh()
{
    m_severity->setLook(widgets::severityBadge(m_alert->severity));
    m_status->setLook(widgets::badgeOf(m_alert->status()));
    m_summary->setText(models::alertTitle(*m_alert));
    m_summary->setToolTip(models::plainToolTip(m_alert->summary));
    m_origin->setFacts({{tr("Device"), m_alert->deviceId},
                        {tr("Site"), m_alert->siteId},
                        {tr("Type"), models::text(m_alert->type)},
                        {tr("Severity"), tr("%1 of 5").arg(m_alert->severity)},
                        {tr("Alert"), u"#%1"_s.arg(m_alert->alertId)}});
    const QList<Fact> details = detailsOf(*m_alert);
    m_details->setFacts(details);
    m_detailsCaption->setVisible(!details.isEmpty());
    m_actions->setAlert(*m_alert);
    showFacts();
}

// Newest first: what was done last is what one looks for.
void AlertDetail::setHistory(const QList<model::Transition> &transitions)
{
    QList<Fact> facts;
    for (auto it = transitions.rbegin(); it != transitions.rend() && facts.size() < kShownHistory; ++it) {
        const QString told = tr("%1: %2").arg(models::actorText(it->actor), it->reason);
        facts.append({models::text(it->event), told, told + u'\n' + models::timeText(it->at)});
    }
    m_history->setFacts(facts);
    m_history->setVisible(!facts.isEmpty());
    m_historyCaption->setVisible(!facts.isEmpty());
}

void AlertDetail::setMayAct(bool mayAct) { m_actions->setVisible(mayAct); }

void AlertDetail::showProblem(const QString &text) { m_actions->showProblem(text); }

void AlertDetail::showFacts()
{
    if (!m_alert)
        return;
    QList<Fact> facts = conditionFacts();
    facts.append({tr("Acknowledged"),
                  !m_alert->acknowledgedAt                ? tr("No")
                      : m_alert->acknowledgedBy.isEmpty() ? models::timeText(m_alert->acknowledgedAt)
                                                          : tr("by %1").arg(m_alert->acknowledgedBy),
                  models::timeText(m_alert->acknowledgedAt)});
    facts.append({tr("Shelved"),
                  m_alert->shelf ? tr("until %1").arg(models::timeText(m_alert->shelf->until)) : tr("No"),
                  m_alert->shelf ? tr("%1: %2").arg(m_alert->shelf->by, m_alert->shelf->reason) : QString()});
    m_facts->setFacts(facts);
}

// Device times stand beside ours where they tell something else: a device that was offline hands over what it
// measured hours ago.
QList<Fact> AlertDetail::conditionFacts() const
{
    const models::AlertTimes times = models::alertTimes(*m_alert);
    const QString lasted = models::durationText(
        std::chrono::duration_cast<std::chrono::seconds>(times.end.value_or(m_clock.now()) - times.begin));
    QList<Fact> facts{
        {tr("Condition"),
         m_alert->clearedAt ? tr("Cleared after %1").arg(lasted) : tr("Active for %1").arg(lasted)},
        {tr("Opened"), models::timeText(m_alert->createdAt)}};
    if (times.areDeviceTimes)
        facts.append({tr("Device's clock"), models::timeText(m_alert->openedTs)});
    if (m_alert->clearedAt)
        facts.append({tr("Cleared"), models::timeText(m_alert->clearedAt)});
    if (times.areDeviceTimes && m_alert->clearedTs)
        facts.append({tr("Device's clock"), models::timeText(m_alert->clearedTs)});
    return facts;
}

QString AlertDetail::shownTitle() const { return m_alert ? m_summary->text() : QString(); }

} // namespace pulse::pages

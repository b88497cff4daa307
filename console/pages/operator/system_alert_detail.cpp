// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/operator/system_alert_detail.h"

#include "models/plain_tool_tip.h"
#include "models/system_alert_text.h"
#include "models/times.h"
#include "widgets/badge.h"
#include "widgets/facts_view.h"
#include "widgets/labels.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using widgets::Fact;
using widgets::TextSize;

SystemAlertDetail::SystemAlertDetail(const Clock &clock, QWidget *parent)
    : DetailCard(tr("Select one to see all about it."), parent)
    , m_clock(clock)
    , m_severity(new widgets::Badge(body()))
    , m_status(new widgets::Badge(body()))
    , m_title(widgets::makeLabel(body(), {}, TextSize::Heading, QFont::DemiBold))
    , m_meaning(widgets::makeMutedLabel(body(), {}))
    , m_state(new widgets::FactsView(body()))
    , m_detailsCaption(widgets::makeCaption(body(), tr("Details")))
    , m_details(new widgets::FactsView(body()))
    , m_acknowledge(new QPushButton(tr("Acknowledge"), body()))
    , m_problem(widgets::makeLabel(body(), {}, TextSize::Small))
{
    addParts(bodyLayout());
    connect(m_acknowledge, &QPushButton::clicked, this, [this] {
        m_acknowledge->setEnabled(false); // until its answer is here
        emit acknowledgeRequested(m_alert->systemAlertId);
    });
    connect(&m_timer, &QTimer::timeout, this, &SystemAlertDetail::showState);
    m_timer.start(std::chrono::seconds{5});
    setAlert(nullptr);
}

void SystemAlertDetail::addParts(QVBoxLayout *layout)
{
    m_title->setWordWrap(true);
    m_meaning->setWordWrap(true);
    m_problem->setWordWrap(true);
    m_problem->setProperty("tone", u"danger"_s);
    m_acknowledge->setToolTip(tr("Says that somebody knows. It stays here until it is over."));
    addBadges(m_severity, m_status);
    layout->addWidget(m_title);
    layout->addWidget(m_meaning);
    layout->addWidget(widgets::makeDivider(body()));
    layout->addWidget(widgets::makeCaption(body(), tr("State")));
    layout->addWidget(m_state);
    layout->addWidget(widgets::makeDivider(body()));
    layout->addWidget(m_detailsCaption);
    layout->addWidget(m_details);
    layout->addSpacing(4);
    layout->addWidget(m_acknowledge, 0, Qt::AlignLeft);
    layout->addWidget(m_problem);
}

void SystemAlertDetail::setAlert(const model::SystemAlert *alert)
{
    if (!alert || !m_alert || alert->systemAlertId != m_alert->systemAlertId)
        showProblem({});
    m_alert = alert ? std::optional(*alert) : std::nullopt;
    setIsEmpty(!m_alert);
    if (m_alert)
        refresh();
}

void SystemAlertDetail::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_acknowledge->setEnabled(true);
}

void SystemAlertDetail::refresh()
{
    m_severity->setLook(widgets::severityBadge(m_alert->severity));
    m_status->setLook(widgets::badgeOf(m_alert->status()));
    m_title->setText(models::systemAlertTitle(*m_alert));
    m_title->setToolTip(models::plainToolTip(m_alert->summary));
    const QString meaning = models::systemAlertMeaning(*m_alert);
    m_meaning->setText(meaning);
    m_meaning->setVisible(!meaning.isEmpty());
    QList<Fact> details;
    for (const models::AlertDetailText &detail : models::systemAlertDetails(*m_alert))
        details.append({detail.name, detail.value, detail.value});
    m_details->setFacts(details);
    m_detailsCaption->setVisible(!details.isEmpty());
    m_acknowledge->setVisible(m_alert->status() == model::AlertStatus::Open);
    showState();
}

void SystemAlertDetail::showState()
{
    if (!m_alert)
        return;
    const Instant end = m_alert->clearedAt.value_or(m_clock.now());
    const QString lasted =
        models::durationText(std::chrono::duration_cast<std::chrono::seconds>(end - m_alert->raisedAt));
    QList<Fact> facts{{tr("Condition"),
                       m_alert->clearedAt ? tr("Over after %1").arg(lasted) : tr("Lasts for %1").arg(lasted)},
                      {tr("Raised"), models::timeText(m_alert->raisedAt)}};
    if (m_alert->clearedAt)
        facts.append({tr("Cleared"), models::timeText(m_alert->clearedAt)});
    facts.append({tr("Acknowledged"),
                  m_alert->acknowledgedAt ? tr("by %1").arg(m_alert->acknowledgedBy) : tr("No"),
                  models::timeText(m_alert->acknowledgedAt)});
    m_state->setFacts(facts);
}

QString SystemAlertDetail::shownTitle() const { return m_alert ? m_title->text() : QString(); }

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alerts_page.h"

#include "client/session.h"
#include "pages/customer/alert_actions.h"
#include "pages/customer/alert_inspection.h"

#include <QLocale>
#include <QPushButton>

namespace pulse::pages {

using namespace Qt::StringLiterals;

widgets::PageDescription AlertsPage::description()
{
    return {.id = u"alerts"_s,
            .title = tr("Alerts"),
            .iconName = u"alerts"_s,
            .shortcut = u"Ctrl+2"_s,
            .pictures = {{u"alerts"_s}}};
}

AlertsPage::AlertsPage(const widgets::PageContext &context, QWidget *parent)
    : ListPage(context, parent)
    , m_context(context)
    , m_model(context.api, context.live)
    , m_history(context.api,
                [&api = context.api](const QString &id, QObject *reader, auto done) {
                    api.alertHistory(id.toLongLong(), reader, std::move(done));
                })
    , m_openAlerts(context.api, context.live)
    , m_actions(new AlertActions(this))
{
    build(description(), m_model,
          {.name = tr("Alerts"),
           .whenEmpty = {tr("All quiet"), tr("No alert is open."), u"quiet"_s},
           .whenFiltered = {tr("Nothing here yet"), tr("No alert matches."), u"alerts"_s},
           .choicesName = tr("Show"),
           .choices = {tr("Open"), tr("Closed"), tr("All")}, // models::AlertFilter
           .whenNoneIsChosen = tr("Select an alert to see all about it.")});
    inspector()->addActions(m_actions);
    const QPushButton *openDevice = inspector()->addAction(tr("Open device"));
    connect(openDevice, &QPushButton::clicked, this, [this] { activate(chosen()); });
    connectModels();
}

void AlertsPage::connectModels()
{
    connect(m_actions, &AlertActions::actRequested, this, [this](const client::AlertAct &act) {
        inspector()->waitForAnswer();
        m_model.act(act);
    });
    connect(&m_model, &models::ListModel::acted, m_actions, [this] { m_actions->showAnswer(std::nullopt); });
    connect(&m_model, &models::ListModel::actFailed, m_actions,
            [this](const wire::Problem &problem) { m_actions->showAnswer(problem); });
    connect(&m_history, &models::ChosenReading::changed, this, &AlertsPage::refreshInspector);
    connect(&m_model, &models::AlertListModel::alertChanged, this, [this](const model::Alert &alert) {
        if (!m_shown || alert.alertId != m_shown->alertId)
            return;
        m_shown = alert;
        refreshInspector();
    });
    connect(&m_openAlerts, &models::OpenAlertCount::countChanged, this, [this] {
        const auto count = m_openAlerts.count();
        emit badgeChanged(count.value_or(0) > 0 ? QLocale().toString(*count) : QString());
    });
}

void AlertsPage::enter()
{
    m_actions->setVisible(m_context.session.mayChange());
    reload();
}

void AlertsPage::leave()
{
    ListPage::leave();
    m_shown.reset();
    m_history.show({}, {});
    m_openAlerts.clear();
}

void AlertsPage::reload()
{
    ListPage::reload();
    m_openAlerts.load();
}

std::optional<widgets::Inspection> AlertsPage::inspect(const QString &id)
{
    if (const model::Alert *alert = m_model.find(id))
        m_shown = *alert;
    if (!m_shown || QString::number(m_shown->alertId) != id)
        return std::nullopt;
    m_history.show(id, m_shown->updatedAt);
    m_actions->setAlert(*m_shown);
    return alertInspection(*m_shown, m_history.value().items, m_context.clock.now());
}

void AlertsPage::activate(const QString &id)
{
    if (m_shown && QString::number(m_shown->alertId) == id)
        emit pageRequested(u"device"_s, m_shown->deviceId);
}

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/system_alert_list_model.h"

#include "models/system_alert_text.h"
#include "models/times.h"
#include "models/words_text.h"

namespace pulse::models {

ListTable<model::SystemAlert> SystemAlertListModel::table()
{
    using Alert = model::SystemAlert;
    return {
        {{.head = {tr("Severity"), CellLook::Badge, 96},
          .text = [](const Alert &alert) { return severityText(alert.severity); },
          .tone = [](const Alert &alert) { return severityTone(alert.severity); }},
         {.head = {tr("What"), CellLook::Strong}, .text = systemAlertTitle},
         {.head = {tr("Raised"), CellLook::Age, 104},
          .text = [](const Alert &alert) { return timeText(alert.raisedAt); },
          .value = [](const Alert &alert) { return timeValue(alert.raisedAt); },
          .toolTip = [](const Alert &alert) { return timeText(alert.raisedAt); }},
         {.head = {tr("Status"), CellLook::Badge, 138},
          .text = [](const Alert &alert) { return text(alert.status()); },
          .tone = [](const Alert &alert) { return toneOf(alert.status()); }}},
        [](const Alert &alert) { return QString::number(alert.systemAlertId); },
        [](const Alert &left, const Alert &right) { return comparedBy<&Alert::systemAlertId>(right, left); }};
}

SystemAlertListModel::SystemAlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : ListOf(table(), {}, api, parent)
{
    const auto readAgain = [this] {
        if (phase() != Phase::Idle)
            load();
    };
    follow(live);
    connect(&live, &client::LiveSocket::systemAlertsChanged, this, readAgain);
    connect(&live, &client::LiveSocket::connected, this, [readAgain](bool isReconnect) {
        if (isReconnect) // what changed meanwhile was told to nobody
            readAgain();
    });
}

void SystemAlertListModel::read(const ListRead &what, PageDone done)
{
    m_api.systemAlerts(what.filter.choice == Open, this, std::move(done));
}

bool SystemAlertListModel::accepts(const model::SystemAlert &alert, const ListFilter &filter) const
{
    return filter.choice == All || !alert.clearedAt;
}

// Read again either way: it may be over, and a list that was asked for before may still be on its way.
void SystemAlertListModel::acknowledge(qint64 systemAlertId)
{
    m_api.acknowledgeSystemAlert(systemAlertId, &m_acting,
                                 [this](const client::Answer<model::SystemAlert> &answer) {
                                     if (answer)
                                         emit acted();
                                     else
                                         emit actFailed(answer.error());
                                     load();
                                 });
}

QList<model::SystemAlert> SystemAlertListModel::unacknowledged() const
{
    QList<model::SystemAlert> open;
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row)->status() == model::AlertStatus::Open)
            open.append(*at(row));
    }
    return open;
}

} // namespace pulse::models

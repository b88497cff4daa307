// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/system_alert_list_model.h"

#include "client/live_socket.h"
#include "models/system_alert_text.h"
#include "models/times.h"
#include "models/words_text.h"

#include <algorithm>

namespace pulse::models {

SystemAlertListModel::SystemAlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : QAbstractTableModel(parent)
    , m_api(api)
{
    const auto readAgain = [this] {
        if (m_isFollowing)
            load();
    };
    connect(&live, &client::LiveSocket::systemAlertsChanged, this, readAgain);
    connect(&live, &client::LiveSocket::readAgain, this, readAgain);
    connect(&live, &client::LiveSocket::connected, this, [readAgain](bool isReconnect) {
        if (isReconnect) // what changed meanwhile was told to nobody
            readAgain();
    });
}

void SystemAlertListModel::follow()
{
    m_isFollowing = true;
    load();
}

void SystemAlertListModel::clear()
{
    m_isFollowing = false;
    m_showsAll = false;
    m_api.cancel(this);
    m_api.cancel(&m_acknowledging);
    beginResetModel();
    m_alerts.clear();
    endResetModel();
    m_phase = Phase::Idle;
    emit changed();
}

void SystemAlertListModel::setShowsAll(bool showsAll)
{
    if (std::exchange(m_showsAll, showsAll) != showsAll)
        load();
}

void SystemAlertListModel::load()
{
    m_api.cancel(this);
    if (m_phase == Phase::Idle) {
        m_phase = Phase::Loading;
        emit changed();
    }
    m_api.systemAlerts(!m_showsAll, this, [this](client::Answer<wire::Page<model::SystemAlert>> answer) {
        take(std::move(answer));
    });
}

void SystemAlertListModel::take(client::Answer<wire::Page<model::SystemAlert>> answer)
{
    if (answer) {
        beginResetModel();
        m_alerts = std::move(answer->items);
        endResetModel();
        m_phase = Phase::Ready;
    } else {
        m_problem = answer.error();
        m_phase = Phase::Failed;
    }
    emit changed();
}

// Read again either way: it may be over, and a list that was asked for before may still be on its way.
void SystemAlertListModel::acknowledge(qint64 systemAlertId)
{
    m_api.acknowledgeSystemAlert(systemAlertId, &m_acknowledging,
                                 [this](const client::Answer<model::SystemAlert> &answer) {
                                     if (!answer)
                                         emit acknowledgeFailed(answer.error());
                                     load();
                                 });
}

const model::SystemAlert *SystemAlertListModel::alertAt(int row) const
{
    return row >= 0 && row < m_alerts.size() ? &m_alerts[row] : nullptr;
}

int SystemAlertListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_alerts.size());
}

int SystemAlertListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kSystemAlertColumnCount;
}

QVariant SystemAlertListModel::data(const QModelIndex &index, int role) const
{
    const model::SystemAlert *alert = alertAt(index.row());
    if (!alert)
        return {};
    const auto column = static_cast<SystemAlertColumn>(index.column());
    if (role == SeverityRole)
        return alert->severity;
    if (role == StatusRole)
        return static_cast<int>(alert->status());
    if (role == RawRole && column == SystemAlertColumn::Raised)
        return localTime(alert->raisedAt);
    if (role == Qt::ToolTipRole && column == SystemAlertColumn::Raised)
        return timeText(alert->raisedAt);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case SystemAlertColumn::Severity: return severityText(alert->severity);
    case SystemAlertColumn::Title: return systemAlertTitle(*alert);
    case SystemAlertColumn::Raised: return timeText(alert->raisedAt);
    case SystemAlertColumn::Status: return text(alert->status());
    }
    return {};
}

QVariant SystemAlertListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<SystemAlertColumn>(section)) {
    case SystemAlertColumn::Severity: return tr("Severity");
    case SystemAlertColumn::Title: return tr("What");
    case SystemAlertColumn::Raised: return tr("Raised");
    case SystemAlertColumn::Status: return tr("Status");
    }
    return {};
}

QList<model::SystemAlert> unacknowledged(const QList<model::SystemAlert> &alerts)
{
    QList<model::SystemAlert> open;
    std::copy_if(alerts.begin(), alerts.end(), std::back_inserter(open),
                 [](const auto &alert) { return alert.status() == model::AlertStatus::Open; });
    return open;
}

} // namespace pulse::models

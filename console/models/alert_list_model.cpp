// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alert_list_model.h"

#include "client/live_socket.h"
#include "models/alert_text.h"
#include "models/plain_tool_tip.h"
#include "models/times.h"
#include "models/words_text.h"

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAlertPageRows = 100;

} // namespace

AlertListModel::AlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : QAbstractTableModel(parent)
    , m_api(api)
    , m_live(live)
{
    connect(&live, &client::LiveSocket::alertChanged, this, &AlertListModel::take);
    connect(&live, &client::LiveSocket::readAgain, this, [this] {
        if (m_phase != Phase::Idle)
            load();
    });
    live.want(wire::LiveChannel::Alerts);
}

AlertListModel::~AlertListModel() { m_live.drop(wire::LiveChannel::Alerts); }

void AlertListModel::load()
{
    m_api.cancel(this);
    m_isReading = false;
    request(true);
}

void AlertListModel::clear()
{
    m_api.cancel(this);
    beginResetModel();
    m_rows.clear();
    m_recent.clear();
    m_isReading = m_isComplete = false;
    m_next.clear();
    endResetModel();
    setPhase(Phase::Idle);
    emit countsChanged();
}

void AlertListModel::setFilter(AlertFilter filter)
{
    if (std::exchange(m_filter, filter) == filter)
        return;
    if (m_phase != Phase::Idle)
        load();
}

void AlertListModel::setDevice(const QString &deviceId)
{
    clear();
    m_deviceId = deviceId;
}

void AlertListModel::request(bool isFirst)
{
    if (m_isReading)
        return;
    m_isReading = true;
    m_recent.clear();
    setPhase(Phase::Loading);
    const client::AlertQuery query{statusWord(m_filter), m_deviceId, kAlertPageRows,
                                   isFirst ? QString() : m_next};
    m_api.alerts(query, this, [this, isFirst](client::Answer<wire::Page<model::Alert>> answer) {
        onPage(isFirst, std::move(answer));
    });
}

void AlertListModel::onPage(bool isFirst, client::Answer<wire::Page<model::Alert>> answer)
{
    m_isReading = false;
    if (!answer) {
        m_problem = answer.error();
        return setPhase(Phase::Failed);
    }
    m_next = answer->next;
    m_isComplete = m_next.isEmpty();
    if (isFirst) {
        beginResetModel();
        m_rows.clear();
        for (const model::Alert &alert : answer->items) {
            const model::Alert &newest = m_recent.contains(alert.alertId) ? m_recent[alert.alertId] : alert;
            if (accepts(m_filter, newest))
                m_rows.insert(m_rows.placeOf(newest), newest);
        }
        endResetModel();
    } else {
        for (const model::Alert &alert : answer->items)
            merge(m_recent.value(alert.alertId, alert), Place::Anywhere);
    }
    for (const model::Alert &alert : std::exchange(m_recent, {}))
        merge(alert, Place::WithinHeld); // opened while the page was on its way
    setPhase(Phase::Ready);
    emit countsChanged();
}

void AlertListModel::act(const client::AlertAct &act)
{
    m_api.act(act, &m_acting, [this](const client::Answer<model::Alert> &answer) {
        if (answer)
            take(*answer);
        else
            emit actFailed(answer.error());
    });
}

void AlertListModel::take(const model::Alert &alert)
{
    if (m_phase == Phase::Idle || (!m_deviceId.isEmpty() && alert.deviceId != m_deviceId))
        return;
    if (m_isReading)
        m_recent.insert(alert.alertId, alert);
    merge(alert, Place::WithinHeld);
    emit alertChanged(alert);
    emit countsChanged();
}

// Brings one alert to where it belongs: in, out, or changed in place.
void AlertListModel::merge(const model::Alert &alert, Place place)
{
    const int row = m_rows.placeOf(alert);
    const bool isHeld = m_rows.holdsAt(row, alert);
    if (isHeld && m_rows.at(row).updatedAt > alert.updatedAt)
        return;
    if (!accepts(m_filter, alert)) {
        if (!isHeld)
            return;
        beginRemoveRows({}, row, row);
        m_rows.remove(row);
        endRemoveRows();
    } else if (isHeld) {
        m_rows.replace(row, alert);
        emit dataChanged(index(row, 0), index(row, kAlertColumnCount - 1));
    } else if (place == Place::Anywhere || m_isComplete || row < m_rows.count()) {
        beginInsertRows({}, row, row);
        m_rows.insert(row, alert);
        endInsertRows();
    }
}

const model::Alert *AlertListModel::alertAt(int row) const
{
    return row >= 0 && row < m_rows.count() ? &m_rows.at(row) : nullptr;
}

int AlertListModel::rowOf(qint64 alertId, Instant createdAt) const
{
    model::Alert key;
    key.alertId = alertId;
    key.createdAt = createdAt;
    const int row = m_rows.placeOf(key);
    return m_rows.holdsAt(row, key) ? row : -1;
}

void AlertListModel::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
}

int AlertListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.count();
}

int AlertListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kAlertColumnCount;
}

bool AlertListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_phase == Phase::Ready && !m_isComplete && !m_isReading;
}

void AlertListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        request(false);
}

QVariant AlertListModel::displayed(const model::Alert &alert, AlertColumn column) const
{
    switch (column) {
    case AlertColumn::Severity: return severityText(alert.severity);
    case AlertColumn::Summary: return alertTitle(alert);
    case AlertColumn::Device: return alert.deviceId;
    case AlertColumn::Type: return text(alert.type);
    case AlertColumn::Opened: return timeText(alertTimes(alert).begin);
    case AlertColumn::Status: return text(alert.status());
    }
    Q_UNREACHABLE();
}

// Both clocks, where the list shows the device's.
QString AlertListModel::openedToolTip(const model::Alert &alert) const
{
    const AlertTimes times = alertTimes(alert);
    return times.areDeviceTimes ? tr("%1 by the device's clock\nreached Pulse %2")
                                      .arg(timeText(times.begin), timeText(alert.createdAt))
                                : timeText(alert.createdAt);
}

QVariant AlertListModel::raw(const model::Alert &alert, AlertColumn column) const
{
    switch (column) {
    case AlertColumn::Severity: return alert.severity;
    case AlertColumn::Opened: return localTime(alertTimes(alert).begin);
    case AlertColumn::Status: return static_cast<int>(alert.status());
    default: return displayed(alert, column);
    }
}

QVariant AlertListModel::data(const QModelIndex &index, int role) const
{
    const model::Alert *alert = index.isValid() ? alertAt(index.row()) : nullptr;
    if (!alert)
        return {};
    const auto column = static_cast<AlertColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayed(*alert, column);
    case Qt::ToolTipRole:
        return column == AlertColumn::Summary ? QVariant(plainToolTip(alert->summary))
            : column == AlertColumn::Opened   ? QVariant(openedToolTip(*alert))
                                              : QVariant();
    case RawRole: return raw(*alert, column);
    case SeverityRole: return alert->severity;
    case StatusRole: return static_cast<int>(alert->status());
    default: return {};
    }
}

QVariant AlertListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<AlertColumn>(section)) {
    case AlertColumn::Severity: return tr("Severity");
    case AlertColumn::Summary: return tr("Summary");
    case AlertColumn::Device: return tr("Device");
    case AlertColumn::Type: return tr("Type");
    case AlertColumn::Opened: return tr("Opened");
    case AlertColumn::Status: return tr("Status");
    }
    return {};
}

} // namespace pulse::models

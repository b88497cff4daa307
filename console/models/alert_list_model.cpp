// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alert_list_model.h"

#include "models/alert_text.h"
#include "models/plain_tool_tip.h"
#include "models/times.h"
#include "models/words_text.h"

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

AlertFilter choiceOf(const ListFilter &filter) { return static_cast<AlertFilter>(filter.choice); }

// Both clocks, where the list shows the device's.
QString openedToolTip(const model::Alert &alert)
{
    const AlertTimes times = alertTimes(alert);
    return times.areDeviceTimes ? AlertListModel::tr("%1 by the device's clock\nreached Pulse %2")
                                      .arg(timeText(times.begin), timeText(alert.createdAt))
                                : timeText(alert.createdAt);
}

int newestFirst(const model::Alert &left, const model::Alert &right)
{
    const int byTime = comparedBy<&model::Alert::createdAt>(right, left);
    return byTime != 0 ? byTime : comparedBy<&model::Alert::alertId>(right, left);
}

} // namespace

QString statusWord(AlertFilter filter)
{
    switch (filter) {
    case AlertFilter::Open: return u"OPEN"_s;
    case AlertFilter::Closed: return u"CLOSED"_s;
    case AlertFilter::All: return u"ALL"_s;
    }
    Q_UNREACHABLE();
}

// In the order of AlertColumn.
ListTable<model::Alert> AlertListModel::table()
{
    using model::Alert;
    return {{{.head = {tr("Severity"), CellLook::Badge, 96},
              .text = [](const Alert &alert) { return severityText(alert.severity); },
              .tone = [](const Alert &alert) { return severityTone(alert.severity); }},
             {.head = {tr("Summary"), CellLook::Strong},
              .text = alertTitle,
              .toolTip = [](const Alert &alert) { return plainToolTip(alert.summary); }},
             {.head = {tr("Device"), CellLook::Muted, 136},
              .text = [](const Alert &alert) { return alert.deviceId; }},
             {.head = {tr("Type"), CellLook::Normal, 0},
              .text = [](const Alert &alert) { return text(alert.type); }},
             {.head = {tr("Opened"), CellLook::Age, 96},
              .text = [](const Alert &alert) { return timeText(alertTimes(alert).begin); },
              .value = [](const Alert &alert) { return timeValue(alertTimes(alert).begin); },
              .toolTip = openedToolTip},
             {.head = {tr("Status"), CellLook::Badge, 130},
              .text = [](const Alert &alert) { return text(alert.status()); },
              .tone = [](const Alert &alert) { return toneOf(alert.status()); }}},
            [](const Alert &alert) { return QString::number(alert.alertId); },
            newestFirst,
            [](const Alert &alert) { return alert.updatedAt; }};
}

AlertListModel::AlertListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : ListOf(table(), {}, api, parent)
    , m_live(live)
{
    follow(live);
    connect(&live, &client::LiveSocket::alertChanged, this, &AlertListModel::take);
    live.want(wire::LiveChannel::Alerts);
}

AlertListModel::~AlertListModel() { m_live.drop(wire::LiveChannel::Alerts); }

void AlertListModel::setDevice(const QString &deviceId)
{
    clear();
    m_deviceId = deviceId;
}

void AlertListModel::read(const ListRead &what, PageDone done)
{
    m_api.alerts({statusWord(choiceOf(what.filter)), m_deviceId, what.limit, what.after}, this,
                 std::move(done));
}

bool AlertListModel::accepts(const model::Alert &alert, const ListFilter &filter) const
{
    switch (choiceOf(filter)) {
    case AlertFilter::Open: return !alert.clearedAt;
    case AlertFilter::Closed: return alert.clearedAt.has_value();
    case AlertFilter::All: return true;
    }
    Q_UNREACHABLE();
}

bool AlertListModel::isWhole(const ListFilter &filter) const { return choiceOf(filter) == AlertFilter::All; }

void AlertListModel::act(const client::AlertAct &act)
{
    m_api.act(act, &m_acting, [this](const client::Answer<model::Alert> &answer) {
        if (!answer)
            return emit actFailed(answer.error());
        take(*answer);
        emit acted();
    });
}

void AlertListModel::take(const model::Alert &alert)
{
    if (phase() == Phase::Idle || (!m_deviceId.isEmpty() && alert.deviceId != m_deviceId))
        return;
    ListOf::take(alert);
    emit alertChanged(alert);
}

} // namespace pulse::models

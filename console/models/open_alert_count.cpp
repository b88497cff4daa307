// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/open_alert_count.h"

#include "client/live_socket.h"
#include "models/alert_list_model.h"

namespace pulse::models {

OpenAlertCount::OpenAlertCount(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_live(live)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(std::chrono::seconds{1});
    connect(&m_soon, &QTimer::timeout, this, &OpenAlertCount::load);
    const auto readSoon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(&live, &client::LiveSocket::alertChanged, this, readSoon);
    connect(&live, &client::LiveSocket::readAgain, this, readSoon);
    live.want(wire::LiveChannel::Alerts);
}

OpenAlertCount::~OpenAlertCount() { m_live.drop(wire::LiveChannel::Alerts); }

void OpenAlertCount::load()
{
    m_api.cancel(this);
    const client::AlertQuery query{statusWord(AlertFilter::Open), {}, 1, {}};
    m_api.alerts(query, this, [this](client::Answer<model::Page<model::Alert>> answer) {
        if (answer)
            set(answer->total);
    });
}

void OpenAlertCount::clear()
{
    m_api.cancel(this);
    m_soon.stop();
    set(std::nullopt);
}

void OpenAlertCount::set(std::optional<qint64> count)
{
    if (std::exchange(m_count, count) != count)
        emit countChanged();
}

} // namespace pulse::models

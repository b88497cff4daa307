// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/telemetry_reader.h"

namespace pulse::models {

TelemetryReader::TelemetryReader(client::ApiClient &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
{
}

void TelemetryReader::read(const QString &deviceId, Instant start, std::optional<Instant> end)
{
    stop();
    m_query = {};
    m_query.deviceId = deviceId;
    m_query.start = start;
    m_query.end = end;
    m_pagesLeft = kMostPages;
    request();
}

void TelemetryReader::stop()
{
    m_api.cancel(this);
    m_pagesLeft = 0;
}

void TelemetryReader::request()
{
    m_api.telemetry(m_query, this, [this](auto answer) { onPage(std::move(answer)); });
}

void TelemetryReader::onPage(client::Answer<QList<model::TelemetryPoint>> answer)
{
    if (!answer) {
        m_pagesLeft = 0;
        emit finished(answer.error());
        return;
    }
    emit pageRead(*answer);
    if (m_pagesLeft == 0)
        return; // stopped by who heard it
    --m_pagesLeft;
    const bool isLast = answer->size() < m_query.limit;
    // A page full of one and the same instant would be read for ever.
    const bool isStuck = !answer->isEmpty() && m_query.end && answer->last().timestamp >= *m_query.end;
    if (isLast || isStuck || m_pagesLeft == 0) {
        m_pagesLeft = 0;
        emit finished(std::nullopt);
        return;
    }
    m_query.end = answer->last().timestamp;
    request();
}

} // namespace pulse::models

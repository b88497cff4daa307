// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads a device's telemetry of a time range page by page, newest first, and hands over each page as it
// comes.
//
// Invariants: at most one range is being read; a new one ends the old. finished() comes once per range that
// was not ended. A range is read to its beginning or to kMostPages, whichever comes first.
#pragma once

#include "client/api_client.h"

namespace pulse::models {

class TelemetryReader : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostPages = 30;

    explicit TelemetryReader(client::ApiClient &api, QObject *parent = nullptr);

    void read(const QString &deviceId, Instant start, std::optional<Instant> end = {});
    void stop();
    bool isReading() const { return m_pagesLeft > 0; }

signals:
    void pageRead(const QList<pulse::model::TelemetryPoint> &points);
    void finished(const std::optional<pulse::wire::Problem> &problem);

private:
    void request();
    void onPage(client::Answer<QList<model::TelemetryPoint>> answer);

    client::ApiClient &m_api;
    client::TelemetryQuery m_query;
    int m_pagesLeft = 0;
};

} // namespace pulse::models

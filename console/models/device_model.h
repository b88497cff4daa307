// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One device as its page shows it: who it is, its latest values, and a rolling window of its readings that
// stays whole across reconnects: what was missed meanwhile is read from the server.
//
// Thread safety: the main thread.
// Invariants: after close() nothing of the device is asked or heard any more.
#pragma once

#include "models/list/list_phase.h"
#include "models/telemetry_reader.h"
#include "models/telemetry_series.h"

namespace pulse::client {
class LiveSocket;
}

namespace pulse::models {

class DeviceModel : public QObject {
    Q_OBJECT

public:
    DeviceModel(client::ApiClient &api, client::LiveSocket &live, const Clock &clock,
                QObject *parent = nullptr);
    ~DeviceModel() override;

    void open(const QString &deviceId);
    void close();
    void reload();
    void setRange(std::chrono::seconds range);

    const QString &deviceId() const { return m_deviceId; }
    Phase phase() const { return m_phase; } // of the device itself
    Phase seriesPhase() const { return m_seriesPhase; }
    const wire::Problem &problem() const { return m_problem; }
    const wire::Problem &seriesProblem() const { return m_seriesProblem; }
    const model::Device &device() const { return m_device; }
    const model::DeviceRefusals &refusals() const { return m_refusals; } // empty until they were read
    const QJsonObject &latest() const { return m_latest; } // latest value of each metric
    const TelemetrySeries &series() const { return m_series; }
    std::chrono::seconds range() const { return m_range; }
    Instant now() const { return m_clock.now(); }

signals:
    void phaseChanged();
    void deviceChanged();
    void refusalsChanged();
    void latestChanged();
    void seriesChanged();
    void seriesPhaseChanged();

private:
    void readDevice();
    void readRefusals();
    void takeDevice(const model::Device &device);
    void onTelemetry(const QString &deviceId, const model::TelemetryPoint &point);
    void onSeriesRead(const std::optional<wire::Problem> &problem);
    void fillGap();
    void readRange();
    void setPhase(Phase phase);
    void setSeriesPhase(Phase phase);

    client::ApiClient &m_api;
    client::LiveSocket &m_live;
    const Clock &m_clock;
    TelemetryReader m_reader;
    QString m_deviceId;
    Phase m_phase = Phase::Idle;
    Phase m_seriesPhase = Phase::Idle;
    wire::Problem m_problem;
    wire::Problem m_seriesProblem;
    model::Device m_device;
    model::DeviceRefusals m_refusals;
    QJsonObject m_latest;
    std::optional<Instant> m_latestAt;
    TelemetrySeries m_series;
    std::chrono::seconds m_range{3600};
};

} // namespace pulse::models

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/device_model.h"

#include "client/live_socket.h"

namespace pulse::models {

DeviceModel::DeviceModel(client::ApiClient &api, client::LiveSocket &live, const Clock &clock,
                         QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_live(live)
    , m_clock(clock)
    , m_reader(api)
{
    connect(&live, &client::LiveSocket::telemetryArrived, this, &DeviceModel::onTelemetry);
    connect(&live, &client::LiveSocket::deviceChanged, this, [this](const model::Device &device) {
        if (m_phase == Phase::Idle || device.deviceId != m_deviceId)
            return;
        takeDevice(device);
        readRefusals(); // they may be why
    });
    connect(&live, &client::LiveSocket::deviceFollowed, this, [this](const QString &deviceId) {
        if (m_phase != Phase::Idle && deviceId == m_deviceId)
            fillGap();
    });
    connect(&live, &client::LiveSocket::readAgain, this, [this] {
        if (m_phase != Phase::Idle)
            readDevice();
    });
    connect(&m_reader, &TelemetryReader::pageRead, this, [this](const QList<model::TelemetryPoint> &points) {
        if (m_series.take(points))
            emit seriesChanged();
    });
    connect(&m_reader, &TelemetryReader::finished, this, &DeviceModel::onSeriesRead);
}

DeviceModel::~DeviceModel() { close(); }

void DeviceModel::open(const QString &deviceId)
{
    close();
    m_deviceId = deviceId;
    m_device = {};
    m_device.deviceId = deviceId;
    m_refusals = {};
    m_latest = {};
    m_latestAt.reset();
    m_series.clear();
    m_live.want(wire::LiveChannel::Device, deviceId);
    m_live.want(wire::LiveChannel::Devices);
    reload();
}

void DeviceModel::close()
{
    if (m_phase == Phase::Idle)
        return;
    m_api.cancel(this);
    m_reader.stop();
    m_live.drop(wire::LiveChannel::Device, m_deviceId);
    m_live.drop(wire::LiveChannel::Devices);
    setPhase(Phase::Idle);
    setSeriesPhase(Phase::Idle);
}

void DeviceModel::reload()
{
    readDevice();
    readRange();
}

void DeviceModel::setRange(std::chrono::seconds range)
{
    if (std::exchange(m_range, range) == range || m_phase == Phase::Idle)
        return;
    readRange();
    emit seriesChanged();
}

void DeviceModel::readDevice()
{
    m_api.cancel(this);
    setPhase(Phase::Loading);
    m_api.device(m_deviceId, this, [this](client::Answer<model::Device> answer) {
        if (!answer) {
            m_problem = answer.error();
            return setPhase(Phase::Failed);
        }
        takeDevice(*answer);
        setPhase(Phase::Ready);
    });
    readRefusals();
}

// Without them the page is whole all the same: that they cannot be read is not said.
void DeviceModel::readRefusals()
{
    m_api.deviceRefusals(m_deviceId, this, [this](client::Answer<model::DeviceRefusals> answer) {
        if (!answer)
            return;
        m_refusals = *std::move(answer);
        emit refusalsChanged();
    });
}

void DeviceModel::takeDevice(const model::Device &device)
{
    const QJsonObject state = device.state.isEmpty() ? m_device.state : device.state;
    m_device = device;
    m_device.state = state;
    for (auto metric = state.begin(); metric != state.end(); ++metric) {
        if (!m_latestAt || !m_latest.contains(metric.key()))
            m_latest.insert(metric.key(), *metric);
    }
    emit deviceChanged();
    emit latestChanged();
}

void DeviceModel::readRange()
{
    m_series.trim(m_range, m_clock.now());
    setSeriesPhase(Phase::Loading);
    m_reader.read(m_deviceId, m_clock.now() - m_range);
}

// The server has just begun to tell this device's readings: whatever came before and is not here is asked
// for, from the newest we have. A read that is under way may have been answered too early, so it begins
// again.
void DeviceModel::fillGap()
{
    const Instant windowStart = m_clock.now() - m_range;
    const bool isWhole = m_seriesPhase == Phase::Ready && m_series.newest();
    setSeriesPhase(Phase::Loading);
    m_reader.read(m_deviceId, isWhole ? std::max(windowStart, *m_series.newest()) : windowStart);
}

void DeviceModel::onTelemetry(const QString &deviceId, const model::TelemetryPoint &point)
{
    if (m_phase == Phase::Idle || deviceId != m_deviceId)
        return;
    if (!m_latestAt || point.timestamp >= *m_latestAt) {
        m_latestAt = point.timestamp;
        for (auto metric = point.metrics.begin(); metric != point.metrics.end(); ++metric)
            m_latest.insert(metric.key(), *metric);
        m_device.lastSeenAt = m_device.lastTelemetryAt = m_clock.now();
        emit latestChanged();
    }
    if (m_series.take(point)) {
        m_series.trim(m_range, m_clock.now());
        emit seriesChanged();
    }
}

void DeviceModel::onSeriesRead(const std::optional<wire::Problem> &problem)
{
    if (problem) {
        m_seriesProblem = *problem;
        return setSeriesPhase(Phase::Failed);
    }
    setSeriesPhase(Phase::Ready);
    emit seriesChanged();
}

void DeviceModel::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
}

void DeviceModel::setSeriesPhase(Phase phase)
{
    if (std::exchange(m_seriesPhase, phase) != phase)
        emit seriesPhaseChanged();
}

} // namespace pulse::models

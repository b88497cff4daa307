// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/fleet_runner.h"

#include <algorithm>

namespace pulse::simulator {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::duration_cast;
using std::chrono::steady_clock;

namespace {

constexpr auto kTick = 20ms;

std::vector<FleetDevice> participants(const FleetConfig &config, std::vector<FleetDevice> devices)
{
    if (config.replay && devices.size() > 1)
        devices.resize(1);
    return devices;
}

Schedule scheduleOf(const FleetConfig &config, size_t devices)
{
    if (config.replay)
        return Schedule(0, config.periods);
    if (config.messagesPerSecond > 0)
        return Schedule(devices, scaledToRate(config.periods, devices, config.messagesPerSecond));
    return Schedule(devices, config.periods);
}

// After the broker was away all come back at random moments of as long as connectsPerSecond allows them.
Backoff backoffOf(const FleetConfig &config, size_t devices)
{
    const std::chrono::milliseconds all{1'000 * static_cast<qint64>(devices)
                                        / std::max(1, config.connectsPerSecond)};
    Backoff backoff;
    backoff.first = std::max<std::chrono::milliseconds>(250ms, all / 2);
    backoff.cap = std::max(backoff.cap, backoff.first * 2);
    backoff.jitter = 0.99;
    return backoff;
}

mqtt::PublisherConfig publisherConfig(const FleetConfig &config, const FleetDevice &device, size_t devices)
{
    mqtt::PublisherConfig publisher;
    publisher.address = config.broker;
    publisher.address.user = device.tenantId + u"/device/"_s + device.deviceId;
    publisher.address.password = device.token.toUtf8();
    publisher.clientId = publisher.address.user.toUtf8();
    publisher.backoff = backoffOf(config, devices);
    publisher.window = 20;
    publisher.stopTimeout = 0ms; // all that matters was answered before
    return publisher;
}

StatusMessages statusOf(const FleetConfig &config, const FleetDevice &device)
{
    if (!config.saysStatus)
        return {};
    const Payload payload(device);
    return {payload.statusTopic(), payload.status(true), payload.status(false)};
}

} // namespace

FleetRunner::Device::Device(FleetRunner &runner, size_t index)
    : model(runner.m_identities[index], runner.m_config.model, Random(runner.m_config.seed, index))
    , uplink(publisherConfig(runner.m_config, runner.m_identities[index], runner.m_identities.size()),
             runner.m_counts, statusOf(runner.m_config, runner.m_identities[index]))
    , past(Random(runner.m_config.seed + 1, index))
{
}

FleetRunner::FleetRunner(FleetConfig config, std::vector<FleetDevice> devices, Mutex<FleetCounts> &shared)
    : m_config(std::move(config))
    , m_identities(participants(m_config, std::move(devices)))
    , m_shared(shared)
    , m_schedule(scheduleOf(m_config, m_identities.size()))
    , m_replayPayload(m_identities.empty() ? FleetDevice{} : m_identities.front())
    , m_replayMember(m_config.replay ? jsonString(m_config.replay->metric) + ':' : QByteArray())
    , m_timer(this)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FleetRunner::tick);
}

FleetRunner::~FleetRunner() = default;

void FleetRunner::begin()
{
    m_startedAt = steady_clock::now();
    m_historyEnd = m_clock.now();
    m_devices.reserve(m_identities.size());
    m_timer.start(kTick);
}

Elapsed FleetRunner::elapsed() const { return duration_cast<Elapsed>(steady_clock::now() - m_startedAt); }

void FleetRunner::tick()
{
    if (m_leaveBy) {
        leaveWhenAnswered();
    } else {
        connectSome(elapsed());
        if (m_config.replay)
            sendReplay();
        else if (m_config.history && !m_isFinished)
            sendHistory();
        else
            sendDue(elapsed() - m_speaksSince);
    }
    m_counts.skipped = m_schedule.skipped();
    *m_shared.lock() = m_counts;
}

void FleetRunner::connectSome(Elapsed elapsed)
{
    const auto allowed = static_cast<size_t>(1 + elapsed.count() * m_config.connectsPerSecond / 1'000'000);
    while (m_devices.size() < std::min(allowed, m_identities.size())) {
        m_devices.push_back(std::make_unique<Device>(*this, m_devices.size()));
        m_devices.back()->uplink.start();
    }
}

void FleetRunner::sendDue(Elapsed elapsed)
{
    for (const Due &due : m_schedule.take(elapsed)) {
        if (due.device >= m_devices.size() || !m_devices[due.device]->uplink.hasConnected())
            continue;
        Device &device = *m_devices[due.device];
        const QByteArray payload = device.model.step(due.type, m_clock.now());
        if (isCutOff(m_config.outage, due.device, due.at))
            continue;
        if (device.uplink.hasRoom())
            device.uplink.send(device.model.topic(due.type), payload);
        else
            ++m_counts.dropped;
    }
}

void FleetRunner::sendReplay()
{
    Uplink &uplink = m_devices.front()->uplink;
    if (!m_replayStartedAt && uplink.hasConnected())
        m_replayStartedAt = steady_clock::now();
    if (!m_replayStartedAt)
        return;
    const Replay &replay = *m_config.replay;
    const auto played =
        std::chrono::duration<double, std::micro>(steady_clock::now() - *m_replayStartedAt) * replay.speed;
    while (m_replayed < replay.rows.size() && uplink.hasRoom()) {
        const ReplayRow &row = replay.rows[m_replayed];
        if (replay.speed > 0 && row.time - replay.rows.front().time > played)
            return;
        ++m_replayed;
        uplink.send(m_replayPayload.topic(MessageType::Telemetry),
                    m_replayPayload.build(MessageType::Telemetry, row.time, m_replayed,
                                          m_replayMember + jsonNumber(row.value)));
    }
    if (m_replayed == replay.rows.size() && uplink.isIdle())
        finish();
}

void FleetRunner::sendHistory()
{
    bool isThrough = m_devices.size() == m_identities.size();
    for (const auto &device : m_devices) {
        tellHistory(*device);
        isThrough = isThrough && device->told == m_config.history->minutes && device->uplink.isIdle();
    }
    if (!isThrough)
        return;
    m_speaksSince = elapsed();
    finish();
}

// The last minute told is the one before the fleet began.
void FleetRunner::tellHistory(Device &device)
{
    while (device.told < m_config.history->minutes && device.uplink.hasConnected()
           && device.uplink.hasRoom()) {
        const Instant time = m_historyEnd - (m_config.history->minutes - device.told) * 1min;
        ++device.told;
        device.uplink.send(device.model.topic(MessageType::Telemetry),
                           device.model.tell(device.past.step(time), time));
    }
}

void FleetRunner::finish()
{
    if (std::exchange(m_isFinished, true))
        return;
    *m_shared.lock() = m_counts;
    if (m_config.onFinished)
        m_config.onFinished();
}

void FleetRunner::beginStop()
{
    if (!m_leaveBy)
        m_leaveBy = steady_clock::now() + m_config.drainTimeout;
    tick();
}

// Only those who are connected are waited for.
void FleetRunner::leaveWhenAnswered()
{
    const bool isAnswered = std::all_of(m_devices.begin(), m_devices.end(), [](const auto &device) {
        return device->uplink.isIdle() || !device->uplink.isConnected();
    });
    if (!isAnswered && steady_clock::now() < *m_leaveBy)
        return;
    m_timer.stop();
    for (const auto &device : m_devices)
        device->uplink.sayGoodbye();
    m_devices.clear();
    m_counts.connected = 0;
    thread()->quit();
}

} // namespace pulse::simulator

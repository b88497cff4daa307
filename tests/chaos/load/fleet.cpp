// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/fleet.h"

#include <algorithm>
#include <cmath>

namespace pulse::chaos {

using namespace std::chrono_literals;

namespace {

QByteArray textOf(size_t metric, double value)
{
    if (kMetrics[metric].kind == 2)
        return value != 0 ? "true" : "false";
    return QByteArray::number(value, 'f', kMetrics[metric].kind == 0 ? 2 : 0);
}

QByteArray metricsText(const Values &values)
{
    QByteArrayList members;
    for (size_t metric = 0; metric < values.size(); ++metric) {
        if (!std::isnan(values[metric]))
            members << '"' + QByteArray(kMetrics[metric].name) + "\":" + textOf(metric, values[metric]);
    }
    return '{' + members.join(',') + '}';
}

QByteArray payloadOf(const Plant &plant, const Device &device, const SentMessage &message)
{
    QByteArray payload = R"({"tenant_id":")" + plant.tenants[device.tenant].toUtf8() + R"(","site_id":")"
        + device.site.toUtf8() + R"(","provision_token":")" + tokenOf(device) + R"(","ts":")"
        + toRfc3339(message.ts) + '"';
    if (!std::isnan(message.values[Sequence]))
        payload += R"(,"metrics":)" + metricsText(message.values);
    return payload + '}';
}

} // namespace

Fleet::Fleet(const Plant &plant, quint64 seed)
    : m_plant(plant)
    , m_random(seed)
    , m_now(plant.devices.size(), Values{40, 50, 1, 3, 0})
    , m_sent(plant.devices.size())
{
}

bool Fleet::chance(double probability) { return std::bernoulli_distribution(probability)(m_random); }

// Whole quarters, so that every value has a short text.
double Fleet::step(double most)
{
    const int quarters = static_cast<int>(most * 4);
    return std::uniform_int_distribution(-quarters, quarters)(m_random) / 4.0;
}

Instant Fleet::pickTime()
{
    const Instant now = SystemClock().now();
    const auto upTo = [this](std::chrono::seconds most) {
        return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(
            0, std::chrono::microseconds(most).count())(m_random));
    };
    const int dice = std::uniform_int_distribution(0, 99)(m_random);
    if (dice < 8)
        return now - upTo(60s); // a step back
    if (dice < 12)
        return now - 6min - upTo(10min); // late, once the device has been heard
    if (dice < 15)
        return now + upTo(120s); // ahead of our clock
    return now;
}

void Fleet::wander(Values &values)
{
    values[TempC] = std::clamp(values[TempC] + step(1), 36.0, 47.0);
    values[LoadPct] = std::clamp(values[LoadPct] + std::floor(step(4)), 0.0, 60.0);
    values[PressureBar] = std::clamp(values[PressureBar] + step(0.25), 2.0, 4.0);
    if (chance(0.02))
        values[DoorOk] = 1 - values[DoorOk];
}

Values Fleet::pickValues(size_t device)
{
    wander(m_now[device]);
    Values values = m_now[device];
    for (size_t metric = 0; metric < Sequence; ++metric) {
        if (chance(0.15))
            values[metric] = noValues()[metric];
    }
    return values;
}

Parcel Fleet::speakAs(size_t device)
{
    const Device &speaker = m_plant.devices[device];
    std::vector<SentMessage> &sent = m_sent[device];
    SentMessage &message = sent.emplace_back();
    message.ts = pickTime();
    message.spokenAt = std::chrono::steady_clock::now();
    message.kind = speaker.isMute || chance(0.06) ? 'H' : 'T';
    if (!speaker.isMute) {
        message.values = pickValues(device);
        message.values[Sequence] = static_cast<double>(sent.size());
    }
    const QByteArray topic = "tenant/" + m_plant.tenants[speaker.tenant].toUtf8() + "/device/"
        + speaker.id.toUtf8() + (message.kind == 'H' ? "/heartbeat" : "/telemetry");
    return {device, sent.size(), topic, payloadOf(m_plant, speaker, message)};
}

Parcel Fleet::speak()
{
    return speakAs(std::uniform_int_distribution<size_t>(0, m_plant.devices.size() - 2)(m_random));
}

Parcel Fleet::speakLast() { return speakAs(m_plant.devices.size() - 1); }

bool Fleet::isExcused(const SentMessage &message) const
{
    return std::any_of(m_thefts.begin(), m_thefts.end(), [&message](const TheftWindow &window) {
        return message.acceptedAt >= window.from && message.spokenAt <= window.to;
    });
}

void Fleet::accepted(const Parcel &parcel, bool hadSubscriber)
{
    SentMessage &message = m_sent[parcel.device][parcel.number - 1];
    message.isAccepted = true;
    message.acceptedAt = std::chrono::steady_clock::now();
    ++m_acceptedCount;
    m_unheardCount += hadSubscriber ? 0 : 1;
}

} // namespace pulse::chaos

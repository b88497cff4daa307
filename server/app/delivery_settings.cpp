// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/delivery_settings.h"

#include "delivery/email/ehlo_name.h"

#include <QFile>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

// Of one channel: all jobs may be of its type, and there are people who test.
size_t mostInFlight(const DeliverySettings &delivery) { return static_cast<size_t>(delivery.inFlight) + 64; }

} // namespace

pipeline::DeliverSettings deliverSettings(const DeliverySettings &delivery)
{
    pipeline::DeliverSettings settings;
    settings.retry.maxAttempts = delivery.maxAttempts;
    settings.retry.backoff.first = std::chrono::seconds{delivery.backoffBaseSeconds};
    settings.retry.backoff.cap = std::chrono::seconds{delivery.backoffMaxSeconds};
    settings.leaseMargin = std::chrono::seconds{delivery.leaseMarginSeconds};
    settings.inFlight = delivery.inFlight;
    settings.perIntegration = delivery.perIntegration;
    settings.perTenant = delivery.perTenant;
    settings.breaker.failures = delivery.breakerFailures;
    settings.breaker.pause.first = std::chrono::seconds{delivery.breakerPauseSeconds};
    settings.breaker.pause.cap = std::chrono::seconds{delivery.breakerPauseMaxSeconds};
    settings.retry.longestPause = settings.breaker.pause.cap;
    settings.retry.waits = std::chrono::hours{delivery.waitHours};
    settings.toldAfter = std::chrono::minutes{delivery.failingAlertMinutes};
    return settings;
}

delivery::CurlSettings curlSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard)
{
    delivery::CurlSettings settings;
    settings.timeout = std::chrono::seconds{delivery.timeoutSeconds};
    settings.guard = guard;
    settings.certificateFile = QFile::encodeName(delivery.caFile);
    settings.mostInFlight = mostInFlight(delivery);
    return settings;
}

QString ehloName(const DeliverySettings &delivery)
{
    return delivery.ehloName.isEmpty() ? pulse::delivery::ownEhloName() : delivery.ehloName;
}

delivery::SnmpSettings snmpSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard)
{
    delivery::SnmpSettings settings;
    settings.mostInFlight = mostInFlight(delivery);
    settings.timeout = std::chrono::seconds{delivery.timeoutSeconds};
    settings.guard = guard;
    return settings;
}

delivery::MqttSettings mqttSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard)
{
    delivery::MqttSettings settings;
    settings.mostInFlight = mostInFlight(delivery);
    settings.timeout = std::chrono::seconds{delivery.timeoutSeconds};
    settings.guard = guard;
    settings.caFile = delivery.caFile;
    settings.allowsAnyTopic = delivery.allowsAnyMqttTopic;
    return settings;
}

Result<delivery::GuardSettings> guardSettings(const DeliverySettings &delivery)
{
    delivery::GuardSettings guard;
    guard.allowsHttp = delivery.allowsHttp;
    guard.allowsPlainSmtp = delivery.allowsPlainSmtp;
    guard.allowsPlainMqtt = delivery.allowsPlainMqtt;
    for (const QString &text : delivery.allow) {
        PULSE_TRY(const auto network, delivery::AllowedNetwork::parse(text));
        guard.allowed.append(network);
    }
    for (const QString &text : delivery.httpTo) {
        PULSE_TRY(const auto receiver, delivery::AllowedNetwork::parse(text));
        guard.httpTo.append(receiver);
    }
    return guard;
}

// A server that may have nothing in flight would deliver nothing, silently.
Result<> checkDelivery(const DeliverySettings &delivery)
{
    const std::pair<QLatin1StringView, int> positive[] = {
        {"timeout_seconds"_L1, delivery.timeoutSeconds},          {"max_attempts"_L1, delivery.maxAttempts},
        {"lease_margin_seconds"_L1, delivery.leaseMarginSeconds}, {"in_flight"_L1, delivery.inFlight},
        {"per_integration"_L1, delivery.perIntegration},          {"per_tenant"_L1, delivery.perTenant},
        {"breaker_failures"_L1, delivery.breakerFailures},        {"wait_hours"_L1, delivery.waitHours},
    };
    for (const auto &[name, value] : positive) {
        if (value < 1)
            return fail(ErrorKind::Invalid, u"delivery.%1 must be at least 1"_s.arg(name),
                        u"invalid_setting"_s, u"delivery."_s + name);
    }
    if (!delivery.ehloName.isEmpty() && !pulse::delivery::isEhloName(delivery.ehloName))
        return fail(ErrorKind::Invalid,
                    u"delivery.ehlo_name must be a full host name or an address in brackets"_s,
                    u"invalid_setting"_s, u"delivery.ehlo_name"_s);
    return {};
}

} // namespace pulse::app

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A webhook channel with a scripted resolver, and attempts to wait for.
#pragma once

#include "delivery/webhook/webhook_channel.h"
#include "support/receivers/fake_resolver.h"
#include "support/suite/fake_clock.h"
#include "support/suite/value_spy.h"

namespace pulse::test {

inline delivery::GuardSettings loopbackAllowed(std::initializer_list<quint16> ports)
{
    delivery::GuardSettings settings{.allowsHttp = true};
    for (const quint16 port : ports)
        settings.allowed.append({delivery::Network::parse(QStringLiteral("127.0.0.1/32")).value(), port});
    return settings;
}

struct ChannelProbe {
    explicit ChannelProbe(delivery::CurlSettings settings)
        : channel(std::move(settings), resolver, clock)
    {
        started = channel.start().has_value();
    }

    void send(const QString &url, const QString &id = QStringLiteral("t1-r1"),
              const QJsonObject &headers = {})
    {
        channel.attempt(
            {id, "{\"alert_id\":1}", {{QStringLiteral("url"), url}, {QStringLiteral("headers"), headers}}},
            attempts.callback());
    }

    // One attempt, from beginning to end; an attempt that never ends has the code "never".
    delivery::Attempt attempt(const QString &url, const QJsonObject &headers = {})
    {
        send(url, QStringLiteral("t1-r1"), headers);
        if (!attempts.waitFor(1))
            return {.code = QStringLiteral("never")};
        return attempts.take().first();
    }

    FakeResolver resolver;
    FakeClock clock;
    ValueSpy<delivery::Attempt> attempts;
    delivery::WebhookChannel channel;
    bool started = false;
};

} // namespace pulse::test

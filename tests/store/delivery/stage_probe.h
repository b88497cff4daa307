// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The deliveries of one server: a stage with the webhook channel, in a hurry.
#pragma once

#include "delivery/webhook/webhook_channel.h"
#include "pipeline/delivery/deliver_stage.h"
#include "store/delivery/delivery_jobs.h"

namespace pulse::test {

using namespace std::chrono_literals;

class NoResolver final : public delivery::Resolver {
public:
    void resolve(const QString &, Done done) override
    {
        done(fail(ErrorKind::Unavailable, u"no names here"_s));
    }
};

// A stage whose channel may dial the ports given.
struct StageProbe {
    StageProbe(const store::ConnectionConfig &database, std::initializer_list<quint16> ports,
               pipeline::DeliverSettings settings = {}, std::chrono::milliseconds timeout = 30s)
        : channel({.timeout = timeout, .guard = guardFor(ports)}, resolver, clock)
        , stage(database, unsealPlain, {{model::IntegrationType::Webhook, &channel}}, clock,
                withShortTimes(settings))
    {
    }

    static delivery::GuardSettings guardFor(std::initializer_list<quint16> ports)
    {
        delivery::GuardSettings guard{.allowsHttp = true};
        for (const quint16 port : ports)
            guard.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), port});
        return guard;
    }
    static pipeline::DeliverSettings withShortTimes(pipeline::DeliverSettings settings)
    {
        settings.retry.backoff = {1ms, 10ms, 0.0};
        settings.outage = {5ms, 20ms, 0.0};
        settings.poll = std::min(settings.poll, std::chrono::milliseconds{200});
        settings.drain = 0ms;
        return settings;
    }

    SystemClock clock;
    NoResolver resolver;
    delivery::WebhookChannel channel;
    pipeline::DeliverStage stage;
};

} // namespace pulse::test

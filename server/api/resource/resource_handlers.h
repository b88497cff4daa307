// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The handlers of every endpoint that reads or changes a resource: all but health, sign-in and the live
// socket, which are the door's.
#pragma once

#include "api/http/handler.h"
#include "api/http/tenant_slots.h"
#include "api/resource/backtest_limits.h"
#include "base/clock.h"
#include "delivery/job/channel.h"
#include "model/integration.h"
#include "store/postgres/sealer.h"

namespace pulse::api {

SlotLimits testSlots();
SlotLimits lookUpSlots();

// What resources need from other rooms, as functions. Thread safety: all are called from several workers at
// once.
struct ResourceContext {
    store::Sealer sealer;
    // Judges where a webhook may go; may resolve names, so it is never called inside a transaction.
    std::function<Result<>(const QString &url)> checkAddress;
    const Clock *clock = nullptr; // outlives the handlers
    // A request made deliveries, and they are committed.
    std::function<void()> jobsCreated = [] {};
    // The same for a host and port; the error names `field`.
    std::function<Result<>(const QString &host, quint16 port, const QString &field)> checkHost = {};
    // Sends by the channel that production uses, without waiting; `done` is called once, on any thread. The
    // message's engine boot is the sender's to fill in.
    std::function<void(model::IntegrationType, delivery::Message, delivery::Channel::Done done)> send = {};
    bool allowsPlainSmtp = false; // mail without TLS may be configured
    bool allowsPlainMqtt = false; // mqtt:// too
    bool allowsAnyMqttTopic = false; // also beside the tenant's own root
    BacktestLimits backtest = {};
    int testsPerMinute = 20; // test deliveries of a tenant
    // Under way at once. Those who look a name up keep a worker waiting meanwhile.
    std::shared_ptr<TenantSlots> tests = std::make_shared<TenantSlots>(testSlots());
    std::shared_ptr<TenantSlots> lookUps = std::make_shared<TenantSlots>(lookUpSlots());
};

Handlers resourceHandlers(const ResourceContext &context);

} // namespace pulse::api

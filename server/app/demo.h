// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What --demo puts into an empty installation: two tenants, the predecessor's four users (§10.1), 25 devices
// each, and rules. Done once; a second start finds it there. Then the devices tell of their last day, and
// only what happens after that goes to the built-in sink.
#pragma once

#include "app/admin_commands.h"
#include "store/postgres/sealer.h"

namespace pulse::app {

struct DemoAccount {
    QString login;
    QString password; // in the clear, for the credentials file
};

struct DemoDevice {
    QString tenantId;
    QString siteId;
    QString deviceId;
    QString token;
};

struct DemoSeed {
    bool isFresh = false; // false: it was there, and nothing below is known any more
    QList<DemoAccount> accounts;
    QList<DemoDevice> devices;
};

struct DemoContext {
    store::Connection &connection;
    store::Sealer sealer;
    QString sinkUrl;
};

Result<DemoSeed> seedDemo(const DemoContext &context);

// Points the demo's webhooks at the sink, whose port may differ from start to start; a tenant without any
// integration gets webhook and route.
Result<> pointDemoAtSink(const DemoContext &context);

// The accounts of an installation without a demo: one operator_admin named "admin". Empty when it is there.
Result<QList<DemoAccount>> seedFirstAdmin(store::Connection &connection);

} // namespace pulse::app

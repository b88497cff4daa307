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

// Keeps tokens and passwords, which the seed alone knows, before they are committed. A start that is killed
// between the two makes everything anew at the next; the other way round it would leave accounts and devices
// that nobody can use.
using SeedKeeper = std::function<Result<>(const DemoSeed &seed)>;

Result<DemoSeed> seedDemo(const DemoContext &context, const SeedKeeper &keep);

// Points the demo's webhooks at the sink, whose port may differ from start to start; a tenant without any
// integration gets webhook and route.
Result<> pointDemoAtSink(const DemoContext &context);

// The accounts of an installation without a demo: one operator_admin named "admin". None when there is an
// operator_admin.
Result<DemoSeed> seedFirstAdmin(store::Connection &connection, const SeedKeeper &keep);

} // namespace pulse::app

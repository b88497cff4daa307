// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The handlers of every endpoint that reads or changes a resource: all but health, sign-in and the live
// socket, which are the door's.
#pragma once

#include "api/backtest_limits.h"
#include "api/handler.h"
#include "base/clock.h"
#include "store/sealer.h"

namespace pulse::api {

// What resources need from other rooms, as functions. Thread safety: all are called from several workers at
// once.
struct ResourceContext {
    store::Sealer sealer;
    // Judges where a webhook may go; may resolve names, so it is never called inside a transaction.
    std::function<Result<>(const QString &url)> checkAddress;
    const Clock *clock = nullptr; // outlives the handlers
    // A request made deliveries, and they are committed.
    std::function<void()> jobsCreated = [] {};
    BacktestLimits backtest = {};
};

Handlers resourceHandlers(const ResourceContext &context);

} // namespace pulse::api

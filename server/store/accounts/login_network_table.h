// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks that people have signed in from, so that all servers know them, also after a restart.
#pragma once

#include "store/tenancy/scope.h"

#include <chrono>

namespace pulse::store::login_network {

constexpr std::chrono::days kRemembered{90}; // after the last sign-in from there
constexpr int kMostOfOne = 32; // of a person; the one unused for longest leaves

struct LoginNetwork {
    QString login;
    QString network; // 203.0.113.0/24, 2001:db8:1::/48
    Instant lastAt;
};

Result<> remember(const AuthScope &scope, qint64 userKey, const QString &network, Instant now);
Result<QList<LoginNetwork>> usedSince(const AuthScope &scope, Instant since);

} // namespace pulse::store::login_network

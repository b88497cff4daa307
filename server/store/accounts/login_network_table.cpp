// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/login_network_table.h"

namespace pulse::store::login_network {

namespace {

const Query<LoginNetwork> kUsedSince{"login_network.used_since",
                                     {column("login", &LoginNetwork::login),
                                      column("network", &LoginNetwork::network),
                                      column("last_at", &LoginNetwork::lastAt)}};

} // namespace

Result<> remember(const AuthScope &scope, qint64 userKey, const QString &network, Instant now)
{
    PULSE_CHECK(scope.query("login_network.remember", {userKey, network, now}));
    PULSE_CHECK(scope.query("login_network.forget_surplus", {userKey, kMostOfOne}));
    return {};
}

Result<QList<LoginNetwork>> usedSince(const AuthScope &scope, Instant since)
{
    return scope.all(kUsedSince, {since});
}

} // namespace pulse::store::login_network

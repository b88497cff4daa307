// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/known_networks.h"

#include <algorithm>

namespace pulse::auth {

using namespace store::login_network;

bool KnownNetworks::isKnown(const QString &login, const QString &network, Instant now) const
{
    const auto networks = m_lastAt.constFind(login);
    if (networks == m_lastAt.constEnd())
        return false;
    const auto last = networks->constFind(network);
    return last != networks->constEnd() && now - *last < kRemembered;
}

void KnownNetworks::add(const LoginNetwork &use)
{
    if (use.network.isEmpty())
        return;
    auto &networks = m_lastAt[use.login];
    networks[use.network] = std::max(networks.value(use.network), use.lastAt);
    if (networks.size() > kMostOfOne)
        networks.erase(std::min_element(networks.begin(), networks.end()));
}

} // namespace pulse::auth

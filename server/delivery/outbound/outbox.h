// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one way from a destination's name to addresses that may be dialled: looks the name up and judges every
// address that it leads to. What opens a connection takes a VettedDestination, which is made nowhere else.
#pragma once

#include "delivery/outbound/address_guard.h"
#include "delivery/outbound/resolver.h"

namespace pulse::delivery {

// The reason for a name that leads nowhere, or whose server is not done within the attempt.
inline constexpr QLatin1StringView kUnresolved("dns_resolution_failed");

// Invariant: there is an address, and the guard allows each of them at this port.
class VettedDestination {
public:
    const QList<IpAddress> &addresses() const { return m_addresses; }
    quint16 port() const { return m_port; }
    bool contains(const IpAddress &address, quint16 port) const
    {
        return port == m_port && m_addresses.contains(address);
    }

private:
    friend class Outbox;
    VettedDestination(QList<IpAddress> addresses, quint16 port)
        : m_addresses(std::move(addresses))
        , m_port(port)
    {
    }

    QList<IpAddress> m_addresses;
    quint16 m_port;
};

// Thread safety: any thread.
class Outbox {
public:
    // The error's `what` is a reason of url_blocked: kUnresolved (Unavailable), blocked_ip:<ip> (Invalid).
    using Done = std::function<void(Result<VettedDestination>)>;

    // `resolver` outlives the outbox.
    Outbox(AddressGuard guard, Resolver &resolver);

    const AddressGuard &guard() const { return m_guard; }
    // `done` is called once, on any thread, perhaps before vet() returns or after the outbox is gone; never
    // when the resolver never answers.
    void vet(const HostTarget &target, const Done &done) const;

private:
    static Result<VettedDestination> judge(const AddressGuard &guard, quint16 port,
                                           const Result<QList<IpAddress>> &addresses);

    const AddressGuard m_guard;
    Resolver &m_resolver;
};

} // namespace pulse::delivery

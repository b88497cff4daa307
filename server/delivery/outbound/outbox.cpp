// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/outbox.h"

namespace pulse::delivery {

using namespace Qt::StringLiterals;

Outbox::Outbox(AddressGuard guard, Resolver &resolver)
    : m_guard(std::move(guard))
    , m_resolver(resolver)
{
}

void Outbox::vet(const HostTarget &target, const Done &done) const
{
    if (target.literal)
        return done(judge(m_guard, target.port, QList{*target.literal}));
    m_resolver.resolve(
        target.host, [guard = m_guard, port = target.port, done](const Result<QList<IpAddress>> &addresses) {
            done(judge(guard, port, addresses));
        });
}

Result<VettedDestination> Outbox::judge(const AddressGuard &guard, quint16 port,
                                        const Result<QList<IpAddress>> &addresses)
{
    if (!addresses || addresses->isEmpty())
        return fail(ErrorKind::Unavailable, kUnresolved);
    // One address inside is enough: a name that leads both ways is not a receiver's.
    for (const IpAddress &address : *addresses) {
        if (!guard.allows(address, port))
            return fail(ErrorKind::Invalid, u"blocked_ip:"_s + address.toString());
    }
    return VettedDestination(*addresses, port);
}

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/saving_guard.h"

#include <algorithm>
#include <future>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refuse(const QString &what, const QString &field)
{
    return fail(ErrorKind::Invalid, what, u"host_blocked"_s, field);
}

} // namespace

SavingGuard::SavingGuard(const AddressGuard &guard, Resolver &resolver, SavingLimits limits)
    : m_guard(guard)
    , m_resolver(resolver)
    , m_limits(limits)
{
}

Result<> SavingGuard::checkUrl(const QString &url) const
{
    PULSE_CHECK(m_guard.checkForSaving(url));
    const auto target = m_guard.judge(url);
    return target->literal ? Result<>() : checkAddresses(target->host, target->port, u"webhook_url"_s);
}

Result<> SavingGuard::checkHost(const QString &host, quint16 port, const QString &field) const
{
    PULSE_CHECK(m_guard.checkHostForSaving(host, port, field));
    const auto target = m_guard.judgeHost(host, port);
    return target->literal ? Result<>() : checkAddresses(target->host, port, field);
}

Result<> SavingGuard::checkAddresses(const QString &host, quint16 port, const QString &field) const
{
    if (++m_waiting > m_limits.most) {
        --m_waiting;
        return fail(ErrorKind::Unavailable, u"another address is being looked up; try again"_s);
    }
    const auto addresses = lookUp(host);
    --m_waiting;
    if (!addresses || addresses->isEmpty())
        return refuse(u"is a name that leads nowhere"_s, field);
    const bool isAllowed = std::all_of(addresses->begin(), addresses->end(), [&](const IpAddress &address) {
        return m_guard.allows(address, port);
    });
    return isAllowed ? Result<>() : refuse(u"leads to an address that Pulse does not send to"_s, field);
}

// The answer may come when nobody waits any more.
Result<QList<IpAddress>> SavingGuard::lookUp(const QString &host) const
{
    const auto answer = std::make_shared<std::promise<Result<QList<IpAddress>>>>();
    auto answered = answer->get_future();
    m_resolver.resolve(
        host, [answer](Result<QList<IpAddress>> addresses) { answer->set_value(std::move(addresses)); });
    if (answered.wait_for(m_limits.longest) != std::future_status::ready)
        return fail(ErrorKind::Unavailable, u"no answer from the name server"_s);
    return answered.get();
}

} // namespace pulse::delivery

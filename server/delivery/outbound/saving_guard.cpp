// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/saving_guard.h"

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
    : m_outbox(guard, resolver)
    , m_limits(limits)
{
}

Result<> SavingGuard::checkUrl(const QString &url) const
{
    PULSE_CHECK(m_outbox.guard().checkForSaving(url));
    return checkAddresses(*m_outbox.guard().judge(url), u"webhook_url"_s);
}

Result<> SavingGuard::checkHost(const QString &host, quint16 port, const QString &field) const
{
    PULSE_CHECK(m_outbox.guard().checkHostForSaving(host, port, field));
    return checkAddresses(*m_outbox.guard().judgeHost(host, port), field);
}

Result<> SavingGuard::checkAddresses(const HostTarget &target, const QString &field) const
{
    if (target.literal)
        return {}; // judged already, and nobody waits for it
    if (++m_waiting > m_limits.most) {
        --m_waiting;
        return fail(ErrorKind::Unavailable, u"another address is being looked up; try again"_s);
    }
    const auto vetted = vet(target);
    --m_waiting;
    if (vetted)
        return {};
    return refuse(vetted.error().kind == ErrorKind::Unavailable
                      ? u"is a name that leads nowhere"_s
                      : u"leads to an address that Pulse does not send to"_s,
                  field);
}

// The answer may come when nobody waits any more.
Result<VettedDestination> SavingGuard::vet(const HostTarget &target) const
{
    const auto answer = std::make_shared<std::promise<Result<VettedDestination>>>();
    auto answered = answer->get_future();
    m_outbox.vet(target,
                 [answer](Result<VettedDestination> vetted) { answer->set_value(std::move(vetted)); });
    if (answered.wait_for(m_limits.longest) != std::future_status::ready)
        return fail(ErrorKind::Unavailable, kUnresolved);
    return answered.get();
}

} // namespace pulse::delivery

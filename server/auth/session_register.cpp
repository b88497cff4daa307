// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/session_register.h"

#include "store/tenancy/revocation.h"
#include "store/tenancy/scope.h"

namespace pulse::auth {

using namespace Qt::StringLiterals;

namespace {

QByteArray personOf(const QString &issuer, const QString &subject)
{
    return issuer.toUtf8() + '\0' + subject.toUtf8();
}

} // namespace

SessionRegister::SessionRegister(const Clock &clock, SessionRegisterConfig config)
    : m_clock(clock)
    , m_config(std::move(config))
{
}

void SessionRegister::setListener(std::function<void()> listener) { m_listener = std::move(listener); }

Result<> SessionRegister::load(store::Connection &connection)
{
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const auto revocations, store::revocation::standing(scope));
    PULSE_CHECK(scope.commit());
    add(revocations);
    return {};
}

void SessionRegister::add(const std::vector<model::Revocation> &revocations)
{
    if (revocations.empty())
        return;
    {
        auto state = m_state.lock();
        const Instant now = m_clock.now();
        state->sessions.removeIf([now](auto each) { return each.value() < now; });
        for (Moments *moments : {&state->persons, &state->tenants})
            moments->removeIf([now](auto each) { return each.value().until < now; });
        for (const model::Revocation &revocation : revocations)
            add(*state, revocation);
    }
    if (m_listener)
        m_listener();
}

void SessionRegister::add(State &state, const model::Revocation &revocation)
{
    if (!revocation.sessionId.isEmpty())
        state.sessions.insert(revocation.sessionId, revocation.until);
    else if (!revocation.subject.isEmpty())
        keep(state.persons, personOf(revocation.issuer, revocation.subject), revocation);
    else
        keep(state.tenants, revocation.tenantId.toUtf8(), revocation);
}

// The later of two counts for both.
void SessionRegister::keep(Moments &moments, const QByteArray &name, const model::Revocation &revocation)
{
    Moment &moment = moments[name];
    moment.issuedBefore = std::max(moment.issuedBefore, revocation.issuedBefore);
    moment.until = std::max(moment.until, revocation.until);
}

void SessionRegister::heard(Steady::time_point at)
{
    auto state = m_state.lock();
    state->heardAt = state->heardAt ? std::max(*state->heardAt, at) : at;
}

bool SessionRegister::isCurrent() const
{
    const auto heardAt = m_state.lock()->heardAt;
    return heardAt && Steady::now() - *heardAt < m_config.staleAfter;
}

// A token says in whole seconds when it was issued: of those of the very second nobody can say whether they
// came before, so they are taken to.
bool SessionRegister::isBefore(const Moments &moments, const QByteArray &name, Instant issuedAt)
{
    const auto found = moments.constFind(name);
    return found != moments.constEnd() && issuedAt <= found->issuedBefore;
}

// By its id alone, where the session is ours: who signs in a moment after the others ended stays. What
// another issuer calls a session never names one of ours.
bool SessionRegister::hasEnded(const Claims &claims) const
{
    auto state = m_state.lock();
    if (claims.issuer == m_config.issuer)
        return state->sessions.contains(claims.sessionId);
    return isBefore(state->persons, personOf(claims.issuer, claims.subject), claims.issuedAt)
        || (!claims.tenantId.isEmpty()
            && isBefore(state->tenants, claims.tenantId.toUtf8(), claims.issuedAt));
}

Result<> SessionRegister::check(const Claims &claims) const
{
    if (!hasEnded(claims))
        return {};
    return fail(ErrorKind::Unauthenticated, u"The session has ended; sign in again."_s, u"session_ended"_s);
}

Result<> SessionRegister::checkCurrent() const
{
    if (isCurrent())
        return {};
    return fail(ErrorKind::Unavailable,
                u"This server does not hear at present whose sessions have ended; try again."_s,
                u"revocations_unknown"_s);
}

qsizetype SessionRegister::size() const
{
    auto state = m_state.lock();
    return state->sessions.size() + state->persons.size() + state->tenants.size();
}

} // namespace pulse::auth

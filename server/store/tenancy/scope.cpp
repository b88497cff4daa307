// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/scope.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcStoreScope, "pulse.store")

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

// A session that died while nothing was asked of it (PostgreSQL restarted, a proxy ended it): nothing of this
// transaction has happened, so it begins on a new one. For people's requests only: the sessions of the
// pipeline hold locks and listen, and must not be replaced unnoticed.
template <class Enter> Result<> enterAnew(const Connection &connection, const Enter &enter)
{
    const bool wasOpen = connection.isOpen();
    Result<> entered = enter();
    if (!entered && wasOpen && !connection.isOpen())
        entered = enter();
    return entered;
}

} // namespace

Scope::Scope(Scope &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{
}

Scope::~Scope()
{
    // A connection that cannot roll back is of no use: it opens again.
    if (m_connection && m_connection->isOpen() && !m_connection->command("ROLLBACK"))
        m_connection->close();
}

// All in one round trip. Role names are ours; the tenant is an integer.
Result<> Scope::enter(Connection &connection, const QByteArray &role, TenantKey tenant)
{
    const QByteArray key =
        tenant.isValid() ? QByteArray::number(static_cast<qint64>(tenant.value)) : QByteArray();
    // What people ask has optional filters: a plan made for the values at hand finds the right index, and
    // only it leaves out partitions early. The pipeline's statements are all of one kind and keep their
    // plans.
    const QByteArray plans = tenant.isValid() ? "; SET LOCAL plan_cache_mode = force_custom_plan" : "";
    auto entered = connection.command("BEGIN; SET LOCAL ROLE " + role + "; SET LOCAL pulse.tenant_key = '"
                                      + key + "'" + plans);
    if (!entered && connection.isOpen() && !connection.command("ROLLBACK"))
        connection.close();
    return entered;
}

// A transaction whose connection broke must not go on, half of it, on a new one.
Result<> Scope::checkAlive() const
{
    if (!m_connection || !m_connection->isOpen())
        return fail(ErrorKind::Unavailable, u"database: the connection was lost"_s,
                    u"database_unavailable"_s);
    return {};
}

Result<Rows> Scope::query(const char *name, const Params &params) const
{
    PULSE_CHECK(checkAlive());
    return m_connection->query(name, params);
}

Result<Rows> Scope::queryBinary(const char *name, const Params &params) const
{
    PULSE_CHECK(checkAlive());
    return m_connection->queryBinary(name, params);
}

Result<> Scope::commit()
{
    PULSE_CHECK(checkAlive());
    // PostgreSQL would answer COMMIT with a ROLLBACK, and call it success.
    if (m_connection->hasFailedTransaction())
        return fail(ErrorKind::Internal, u"commit after a statement that failed"_s);
    PULSE_CHECK(m_connection->mayCommit());
    return std::exchange(m_connection, nullptr)->command("COMMIT");
}

Result<TenantScope> TenantScope::begin(Connection &connection, const model::Principal &principal)
{
    if (!model::isCustomer(principal.role) || !principal.tenant.isValid())
        return fail(ErrorKind::Forbidden, u"this account belongs to no tenant"_s, u"no_tenant"_s);
    PULSE_CHECK(enterAnew(connection, [&] { return enter(connection, "pulse_app", principal.tenant); }));
    return TenantScope(connection, principal.tenant);
}

Result<OperatorScope> OperatorScope::begin(Connection &connection, const model::Principal &principal,
                                           const model::AuditEntry &entry)
{
    if (model::isCustomer(principal.role))
        return fail(ErrorKind::Forbidden, u"only operators see across tenants"_s);
    PULSE_CHECK(enterAnew(connection, [&] { return enter(connection, "pulse_operator", {}); }));
    OperatorScope scope(connection);
    const auto written = scope.query("audit.append",
                                     {principal.subject, entry.action, Param::orNull(entry.tenantFilter),
                                      Param::orNull(entry.resourceType), Param::orNull(entry.resourceId),
                                      Param::orNull(entry.ipAddress), Param::orNull(entry.userAgent)});
    // Whatever keeps the row from being written is not of the operator's making, and nothing is done without
    // it.
    if (!written) {
        qCCritical(lcStoreScope).noquote() << "cannot write the audit log" << kv("why", written.error().what);
        return fail(ErrorKind::Unavailable, u"the audit log cannot be written just now"_s,
                    u"audit_unavailable"_s);
    }
    return scope;
}

Result<SystemScope> SystemScope::begin(Connection &connection)
{
    // Plans are made while tables are small, and kept. Whatever the pipeline looks for has an index.
    PULSE_CHECK(enter(connection, "pulse_ingest; SET LOCAL enable_seqscan = off", {}));
    return SystemScope(connection);
}

Result<AuthScope> AuthScope::begin(Connection &connection)
{
    PULSE_CHECK(enterAnew(connection, [&] { return enter(connection, "pulse_auth", {}); }));
    return AuthScope(connection);
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tenancy is a type. A scope is one transaction with its role and tenant set by SET LOCAL; table functions
// take one, so that a forgotten scope does not compile and a forgotten WHERE tenant still returns only that
// tenant's rows.
//
// Thread safety: none; lives on its connection's thread, one at a time.
// Invariants: rolls back when destroyed without commit().
#pragma once

#include "base/result.h"
#include "model/audit.h"
#include "model/principal.h"
#include "store/postgres/connection.h"
#include "store/postgres/row_shape.h"

namespace pulse::store {

class Scope {
public:
    Scope(Scope &&other) noexcept;
    Scope &operator=(Scope &&) = delete;
    ~Scope();

    Result<Rows> query(const char *name, const Params &params = {}) const;
    Result<Rows> queryBinary(const char *name, const Params &params) const;

    template <template <class...> class List = QList, class Noun>
    Result<List<Noun>> all(const Query<Noun> &statement, const Params &params = {}) const
    {
        PULSE_TRY(const Rows rows, query(statement.name(), params));
        return statement.template read<List>(rows);
    }
    // The first row, if there is one.
    template <class Noun>
    Result<std::optional<Noun>> find(const Query<Noun> &statement, const Params &params = {}) const
    {
        PULSE_TRY(auto nouns, all(statement, params));
        return nouns.isEmpty() ? std::nullopt : std::optional(nouns.takeFirst());
    }
    // The one row expected; NotFound with `missing` when there is none.
    template <class Noun>
    Result<Noun> one(const Query<Noun> &statement, const Params &params,
                     const QString &missing = QStringLiteral("no row")) const
    {
        PULSE_TRY(auto found, find(statement, params));
        if (!found)
            return fail(ErrorKind::NotFound, missing);
        return *std::move(found);
    }
    // Of a statement of one column: Rows::value and Rows::values.
    template <class Value>
    Result<Value> value(const char *name, const Params &params = {},
                        const QString &missing = QStringLiteral("no row")) const
    {
        PULSE_TRY(const Rows rows, query(name, params));
        return rows.value<Value>(missing);
    }
    template <class Value>
    Result<std::vector<Value>> values(const char *name, const Params &params = {}) const
    {
        PULSE_TRY(const Rows rows, query(name, params));
        return rows.values<Value>();
    }

    Result<> commit();

protected:
    explicit Scope(Connection &connection)
        : m_connection(&connection)
    {
    }
    static Result<> enter(Connection &connection, const QByteArray &role, TenantKey tenant);

private:
    Result<> checkAlive() const;

    Connection *m_connection; // null when moved from or ended
};

// A customer's request: sees the principal's tenant only. Forbidden for a principal without a tenant.
class TenantScope : public Scope {
public:
    static Result<TenantScope> begin(Connection &connection, const model::Principal &principal);
    TenantKey tenant() const { return m_tenant; }

private:
    TenantScope(Connection &connection, TenantKey tenant)
        : Scope(connection)
        , m_tenant(tenant)
    {
    }
    TenantKey m_tenant;
};

// An operator's look or act across tenants. Writes its audit row first, in the same transaction; fails when
// it cannot.
class OperatorScope : public Scope {
public:
    static Result<OperatorScope> begin(Connection &connection, const model::Principal &principal,
                                       const model::AuditEntry &entry);

private:
    using Scope::Scope;
};

// The pipeline's own: every tenant, the tables of ingest and delivery. Belongs to pipeline/ alone.
class SystemScope : public Scope {
public:
    static Result<SystemScope> begin(Connection &connection);

private:
    using Scope::Scope;
};

// Sign-in: accounts, sessions and signing keys, nothing else.
class AuthScope : public Scope {
public:
    static Result<AuthScope> begin(Connection &connection);

private:
    using Scope::Scope;
};

} // namespace pulse::store

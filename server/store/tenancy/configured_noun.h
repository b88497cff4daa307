// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the nouns of a tenant's configuration have in common: a UUID names them, and every change of them ends
// with a row in the change feed.
#pragma once

#include "store/postgres/cursor.h"
#include "store/tenancy/config_change.h"

namespace pulse::store {

struct ConfiguredNoun {
    QString idField; // "route_id"
    QString missing; // "there is no such route"
    const char *removeStatement; // $1 the id

    // Invalid, naming the field; NotFound.
    template <class Row>
    Result<Row> one(const TenantScope &scope, const Query<Row> &statement, const QString &id) const
    {
        PULSE_CHECK(checkUuid(idField, id));
        return scope.one(statement, {id}, missing);
    }

    Result<> remove(const TenantScope &scope, const QString &id) const
    {
        PULSE_CHECK(checkUuid(idField, id));
        PULSE_TRY(const Rows removed, scope.query(removeStatement, {id}));
        if (removed.affected() == 0)
            return fail(ErrorKind::NotFound, missing);
        return recordConfigChange(scope, scope.tenant());
    }
};

} // namespace pulse::store

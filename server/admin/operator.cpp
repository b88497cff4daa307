// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admin/operator.h"

namespace pulse::admin {

Result<store::OperatorScope> beginAct(const Operator &by, const QString &action, const QString &tenantId)
{
    model::AuditEntry entry;
    entry.userId = by.principal.subject;
    entry.action = action;
    entry.tenantFilter = tenantId;
    entry.ipAddress = by.ipAddress;
    entry.userAgent = by.userAgent;
    return store::OperatorScope::begin(by.connection, by.principal, entry);
}

} // namespace pulse::admin

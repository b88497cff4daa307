// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose act a use case is. Every use case of this room is one transaction that writes who did it to the audit
// log, whether a command or a request asked for it. What it returns is for the caller to show: nothing here
// prints, and nothing knows of arguments or requests.
#pragma once

#include "store/tenancy/scope.h"

namespace pulse::admin {

// Thread safety: none; its connection's thread.
struct Operator {
    store::Connection &connection;
    model::Principal principal;
    QString ipAddress = {}; // of a request; empty for a command
    QString userAgent = {};
};

// The transaction of one act; `tenantId` is whom it is about, empty when that is nobody in particular.
Result<store::OperatorScope> beginAct(const Operator &by, const QString &action,
                                      const QString &tenantId = {});

} // namespace pulse::admin

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One look or act of an operator across tenants; written in the transaction of the look itself.
#pragma once

#include <QString>

namespace pulse::model {

struct AuditEntry {
    QString userId; // the token's sub, or cli:<login name>
    QString action; // view_quarantine, list_all_devices, …
    QString tenantFilter;
    QString resourceType;
    QString resourceId;
    QString ipAddress;
    QString userAgent;
};

} // namespace pulse::model

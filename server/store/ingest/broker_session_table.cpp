// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/broker_session_table.h"

namespace pulse::store {

Result<bool> hasBrokerSession(const SystemScope &scope, const QByteArray &clientId)
{
    return scope.value<bool>("broker_session.exists", {QString::fromUtf8(clientId)});
}

Result<> recordBrokerSession(const SystemScope &scope, const QByteArray &clientId)
{
    PULSE_CHECK(scope.query("broker_session.record", {QString::fromUtf8(clientId)}));
    return {};
}

} // namespace pulse::store

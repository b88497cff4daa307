// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest/session_record.h"

#include "store/ingest/broker_session_table.h"

namespace pulse::pipeline {

Result<> SessionRecord::load(store::Connection &connection)
{
    if (m_isKept || m_clientId.isEmpty())
        return {};
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(m_isKept, store::hasBrokerSession(scope, m_clientId));
    PULSE_CHECK(scope.commit());
    if (m_isKept)
        m_isKnown = true;
    return {};
}

Result<> SessionRecord::keep(store::Connection &connection)
{
    if (m_isKept || !m_isKnown || m_clientId.isEmpty())
        return {};
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_CHECK(store::recordBrokerSession(scope, m_clientId));
    PULSE_CHECK(scope.commit());
    m_isKept = true;
    return {};
}

} // namespace pulse::pipeline

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/interrupt.h"

#include "base/logging.h"

#include <libpq-fe.h>

Q_LOGGING_CATEGORY(lcStoreInterrupt, "pulse.store")

namespace pulse::store {

Interrupt::Interrupt()
    : m_target(Target(nullptr, PQfreeCancel))
{
}

Interrupt::~Interrupt() = default;

void Interrupt::lower()
{
    const auto target = m_target.lock(); // waits for a strike under way
    m_isRaised = false;
}

// PQcancel comes back when the server has closed the request's connection, and by then has signalled.
void Interrupt::strike()
{
    auto target = m_target.lock();
    if (!m_isRaised || !*target)
        return;
    char why[256];
    if (PQcancel(target->get(), why, sizeof why) == 0)
        qCInfo(lcStoreInterrupt).noquote() << "statement not cancelled" << QString::fromUtf8(why).trimmed();
}

void Interrupt::aim(pg_conn *connection)
{
    *m_target.lock() = Target(connection ? PQgetCancel(connection) : nullptr, PQfreeCancel);
}

} // namespace pulse::store

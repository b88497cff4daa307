// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest/leadership.h"

#include "store/ingest/registry_table.h"

namespace pulse::pipeline {

Result<bool> Leadership::ask(store::Connection &connection)
{
    const auto asked = Steady::now();
    PULSE_TRY(const bool hasLock, store::tryLead(connection));
    if (hasLock)
        confirm(asked);
    return hasLock;
}

// It counts our silence from its answer, which came later than we asked.
void Leadership::confirm(Steady::time_point asked)
{
    m_until = m_patience.count() > 0 ? asked + m_patience : Steady::time_point::max();
}

} // namespace pulse::pipeline

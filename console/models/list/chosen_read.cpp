// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/list/chosen_read.h"

namespace pulse::models {

void ChosenReading::show(const QString &id, Instant version)
{
    const bool isAnother = std::exchange(m_id, id) != id;
    const bool isNewer = std::exchange(m_version, version) != version;
    if (!isAnother && !isNewer)
        return;
    m_api.cancel(this);
    if (!id.isEmpty())
        read(id);
    if (!isAnother)
        return;
    forget();
    emit changed();
}

} // namespace pulse::models

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alert_history.h"

namespace pulse::models {

using namespace Qt::StringLiterals;

AlertHistory::AlertHistory(client::ApiClient &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
{
}

void AlertHistory::show(const model::Alert *alert)
{
    const qint64 alertId = alert ? alert->alertId : 0;
    const Instant updatedAt = alert ? alert->updatedAt : Instant{};
    const bool isAnother = std::exchange(m_alertId, alertId) != alertId;
    const bool isNewer = std::exchange(m_updatedAt, updatedAt) != updatedAt;
    if (!isAnother && !isNewer)
        return;
    m_api.cancel(this);
    if (isAnother) {
        m_transitions.clear();
        emit changed();
    }
    if (!alert)
        return;
    m_api.alertHistory(alertId, this, [this](const client::Answer<wire::Page<model::Transition>> &answer) {
        if (!answer) {
            m_updatedAt = {}; // the next change, or choice, tries again
            return;
        }
        m_transitions = answer->items;
        emit changed();
    });
}

QString actorText(const QString &actor)
{
    if (actor.startsWith("user:"_L1))
        return actor.mid(5);
    return actor.startsWith("rule:"_L1) ? AlertHistory::tr("the rule") : AlertHistory::tr("Pulse");
}

} // namespace pulse::models

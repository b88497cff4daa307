// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts, transitions, jobs and device states: found against expected.
#pragma once

#include "chaos/load/fleet.h"
#include "chaos/oracle/oracle.h"

#include <QHash>

namespace pulse::chaos {

class Comparison {
public:
    Comparison(const Plant &plant, const Fleet &fleet, const Oracle &oracle, const Stored &stored);

    void compareAlerts(Differences &differences) const; // with their transitions and jobs
    void compareStates(Differences &differences) const;
    void compareTimers(Differences &differences) const; // of rules with `for`, that run at the end

private:
    // One alert, found and expected.
    struct Pair {
        const StoredAlert &found;
        const ExpectedAlert &expected;
        QString name;
    };

    void comparePair(const Pair &pair, Differences &differences) const;
    void compareTransitions(const Pair &pair, Differences &differences) const;
    void reportStrayJobs(Differences &differences) const;
    void compareJobs(const Pair &pair, const StoredTransition &transition, Differences &differences) const;
    QJsonObject payloadOf(const Pair &pair, const QString &event) const;
    void compareState(const StoredState &state, Differences &differences) const;
    void compareMute(const StoredState &state, Differences &differences) const;
    QString nameOf(size_t device) const;

    const Plant &m_plant;
    const Fleet &m_fleet;
    const Oracle &m_oracle;
    const Stored &m_stored;
    QHash<qint64, std::vector<const StoredTransition *>> m_transitions; // by alert
    QHash<qint64, std::vector<const StoredJob *>> m_jobs; // by transition
};

} // namespace pulse::chaos

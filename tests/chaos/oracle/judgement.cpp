// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/oracle/judgement.h"

#include "chaos/oracle/comparison.h"

namespace pulse::chaos {

using namespace Qt::StringLiterals;

namespace {

// Mute devices leave no readings: see judgeMute().
void countMessages(const Plant &plant, const Fleet &fleet, const Stored &stored, Judgement &judgement)
{
    std::vector<std::vector<int>> copies(plant.devices.size());
    for (size_t device = 0; device < copies.size(); ++device)
        copies[device].resize(fleet.sent()[device].size());
    for (const StoredReading &reading : stored.readings) {
        const QString name = u"message %1 of %2"_s.arg(reading.number).arg(plant.devices[reading.device].id);
        const auto &sent = fleet.sent()[reading.device];
        if (reading.number == 0 || reading.number > sent.size()) {
            judgement.differences.add(name + u" was never sent"_s);
            continue;
        }
        const SentMessage &message = sent[reading.number - 1];
        if (message.ts != reading.ts || message.kind != reading.kind
            || !isSame(message.values, reading.values))
            judgement.differences.add(name + u" is stored otherwise than it was sent"_s);
        judgement.duplicated += ++copies[reading.device][reading.number - 1] > 1 ? 1 : 0;
    }
    for (size_t device = 0; device < copies.size(); ++device) {
        for (size_t i = 0; i < copies[device].size() && !plant.devices[device].isMute; ++i) {
            const SentMessage &message = fleet.sent()[device][i];
            if (message.isAccepted && copies[device][i] == 0)
                ++(fleet.isExcused(message) ? judgement.lostToThieves : judgement.lost);
        }
    }
}

} // namespace

Result<Judgement> judge(const Plant &plant, const Fleet &fleet, store::Connection &owner)
{
    Judgement judgement;
    PULSE_TRY(const Stored stored, readStored(plant, owner, judgement.differences));
    countMessages(plant, fleet, stored, judgement);
    Oracle oracle(plant, judgement.differences);
    oracle.judge(stored.readings);
    const Comparison comparison{plant, fleet, oracle, stored};
    comparison.compareAlerts(judgement.differences);
    comparison.compareStates(judgement.differences);
    comparison.compareTimers(judgement.differences);
    judgement.readings = static_cast<qint64>(stored.readings.size());
    judgement.alerts = static_cast<qint64>(stored.alerts.size());
    judgement.transitions = static_cast<qint64>(stored.transitions.size());
    judgement.jobs = static_cast<qint64>(stored.jobs.size());
    return judgement;
}

} // namespace pulse::chaos

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of batch_run.h that concerns whether a device is there: it is heard, or says that it is gone.
#include "pipeline/batch/batch_run.h"
#include "rules/presence.h"
#include "rules/silence.h"

#include <algorithm>

namespace pulse::pipeline {

namespace {

constexpr qsizetype kLongestText = 256; // of what a device says of itself, in characters

// For people: on one line.
QString shownText(QByteArrayView said)
{
    return QString::fromUtf8(said.first(std::min(said.size(), 4 * kLongestText)))
        .remove(QChar(u'\0'))
        .simplified()
        .left(kLongestText);
}

rules::Statement statementOf(const ingest::Envelope &envelope)
{
    const QByteArrayView session = envelope.said->session;
    return {envelope.said->isOnline, envelope.ts,
            session.first(std::min(session.size(), kLongestText)).toByteArray()};
}

} // namespace

void BatchRun::hearDevice(WorkingDevice &device, const model::Reading &reading)
{
    model::DeviceState &state = device.state;
    if (!device.alerts.empty())
        m_intake.hear(reading, device);
    if (state.offline) {
        state.offline.reset();
        device.hasNewOffline = true;
    }
    if (!state.isKnown || state.status != model::DeviceStatus::Online) {
        state.status = model::DeviceStatus::Online;
        state.lastStateChangeAt = m_context.now;
        state.connections = {};
        m_changes.push_back({reading.tenant, model::Change::Kind::Device, reading.device.value});
    }
    state.isKnown = true;
    state.lastSeenAt = rules::lastHeard(state.lastSeenAt, reading.receivedAt);
}

// Requires: the readings of the batch were evaluated.
void BatchRun::takePresence(const Presence &presence)
{
    const ingest::Envelope &envelope = *presence.envelope;
    if (presence.isStatement && !envelope.said->isOnline)
        return takeOffline(presence);
    ingest::Device &device = *presence.device;
    model::Reading heard;
    heard.device = device.registered.key;
    heard.tenant = device.tenant->versions.key;
    heard.ts = heard.receivedAt = envelope.receivedAt;
    WorkingDevice &known = working(device);
    hearDevice(known, heard);
    if (presence.isStatement)
        rules::noteStatement(statementOf(envelope), known.state);
}

// A device that was never heard cannot leave.
void BatchRun::takeOffline(const Presence &presence)
{
    ingest::Device &device = *presence.device;
    if (device.batchPlace == 0 && !device.registered.state.isKnown)
        return;
    WorkingDevice &known = working(device);
    model::DeviceState &state = known.state;
    const bool isBelieved = rules::noteStatement(statementOf(*presence.envelope), state);
    const bool wasHeardSince = known.heardUpTo > presence.after;
    if (!isBelieved || wasHeardSince || state.offline || !state.isKnown)
        return;
    state.offline = {presence.envelope->receivedAt, shownText(presence.envelope->said->reason)};
    known.hasNewOffline = true;
    if (state.status == model::DeviceStatus::Online)
        state.lastStateChangeAt = m_context.now;
    state.status = model::DeviceStatus::Stale;
    m_offline.push_back(device.registered.key);
    m_changes.push_back(
        {device.tenant->versions.key, model::Change::Kind::Device, device.registered.key.value});
}

Result<> BatchRun::writeOffline(const store::SystemScope &scope) const
{
    std::vector<store::OfflineRow> rows;
    for (const WorkingDevice &device : m_working) {
        if (device.hasNewOffline)
            rows.push_back(
                {device.device->registered.key, device.state.offline ? &*device.state.offline : nullptr});
    }
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.device < b.device; });
    return store::writeOffline(scope, rows);
}

} // namespace pulse::pipeline

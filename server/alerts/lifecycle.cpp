// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/lifecycle.h"

#include "model/words.h"

#include <algorithm>

namespace pulse::alerts {

using namespace Qt::StringLiterals;
using model::AlertEvent;
using model::DeliverOn;

namespace {

const QString kSystem = u"system"_s;

AlertEvent recordedAs(LifeEvent event)
{
    switch (event) {
    case LifeEvent::Opened: return AlertEvent::Opened;
    case LifeEvent::Cleared: return AlertEvent::Cleared;
    case LifeEvent::Acknowledged: return AlertEvent::Acknowledged;
    case LifeEvent::Unacknowledged: return AlertEvent::Unacknowledged;
    case LifeEvent::Shelved:
    case LifeEvent::ShelvedOnce: return AlertEvent::Shelved;
    case LifeEvent::Unshelved:
    case LifeEvent::ShelfExpired:
    case LifeEvent::ShelfPassedOn: return AlertEvent::Unshelved;
    case LifeEvent::Commented: return AlertEvent::Commented;
    }
    Q_UNREACHABLE();
}

bool isShelving(LifeEvent event) { return event == LifeEvent::Shelved || event == LifeEvent::ShelvedOnce; }

Result<> check(const Act &act)
{
    if (act.actor.isEmpty())
        return fail(ErrorKind::Internal, u"a transition without an actor"_s);
    if (act.reason.isEmpty())
        return invalidField(u"reason"_s, u"reason: is required"_s);
    if (!isShelving(act.event))
        return {};
    if (!act.until)
        return invalidField(u"until"_s, u"until: is required, a shelf must end"_s);
    if (*act.until <= act.at)
        return invalidField(u"until"_s, u"until: must be in the future"_s);
    if (*act.until > act.at + kLongestShelf)
        return invalidField(u"until"_s, u"until: must be at most %1 days ahead"_s.arg(kLongestShelf.count()));
    return {};
}

void takeFacts(model::Alert &alert, const LifeStep &step, const Act &act)
{
    if (step.to.condition == Condition::Cleared && !alert.clearedAt)
        alert.clearedAt = act.at;
    if (step.to.isAcknowledged && !alert.acknowledgedAt) {
        alert.acknowledgedAt = act.at;
        alert.acknowledgedBy = act.who;
    } else if (!step.to.isAcknowledged) {
        alert.acknowledgedAt.reset();
        alert.acknowledgedBy.clear();
    }
    if (step.to.suppression == Suppression::None)
        alert.shelf.reset();
    else if (isShelving(step.event))
        alert.shelf = {*act.until, act.reason, act.who, step.to.suppression == Suppression::OneShot};
    alert.updatedAt = act.at;
}

QJsonObject shelfEvidence(const model::Shelf &shelf)
{
    return {{u"shelved_until"_s, QString::fromLatin1(toRfc3339(shelf.until))},
            {u"shelve_is_one_shot"_s, shelf.isOneShot}};
}

Result<Transitioned> advance(const model::Alert &alert, LifeState state, const Act &act,
                             std::span<const LifeStep> table)
{
    const LifeStep *step = stepOf(table, state, act.event);
    if (!step)
        return fail(ErrorKind::Conflict,
                    u"the alert is %1: it cannot be %2"_s.arg(
                        stateText(state), QString(model::word(recordedAs(act.event))).toLower()),
                    u"alert_state"_s);
    PULSE_CHECK(check(act));
    Transitioned transitioned{alert, noticeOf(step->notice, alert.isAnnounced), {}};
    takeFacts(transitioned.alert, *step, act);
    if (stateOf(transitioned.alert) != step->to)
        return fail(ErrorKind::Internal, u"the life table leads where its facts do not"_s);
    transitioned.alert.isAnnounced = alert.isAnnounced || transitioned.notice == DeliverOn::Open;
    transitioned.transitions.push_back(
        {recordedAs(act.event), act.at, act.actor, act.reason,
         isShelving(act.event) ? shelfEvidence(*transitioned.alert.shelf) : QJsonObject()});
    return transitioned;
}

} // namespace

const LifeStep *stepOf(std::span<const LifeStep> table, LifeState state, LifeEvent event)
{
    const auto step = std::find_if(table.begin(), table.end(), [&](const LifeStep &candidate) {
        return candidate.from == state && candidate.event == event;
    });
    return step == table.end() ? nullptr : &*step;
}

LifeState stateOf(const model::Alert &alert)
{
    const Suppression suppression = !alert.shelf ? Suppression::None
        : alert.shelf->isOneShot                 ? Suppression::OneShot
                                                 : Suppression::Timed;
    return {alert.clearedAt ? Condition::Cleared : Condition::Active, alert.acknowledgedAt.has_value(),
            suppression};
}

QString stateText(LifeState state)
{
    QString text = state.condition == Condition::Unborn ? u"not open yet"_s
        : state.condition == Condition::Active          ? u"active"_s
                                                        : u"cleared"_s;
    if (state.condition != Condition::Unborn)
        text += state.isAcknowledged ? u", acknowledged"_s : u", not acknowledged"_s;
    if (state.suppression != Suppression::None)
        text += state.suppression == Suppression::Timed ? u", shelved"_s : u", shelved until it clears"_s;
    return text;
}

std::optional<DeliverOn> noticeOf(Notice notice, bool isAnnounced)
{
    switch (notice) {
    case Notice::None: return std::nullopt;
    case Notice::Open: return DeliverOn::Open;
    case Notice::OpenUnlessAnnounced: return isAnnounced ? std::nullopt : std::optional(DeliverOn::Open);
    case Notice::Acknowledged: return isAnnounced ? std::optional(DeliverOn::Acknowledged) : std::nullopt;
    case Notice::Closed: return isAnnounced ? std::optional(DeliverOn::Closed) : std::nullopt;
    }
    Q_UNREACHABLE();
}

Result<Transitioned> applyEvent(const model::Alert &alert, const Act &act, std::span<const LifeStep> table)
{
    PULSE_TRY(Transitioned transitioned, advance(alert, stateOf(alert), act, table));
    if (act.event == LifeEvent::Cleared && alert.shelf && !transitioned.alert.shelf)
        transitioned.transitions.push_back(
            {AlertEvent::Unshelved, act.at, kSystem, u"it was shelved until it clears"_s, {}});
    return transitioned;
}

Result<Transitioned> open(const model::Alert &alert, const std::optional<model::Shelf> &shelf, const Act &act,
                          std::span<const LifeStep> table)
{
    model::Alert before = alert;
    before.shelf = shelf;
    before.isAnnounced = false;
    const Suppression suppression = shelf ? Suppression::Timed : Suppression::None;
    PULSE_TRY(Transitioned transitioned,
              advance(before, {Condition::Unborn, false, suppression}, act, table));
    if (shelf)
        transitioned.transitions.push_back({AlertEvent::Shelved, act.at, kSystem,
                                            u"still shelved: "_s + shelf->reason, shelfEvidence(*shelf)});
    return transitioned;
}

} // namespace pulse::alerts

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "life_checker.h"

#include <QMap>
#include <QSet>
#include <array>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse::alerts;
using model::DeliverOn;

namespace {

constexpr Instant kDawn{1'768'478'400s};
constexpr std::array kClock{kDawn, kDawn + 1h, kDawn + 2h};

struct Node {
    model::Alert alert;
    Instant now;
};

QString keyOf(const Node &node)
{
    const model::Alert &alert = node.alert;
    const auto time = [](const std::optional<Instant> &at) {
        return at ? QString::number(at->time_since_epoch().count()) : u"-"_s;
    };
    return QStringList{time(alert.clearedAt), time(alert.acknowledgedAt),
                       alert.shelf ? time(alert.shelf->until) + QString::number(alert.shelf->isOneShot)
                                   : u"-"_s,
                       QString::number(alert.isAnnounced), time(node.now)}
        .join(u' ');
}

bool needsNobody(const model::Alert &alert) { return alert.clearedAt || alert.acknowledgedAt || alert.shelf; }

class Search {
public:
    explicit Search(std::span<const LifeStep> table)
        : m_table(table)
    {
    }

    QStringList run()
    {
        checkRows();
        for (const bool isShelved : {false, true})
            open(isShelved);
        for (qsizetype i = 0; i < m_nodes.size(); ++i)
            tryEverything(Node(m_nodes[i]));
        for (const LifeStep &step : m_table) {
            if (!m_used.contains({name(step.from), name(step.event)}))
                fault(step.from, step.event, u"is never reached"_s);
        }
        return m_faults.values();
    }

private:
    void fault(LifeState state, LifeEvent event, const QString &what)
    {
        m_faults.insert(name(state) + u' ' + name(event) + u": "_s + what);
    }

    // One row for a state and an event, and a notice that can be meant by it.
    void checkRows()
    {
        QSet<std::pair<QString, QString>> seen;
        for (const LifeStep &step : m_table) {
            if (seen.contains({name(step.from), name(step.event)}))
                fault(step.from, step.event, u"has two rows"_s);
            seen.insert({name(step.from), name(step.event)});
            const bool fits = step.notice == Notice::None
                || (step.notice == Notice::Acknowledged && step.event == LifeEvent::Acknowledged)
                || (step.notice == Notice::Closed && step.event == LifeEvent::Cleared)
                || (step.notice == Notice::OpenUnlessAnnounced && step.event == LifeEvent::Unacknowledged)
                || (step.notice == Notice::Open
                    && (step.event == LifeEvent::Opened || step.event == LifeEvent::Unshelved
                        || step.event == LifeEvent::ShelfExpired));
            if (!fits)
                fault(step.from, step.event, u"has the notice of another event"_s);
        }
    }

    void open(bool isShelved)
    {
        const LifeState from{Condition::Unborn, false, isShelved ? Suppression::Timed : Suppression::None};
        for (const Instant until : {kClock[1], kClock[2]}) {
            const auto shelf =
                isShelved ? std::optional(model::Shelf{until, u"noise"_s, u"ann"_s, false}) : std::nullopt;
            const auto transitioned = alerts::open(
                {}, shelf, {LifeEvent::Opened, kClock[0], u"rule:r"_s, {}, u"hot"_s, {}}, m_table);
            if (!transitioned) {
                fault(from, LifeEvent::Opened, transitioned.error().what);
                continue;
            }
            m_used.insert({name(from), name(LifeEvent::Opened)});
            if (transitioned->alert.clearedAt || transitioned->alert.acknowledgedAt
                || transitioned->alert.shelf != shelf)
                fault(from, LifeEvent::Opened, u"changes more than the condition"_s);
            if ((transitioned->notice == DeliverOn::Open) == isShelved)
                fault(from, LifeEvent::Opened, u"must be told, unless shelved"_s);
            checkTransitions(from, LifeEvent::Opened, *transitioned, kClock[0]);
            visit({transitioned->alert, kClock[0]});
        }
    }

    void visit(Node node)
    {
        const QString key = keyOf(node);
        if (m_seen.contains(key))
            return;
        m_seen.insert(key);
        m_nodes.push_back(std::move(node));
    }

    void tryEverything(const Node &node)
    {
        for (const LifeEvent event : allEvents()) {
            for (const Instant at : kClock) {
                if (at < node.now)
                    continue;
                const bool isShelving = event == LifeEvent::Shelved || event == LifeEvent::ShelvedOnce;
                if (!isShelving)
                    attempt(node, {event, at, u"user:ann"_s, u"ann"_s, u"because"_s, {}});
                for (const Instant until : kClock) {
                    if (isShelving && until > at)
                        attempt(node, {event, at, u"user:ann"_s, u"ann"_s, u"because"_s, until});
                }
            }
        }
    }

    // Nobody takes an alert off a shelf before its end but by Unshelved.
    static bool isEarly(const model::Alert &alert, const Act &act)
    {
        return act.event == LifeEvent::ShelfExpired && alert.shelf && act.at < alert.shelf->until;
    }

    void attempt(const Node &node, const Act &act)
    {
        const LifeState state = stateOf(node.alert);
        if (isEarly(node.alert, act))
            return;
        const auto transitioned = applyEvent(node.alert, act, m_table);
        if (transitioned.has_value() != mustBePossible(node.alert, act.event))
            fault(state, act.event,
                  transitioned ? u"must be refused"_s : u"must be possible: "_s + transitioned.error().what);
        if (!transitioned)
            return;
        m_used.insert({name(state), name(act.event)});
        checkFacts(node.alert, act, *transitioned);
        checkNotice(node.alert, act, *transitioned);
        checkTransitions(state, act.event, *transitioned, act.at);
        visit({transitioned->alert, act.at});
    }

    // An alert that nobody has acknowledged can always be acknowledged, a shelf can always be ended, and what
    // is active can always clear.
    static bool mustBePossible(const model::Alert &alert, LifeEvent event)
    {
        switch (event) {
        case LifeEvent::Opened: return false;
        case LifeEvent::Cleared:
        case LifeEvent::Shelved:
        case LifeEvent::ShelvedOnce: return !alert.clearedAt;
        case LifeEvent::Acknowledged: return !alert.acknowledgedAt;
        case LifeEvent::Unacknowledged: return alert.acknowledgedAt.has_value();
        case LifeEvent::Unshelved:
        case LifeEvent::ShelfExpired: return alert.shelf.has_value();
        case LifeEvent::ShelfPassedOn: return alert.shelf && alert.clearedAt;
        case LifeEvent::Commented: return true;
        }
        Q_UNREACHABLE();
    }

    // An event changes the fact it is about, and no other.
    void checkFacts(const model::Alert &before, const Act &act, const Transitioned &transitioned)
    {
        const model::Alert &after = transitioned.alert;
        const LifeState state = stateOf(before);
        const auto clearedAt = act.event == LifeEvent::Cleared ? std::optional(act.at) : before.clearedAt;
        if (after.clearedAt != clearedAt)
            fault(state, act.event, u"clears only when cleared, and never opens again"_s);
        const auto acknowledgedAt = act.event == LifeEvent::Acknowledged ? std::optional(act.at)
            : act.event == LifeEvent::Unacknowledged                     ? std::nullopt
                                                                         : before.acknowledgedAt;
        if (after.acknowledgedAt != acknowledgedAt)
            fault(state, act.event, u"loses an alert that nobody acknowledged, or an acknowledgement"_s);
        if (after.acknowledgedAt.has_value() == after.acknowledgedBy.isEmpty())
            fault(state, act.event, u"does not say who acknowledged"_s);
        if (after.shelf != shelfAfter(before, act))
            fault(state, act.event, u"begins or ends a shelf, or does not"_s);
        if (after.shelf && (after.shelf->reason.isEmpty() || after.shelf->by.isEmpty()))
            fault(state, act.event, u"shelves without a reason or an owner"_s);
    }

    static std::optional<model::Shelf> shelfAfter(const model::Alert &before, const Act &act)
    {
        switch (act.event) {
        case LifeEvent::Shelved: return model::Shelf{*act.until, act.reason, act.who, false};
        case LifeEvent::ShelvedOnce: return model::Shelf{*act.until, act.reason, act.who, true};
        case LifeEvent::Unshelved:
        case LifeEvent::ShelfExpired:
        case LifeEvent::ShelfPassedOn: return std::nullopt;
        case LifeEvent::Cleared: return before.shelf && before.shelf->isOneShot ? std::nullopt : before.shelf;
        default: return before.shelf;
        }
    }

    // Somebody is told of every alert that is active, not acknowledged and not shelved: once, and again when
    // a shelf ended. Whoever was told hears how it ends, nobody else does.
    void checkNotice(const model::Alert &before, const Act &act, const Transitioned &transitioned)
    {
        const LifeState state = stateOf(before);
        const bool endedShelf = before.shelf && !transitioned.alert.shelf;
        const bool mustOpen = !needsNobody(transitioned.alert) && (!before.isAnnounced || endedShelf);
        if ((transitioned.notice == DeliverOn::Open) != mustOpen)
            fault(state, act.event, mustOpen ? u"loses an alert: nobody is told"_s : u"is told in vain"_s);
        const bool mustClose = act.event == LifeEvent::Cleared && before.isAnnounced;
        if ((transitioned.notice == DeliverOn::Closed) != mustClose)
            fault(state, act.event, u"CLOSED is told for those who heard OPEN"_s);
        const bool mustAcknowledge =
            act.event == LifeEvent::Acknowledged && before.isAnnounced && !before.clearedAt;
        if ((transitioned.notice == DeliverOn::Acknowledged) != mustAcknowledge)
            fault(state, act.event, u"ACKNOWLEDGED is told for those who heard OPEN, and not CLOSED"_s);
        if (!needsNobody(transitioned.alert) && !transitioned.alert.isAnnounced)
            fault(state, act.event, u"leaves an alert that nobody heard of"_s);
    }

    void checkTransitions(LifeState state, LifeEvent event, const Transitioned &transitioned, Instant at)
    {
        if (transitioned.transitions.empty())
            fault(state, event, u"leaves no transition"_s);
        for (const Recorded &transition : transitioned.transitions) {
            if (transition.actor.isEmpty() || transition.reason.isEmpty() || transition.at != at)
                fault(state, event, u"leaves a transition without actor, time or reason"_s);
        }
    }

    std::span<const LifeStep> m_table;
    QList<Node> m_nodes;
    QSet<QString> m_seen;
    QSet<std::pair<QString, QString>> m_used;
    QSet<QString> m_faults;
};

} // namespace

QStringList faultsOf(std::span<const LifeStep> table) { return Search(table).run(); }

std::vector<LifeState> allStates()
{
    std::vector<LifeState> states;
    for (const Condition condition : {Condition::Unborn, Condition::Active, Condition::Cleared}) {
        for (const bool isAcknowledged : {false, true}) {
            for (const Suppression suppression :
                 {Suppression::None, Suppression::Timed, Suppression::OneShot})
                states.push_back({condition, isAcknowledged, suppression});
        }
    }
    return states;
}

std::vector<LifeEvent> allEvents()
{
    using E = LifeEvent;
    return {E::Opened,      E::Cleared,   E::Acknowledged, E::Unacknowledged, E::Shelved,
            E::ShelvedOnce, E::Unshelved, E::ShelfExpired, E::ShelfPassedOn,  E::Commented};
}

QString name(LifeState state)
{
    const QString base = state.condition == Condition::Unborn ? u"Unborn"_s
        : state.condition == Condition::Active ? (state.isAcknowledged ? u"Accepted"_s : u"Active"_s)
        : state.isAcknowledged                 ? u"Normal"_s
                                               : u"Returned"_s;
    return base
        + (state.suppression == Suppression::None        ? QString()
               : state.suppression == Suppression::Timed ? u"Shelved"_s
                                                         : u"ShelvedOnce"_s);
}

QString name(LifeEvent event)
{
    switch (event) {
    case LifeEvent::Opened: return u"opened"_s;
    case LifeEvent::Cleared: return u"cleared"_s;
    case LifeEvent::Acknowledged: return u"acknowledged"_s;
    case LifeEvent::Unacknowledged: return u"unacknowledged"_s;
    case LifeEvent::Shelved: return u"shelved"_s;
    case LifeEvent::ShelvedOnce: return u"shelved once"_s;
    case LifeEvent::Unshelved: return u"unshelved"_s;
    case LifeEvent::ShelfExpired: return u"shelf expired"_s;
    case LifeEvent::ShelfPassedOn: return u"shelf passed on"_s;
    case LifeEvent::Commented: return u"commented"_s;
    }
    Q_UNREACHABLE();
}

QString name(Notice notice)
{
    switch (notice) {
    case Notice::None: return u"–"_s;
    case Notice::Open: return u"OPEN"_s;
    case Notice::OpenUnlessAnnounced: return u"OPEN, unless told before"_s;
    case Notice::Acknowledged: return u"ACKNOWLEDGED, if told"_s;
    case Notice::Closed: return u"CLOSED, if told"_s;
    }
    Q_UNREACHABLE();
}

} // namespace pulse::test

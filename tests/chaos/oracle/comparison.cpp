// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/oracle/comparison.h"

#include <QJsonDocument>
#include <QSet>
#include <algorithm>
#include <map>

namespace pulse::chaos {

using namespace Qt::StringLiterals;

namespace {

QString inWords(Instant time) { return QString::fromLatin1(toRfc3339(time)); }
QString inWords(const std::optional<Instant> &time) { return time ? inWords(*time) : u"none"_s; }
QString inWords(const QString &text) { return text; }
QString inWords(qint64 number) { return QString::number(number); }
QString inWords(double number) { return QString::number(number, 'g', 17); }
QString inWords(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}
QString inWords(const std::vector<size_t> &positions)
{
    QStringList texts;
    for (const size_t position : positions)
        texts += QString::number(position);
    return u'[' + texts.join(u' ') + u']';
}

// One thing that is compared field by field.
class Subject {
public:
    Subject(QString name, Differences &differences)
        : m_name(std::move(name))
        , m_differences(differences)
    {
    }
    template <class Value> void expect(const char *field, const Value &found, const Value &expected) const
    {
        if (inWords(found) != inWords(expected))
            m_differences.add(m_name + u": "_s + QLatin1StringView(field) + u" is "_s + inWords(found)
                              + u", should be "_s + inWords(expected));
    }

private:
    QString m_name;
    Differences &m_differences;
};

} // namespace

Comparison::Comparison(const Plant &plant, const Fleet &fleet, const Oracle &oracle, const Stored &stored)
    : m_plant(plant)
    , m_fleet(fleet)
    , m_oracle(oracle)
    , m_stored(stored)
{
    for (const StoredTransition &transition : stored.transitions)
        m_transitions[transition.alert].push_back(&transition);
    for (const StoredJob &job : stored.jobs)
        m_jobs[job.transition].push_back(&job);
}

QString Comparison::nameOf(size_t device) const
{
    return m_plant.tenants[m_plant.devices[device].tenant] + u'/' + m_plant.devices[device].id;
}

// The n-th alert of a rule on a device against the n-th expected one.
void Comparison::compareAlerts(Differences &differences) const
{
    std::map<std::pair<size_t, size_t>, std::vector<const StoredAlert *>> found; // by device and rule
    for (const StoredAlert &alert : m_stored.alerts)
        found[{alert.device, alert.rule}].push_back(&alert);
    for (size_t device = 0; device < m_plant.devices.size(); ++device) {
        for (const ExpectedAlert &expected : m_oracle.devices()[device].alerts) {
            auto &candidates = found[{device, expected.rule}];
            const QString name = u"alert \"%1\" of %2 opened by the reading of %3"_s.arg(
                m_plant.rules[expected.rule].name, nameOf(device), inWords(expected.openedTs));
            if (candidates.empty()) {
                differences.add(name + u" is missing"_s);
                continue;
            }
            comparePair({*candidates.front(), expected, name}, differences);
            candidates.erase(candidates.begin());
        }
    }
    for (const auto &[key, rest] : found) {
        for (const StoredAlert *alert : rest)
            differences.add(u"alert %1 (%2) should not be"_s.arg(alert->id).arg(alert->fingerprint));
    }
    reportStrayJobs(differences);
}

// No foreign key holds a job to its transition.
void Comparison::reportStrayJobs(Differences &differences) const
{
    QSet<qint64> transitions;
    for (const StoredTransition &transition : m_stored.transitions)
        transitions.insert(transition.id);
    for (const StoredJob &job : m_stored.jobs) {
        if (!transitions.contains(job.transition))
            differences.add(u"a job of transition %1, which is not there"_s.arg(job.transition));
    }
}

void Comparison::comparePair(const Pair &pair, Differences &differences) const
{
    const auto &[found, expected, name] = pair;
    const Device &device = m_plant.devices[found.device];
    const Rule &rule = m_plant.rules[found.rule];
    const Subject alert(name, differences);
    alert.expect("its tenant", found.tenantKey, m_plant.tenantKeys[device.tenant]);
    alert.expect("its type", found.type, u"THRESHOLD"_s);
    alert.expect("its fingerprint", found.fingerprint, u"RULE:"_s + rule.ruleId + u':' + device.id);
    alert.expect("its severity", qint64{found.severity}, qint64{rule.severity});
    alert.expect("its confidence", found.confidence, 1.0);
    alert.expect("its summary", found.summary, expected.summary);
    alert.expect("its details", found.details, expected.details);
    alert.expect("its reading", found.openedTs, expected.openedTs);
    alert.expect("its clearing reading", found.clearedTs,
                 expected.clearing ? std::optional(expected.clearing->ts) : std::nullopt);
    alert.expect("being acknowledged or shelved", qint64{found.isTouched}, qint64{0});
    compareTransitions(pair, differences);
}

// OPENED, then CLEARED, each committed with the reading that caused it.
void Comparison::compareTransitions(const Pair &pair, Differences &differences) const
{
    const auto &[found, expected, name] = pair;
    const auto transitions = m_transitions.value(found.id);
    const size_t count = expected.clearing ? 2 : 1;
    const Subject alert(name, differences);
    alert.expect("its number of transitions", static_cast<qint64>(transitions.size()),
                 static_cast<qint64>(count));
    for (size_t i = 0; i < std::min(transitions.size(), count); ++i) {
        const StoredTransition &transition = *transitions[i];
        const bool isOpening = i == 0;
        const Subject step(name + (isOpening ? u": its first transition"_s : u": its second transition"_s),
                           differences);
        step.expect("event", transition.event, isOpening ? u"OPENED"_s : u"CLEARED"_s);
        step.expect("time", std::optional(transition.at),
                    isOpening ? std::optional(found.createdAt) : found.clearedAt);
        step.expect("actor", transition.actor, u"rule:"_s + m_plant.rules[found.rule].ruleId);
        step.expect("reason", transition.reason, isOpening ? expected.summary : expected.clearing->reason);
        step.expect("transaction", transition.transaction,
                    isOpening ? expected.transaction : expected.clearing->transaction);
        compareJobs(pair, transition, differences);
    }
}

QJsonObject Comparison::payloadOf(const Pair &pair, const QString &event) const
{
    const auto &[found, expected, name] = pair;
    const Device &device = m_plant.devices[found.device];
    QJsonObject payload{{u"alert_id"_s, found.id},
                        {u"tenant_id"_s, m_plant.tenants[device.tenant]},
                        {u"site_id"_s, device.site},
                        {u"device_id"_s, device.id},
                        {u"alert_type"_s, u"THRESHOLD"_s},
                        {u"severity"_s, m_plant.rules[found.rule].severity},
                        {u"confidence"_s, 1},
                        {u"summary"_s, expected.summary},
                        {u"status"_s, event},
                        {u"created_at"_s, inWords(found.createdAt)},
                        {u"details"_s, expected.details}};
    if (event == u"CLOSED"_s)
        payload.insert(u"closed_at"_s, inWords(found.clearedAt));
    return payload;
}

void Comparison::compareJobs(const Pair &pair, const StoredTransition &transition,
                             Differences &differences) const
{
    const QString event = transition.event == u"OPENED"_s ? u"OPEN"_s : u"CLOSED"_s;
    const auto jobs = m_jobs.value(transition.id);
    std::vector<size_t> routes;
    for (const StoredJob *job : jobs)
        routes.push_back(job->route);
    std::sort(routes.begin(), routes.end());
    const Subject step(pair.name + u", "_s + event, differences);
    step.expect("its routes", routes, m_oracle.routesOf(pair.found.device, pair.found.rule, event));
    for (const StoredJob *job : jobs) {
        step.expect("a job's alert", job->alert, pair.found.id);
        step.expect("a job's integration", job->integration, m_plant.routes[job->route].integration);
        step.expect("a job's event", job->event, event);
        step.expect("a job's payload", job->payload, payloadOf(pair, event));
    }
}

void Comparison::compareStates(Differences &differences) const
{
    std::vector<bool> isFound(m_plant.devices.size(), false);
    for (const StoredState &state : m_stored.states) {
        isFound[state.device] = true;
        if (m_plant.devices[state.device].isMute)
            compareMute(state, differences);
        else
            compareState(state, differences);
    }
    for (size_t device = 0; device < isFound.size(); ++device) {
        const auto &sent = m_fleet.sent()[device];
        const bool isMute = m_plant.devices[device].isMute;
        const bool isHeard = isMute
            ? std::any_of(sent.begin(), sent.end(), [](const auto &m) { return m.isAccepted; })
            : m_oracle.devices()[device].isKnown;
        if (isHeard && !isFound[device])
            differences.add(u"the state of %1 is missing"_s.arg(nameOf(device)));
    }
}

void Comparison::compareTimers(Differences &differences) const
{
    std::map<std::pair<size_t, size_t>, const StoredTimer *> found; // by device and rule
    for (const StoredTimer &timer : m_stored.timers)
        found[{timer.device, timer.rule}] = &timer;
    for (size_t device = 0; device < m_plant.devices.size(); ++device) {
        for (const auto &[rule, expected] : m_oracle.devices()[device].timers) {
            const QString name = u"the timer \"%1\" of %2"_s.arg(m_plant.rules[rule].name, nameOf(device));
            const auto at = found.find({device, rule});
            if (at == found.end()) {
                differences.add(name + u" is missing"_s);
                continue;
            }
            const Subject timer(name, differences);
            timer.expect("its beginning", at->second->since, expected.since);
            timer.expect("its value", at->second->value, expected.value);
            found.erase(at);
        }
    }
    for (const auto &[key, timer] : found)
        differences.add(u"a timer \"%1\" of %2 should not be"_s.arg(m_plant.rules[timer->rule].name,
                                                                    nameOf(timer->device)));
}

void Comparison::compareState(const StoredState &state, Differences &differences) const
{
    const ExpectedDevice &expected = m_oracle.devices()[state.device];
    if (!expected.isKnown) {
        differences.add(u"%1 has a state and no reading"_s.arg(nameOf(state.device)));
        return;
    }
    const Subject device(u"the state of "_s + nameOf(state.device), differences);
    device.expect("status", state.status, u"ONLINE"_s);
    device.expect("last seen", state.lastSeenAt, expected.lastSeenAt);
    device.expect("last heartbeat", state.lastHeartbeatAt, expected.lastHeartbeatAt);
    device.expect("last telemetry", state.lastTelemetryAt, expected.lastTelemetryAt);
    device.expect("last time", state.lastTs, expected.lastTs);
    for (size_t metric = 0; metric < kMetrics.size(); ++metric)
        device.expect(kMetrics[metric].name, state.values[metric], expected.values[metric]);
}

// Nothing is stored of a heartbeat without metrics, so one that comes again counts again; only what does not
// depend on that is compared.
void Comparison::compareMute(const StoredState &state, Differences &differences) const
{
    const Subject device(u"the state of "_s + nameOf(state.device), differences);
    device.expect("status", state.status, u"ONLINE"_s);
    device.expect("last heartbeat", state.lastHeartbeatAt, std::optional(state.lastSeenAt));
    device.expect("last telemetry", state.lastTelemetryAt, std::optional<Instant>());
    for (size_t metric = 0; metric < kMetrics.size(); ++metric)
        device.expect(kMetrics[metric].name, state.values[metric], noValues()[metric]);
}

} // namespace pulse::chaos

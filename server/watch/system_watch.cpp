// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/system_watch.h"

#include <QJsonArray>
#include <algorithm>

namespace pulse::watch {

using namespace Qt::StringLiterals;
using Kind = model::SystemAlertKind;

namespace {

constexpr int kTroubled = 3;
constexpr int kFailing = 4;
constexpr int kLosing = 5; // readings are lost, or nothing comes in until somebody acts

constexpr std::chrono::seconds kEndsWithin{1};

constexpr int kHalfPercent = 50;
constexpr int kRelievedPercent = 40;
constexpr int kNearlyFullPercent = 90;

QJsonValue toJson(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

std::optional<Instant> instantIn(const QJsonObject &details, const QString &name)
{
    return parseIso8601(details.value(name).toString().toLatin1());
}

// A broker that sends nothing, not even our own probe back, is as good as away.
QString causeOf(const Signs &signs)
{
    if (signs.isBrokerConnected && !signs.isStoreAnswering)
        return u"STORE_AWAY"_s;
    return signs.isBrokerConnected && signs.hasWork ? u"BEHIND"_s : u"BROKER_AWAY"_s;
}

QString outageSummary(const QString &cause)
{
    if (cause == "BROKER_AWAY"_L1)
        return u"Readings do not come in: the broker does not answer."_s;
    if (cause == "STORE_AWAY"_L1)
        return u"Readings do not come in: the database does not answer."_s;
    return u"Readings come in late: ingest is behind."_s;
}

// None: one of the two is not known.
std::optional<int> percentOf(std::optional<quint64> held, quint64 most)
{
    if (!held || most == 0)
        return std::nullopt;
    return static_cast<int>(std::min(100.0, static_cast<double>(*held) * 100.0 / static_cast<double>(most)));
}

// By how much a count that only grows has grown since it was looked at.
quint64 grown(quint64 &before, quint64 now)
{
    const quint64 by = now - std::min(before, now);
    before = now;
    return by;
}

} // namespace

SystemWatch::SystemWatch(const WatchLimits &limits)
    : m_limits(limits)
{
}

std::vector<Finding> SystemWatch::look(const Signs &signs)
{
    m_now = signs.now;
    if (!signs.stoppedWhy.isEmpty())
        say(Kind::IngestStopped,
            {kLosing, u"Ingest has stopped and does not go on by itself."_s, {{u"why"_s, signs.stoppedWhy}}});
    m_isLeading = signs.isLeading;
    if (m_isLeading) {
        judgeSight(signs);
        judgeSession(signs);
        judgeIds(signs);
        judgeDropping(signs);
        judgeQueue(signs);
        judgeClock(signs);
        judgeProviders(signs);
    } else {
        m_hangUps = signs.hangUps; // of a session that was not ours to use
        forget();
    }
    return std::exchange(m_findings, {});
}

void SystemWatch::know(const QList<model::SystemAlert> &open, quint64 droppedBefore)
{
    m_knows = true;
    m_dropped = droppedBefore;
    for (const model::SystemAlert &alert : open)
        m_open.try_emplace(alert.kind, alert);
    const auto told = serviceAccordingTo(open);
    if (!told.isReceiving && !m_seeingSince && m_service.isReceiving)
        m_service = told; // until we see for ourselves
}

// What is open stays open in the database, for the next leader. That we stopped is ours to remember.
void SystemWatch::forget()
{
    m_knows = false;
    std::erase_if(m_open, [](const auto &entry) { return entry.first != Kind::IngestStopped; });
    m_service = {};
    m_seeingSince.reset();
    m_notSeeingSince.reset();
    m_unjudgedHangUps = 0;
}

void SystemWatch::judgeSight(const Signs &signs)
{
    const Instant upTo = signs.completeUpTo.value_or(signs.leadingSince);
    const auto age = m_now - upTo;
    const bool isSeeing = signs.completeUpTo && age <= m_limits.seeingWithin;
    auto &sinceThen = isSeeing ? m_seeingSince : m_notSeeingSince;
    (isSeeing ? m_notSeeingSince : m_seeingSince).reset();
    sinceThen = sinceThen.value_or(m_now);
    // Also where probes go on coming back, but always too late: silence stands down for as long.
    const bool isBehind = !isSeeing && m_now - *m_notSeeingSince > m_limits.blindAfter;
    if (isSeeing)
        m_service = {};
    else if (m_service.isReceiving && (age > m_limits.blindAfter || isBehind))
        m_service = {false, upTo};
    judgeOutage(signs, isSeeing);
}

// One alert an outage: it goes on when we are blind again before it was calm.
void SystemWatch::judgeOutage(const Signs &signs, bool isSeeing)
{
    QJsonObject details = detailsOf(Kind::IngestBlind);
    if (!m_service.isReceiving) {
        if (details.isEmpty())
            details = {{u"since"_s, toJson(m_service.since.value_or(m_now))}, {u"cause"_s, causeOf(signs)}};
        details.insert(u"until"_s, QJsonValue::Null);
        say(Kind::IngestBlind, {kFailing, outageSummary(details.value(u"cause"_s).toString()), details});
    } else if (isSeeing && open(Kind::IngestBlind) && !details.value(u"until"_s).isString()) {
        details.insert(u"until"_s, toJson(m_now));
        say(Kind::IngestBlind, {kFailing, open(Kind::IngestBlind)->summary, details});
    }
    if (isSeeing && m_now - *m_seeingSince >= m_limits.calm) {
        clear(Kind::IngestBlind);
        clear(Kind::IngestStopped);
    }
}

// A broker need not say that it gives our session to somebody else: Mosquitto 2.0 just ends our connection.
// If the broker goes on meanwhile, as the connection that only watches it shows, it was ours alone that it
// ended. Whether it goes on is seen a moment later: a broker that ends takes one connection after the other
// with it.
quint64 SystemWatch::untoldThefts(const Signs &signs)
{
    const quint64 more = grown(m_hangUps, signs.hangUps);
    if (more > 0 && m_unjudgedHangUps == 0)
        m_hungUpAt = signs.hungUpAt.value_or(m_now);
    m_unjudgedHangUps += more;
    if (m_unjudgedHangUps == 0 || m_now - m_hungUpAt < kEndsWithin)
        return 0;
    const quint64 times = std::exchange(m_unjudgedHangUps, 0);
    return signs.brokerConnectedSince && *signs.brokerConnectedSince < m_hungUpAt ? times : 0;
}

void SystemWatch::judgeSession(const Signs &signs)
{
    sayHappened(Kind::SessionLost, grown(m_sessionsLost, signs.sessionsLost),
                u"The broker has forgotten what it had queued: readings are lost."_s);
    const quint64 told = grown(m_takeovers, signs.takeovers);
    sayHappened(
        Kind::SessionTaken, told + untoldThefts(signs),
        u"The broker ended Pulse's session and went on: another client connects with Pulse's client id "
        "and takes its readings, or somebody cuts this one connection. Tie client ids to accounts at the "
        "broker, then give Pulse another one: pulse-server broker new-session."_s);
    sayHappened(Kind::IngestDeaf, grown(m_deafTimes, signs.deafTimes),
                u"The broker took what devices sent and handed nothing over, so Pulse connected anew. Check "
                "that its account may read tenant/# and read and write pulse/#, and that nobody else uses "
                "its client id."_s,
                {{u"why"_s, signs.deafWhy}});
}

void SystemWatch::judgeIds(const Signs &signs)
{
    if (!signs.areIdsOpen)
        return clear(Kind::SessionUnprotected);
    say(Kind::SessionUnprotected,
        {kFailing,
         u"Any account of the broker can connect with Pulse's client id, and so take readings of all "
         "tenants. Tie client ids to accounts at the broker."_s,
         {}});
}

// A count below the one we know is that of a broker that began anew.
void SystemWatch::judgeDropping(const Signs &signs)
{
    QJsonObject details = detailsOf(Kind::BrokerDropping);
    if (m_knows && signs.brokerDropped) {
        const quint64 count = *signs.brokerDropped;
        const quint64 grown = count >= m_dropped ? count - m_dropped : count;
        m_dropped = count;
        if (grown > 0) {
            details.insert(u"dropped"_s,
                           details.value(u"dropped"_s).toInteger() + static_cast<qint64>(grown));
            details.insert(u"broker_count"_s, static_cast<qint64>(count));
            details.insert(u"last_at"_s, toJson(m_now));
            say(Kind::BrokerDropping,
                {kLosing, u"The broker's queue was full: it has dropped messages that it had acknowledged."_s,
                 details});
        }
    }
    const auto *alert = open(Kind::BrokerDropping);
    if (alert
        && m_now - instantIn(details, u"last_at"_s).value_or(alert->updatedAt) >= m_limits.droppingStays)
        clear(Kind::BrokerDropping);
}

// Told in tenths, the highest so far: a queue that grows is not a change each second.
void SystemWatch::judgeQueue(const Signs &signs)
{
    const auto byBytes = percentOf(signs.brokerStoredBytes, signs.brokerMostBytes);
    const auto byMessages = percentOf(signs.brokerStoredMessages, signs.brokerMostMessages);
    if (!byBytes && !byMessages)
        return;
    const int percent = std::max(byBytes.value_or(0), byMessages.value_or(0)); // the broker drops at either
    const auto *alert = open(Kind::BrokerQueueHalf);
    if (alert && percent < kRelievedPercent)
        return clear(Kind::BrokerQueueHalf);
    if (!alert && percent < kHalfPercent)
        return;
    const int before = alert ? alert->details.value(u"beyond_percent"_s).toInt() : 0;
    const int beyond = std::max(before, percent / 10 * 10);
    say(Kind::BrokerQueueHalf,
        {beyond >= kNearlyFullPercent ? kLosing : kFailing,
         u"The broker's queue is beyond half of what it may hold; when it is full, readings are lost."_s,
         {{u"beyond_percent"_s, beyond},
          {u"bound_bytes"_s, static_cast<qint64>(signs.brokerMostBytes)},
          {u"bound_messages"_s, static_cast<qint64>(signs.brokerMostMessages)}}});
}

void SystemWatch::judgeClock(const Signs &signs)
{
    if (!signs.clockOffset)
        return;
    const auto drift = std::chrono::abs(*signs.clockOffset);
    if (drift <= m_limits.clockDrift / 2)
        return clear(Kind::ClockDrift);
    if (drift <= m_limits.clockDrift && !open(Kind::ClockDrift))
        return;
    const auto tenths = std::chrono::round<std::chrono::duration<qint64, std::deci>>(*signs.clockOffset);
    say(Kind::ClockDrift,
        {kTroubled,
         u"The server's clock differs from the database's by more than a second."_s,
         {{u"offset_ms"_s, tenths.count() * 100}}});
}

// One alert for all of them: whoever looks finds each in it. Shorter than the limit is a restart of theirs.
void SystemWatch::judgeProviders(const Signs &signs)
{
    QJsonArray away;
    for (const ProviderAway &provider : signs.providersAway) {
        if (m_now - provider.since >= m_limits.providerAway)
            away.append(QJsonObject{{u"issuer"_s, provider.issuer},
                                    {u"since"_s, toJson(provider.since)},
                                    {u"keys_of"_s, provider.keysOf ? toJson(*provider.keysOf) : QJsonValue()},
                                    {u"why"_s, provider.why}});
    }
    if (away.isEmpty())
        return clear(Kind::ProviderAway);
    say(Kind::ProviderAway,
        {kFailing,
         u"The keys of an OpenID provider cannot be read. Who is signed in goes on; who signs in anew does "
         u"as "
         "long as its keys do not change, and for a day at most."_s,
         {{u"providers"_s, away}}});
}

// What happened cannot be undone: it is news each time, and stays for as long as somebody may need to see it.
void SystemWatch::sayHappened(Kind kind, quint64 times, const QString &summary, const QJsonObject &more)
{
    QJsonObject details = detailsOf(kind);
    if (times > 0) {
        details.insert(u"times"_s, details.value(u"times"_s).toInteger() + static_cast<qint64>(times));
        details.insert(u"last_at"_s, toJson(m_now));
        for (auto entry = more.begin(); entry != more.end(); ++entry)
            details.insert(entry.key(), entry.value());
        say(kind, {kLosing, summary, details}, true);
    }
    const auto *alert = open(kind);
    if (alert
        && m_now - instantIn(details, u"last_at"_s).value_or(alert->updatedAt) >= m_limits.sessionLostStays)
        clear(kind);
}

void SystemWatch::say(Kind kind, const Saying &saying, bool isNews)
{
    const auto [found, isNew] = m_open.try_emplace(kind);
    model::SystemAlert &alert = found->second;
    if (isNew) {
        alert.kind = kind;
        alert.raisedAt = m_now;
    } else if (alert.severity == saying.severity && alert.summary == saying.summary
               && alert.details == saying.details) {
        return;
    }
    const bool isWorse = !isNew && saying.severity > alert.severity;
    alert.severity = saying.severity;
    alert.summary = saying.summary;
    alert.details = saying.details;
    alert.updatedAt = m_now;
    m_findings.push_back({alert, isNews || isNew || isWorse});
}

void SystemWatch::clear(Kind kind)
{
    auto entry = m_open.extract(kind);
    if (entry.empty())
        return;
    entry.mapped().clearedAt = entry.mapped().updatedAt = m_now;
    m_findings.push_back({std::move(entry.mapped()), false});
}

const model::SystemAlert *SystemWatch::open(Kind kind) const
{
    const auto found = m_open.find(kind);
    return found == m_open.end() ? nullptr : &found->second;
}

QJsonObject SystemWatch::detailsOf(Kind kind) const
{
    const auto *alert = open(kind);
    return alert ? alert->details : QJsonObject();
}

model::ServiceState serviceAccordingTo(const QList<model::SystemAlert> &open)
{
    model::ServiceState service;
    for (const model::SystemAlert &alert : open) {
        const bool isOutage = alert.kind == Kind::IngestBlind && !alert.details.value(u"until"_s).isString();
        if (!isOutage && alert.kind != Kind::IngestStopped)
            continue;
        const Instant since = instantIn(alert.details, u"since"_s).value_or(alert.raisedAt);
        service = {false, std::min(since, service.since.value_or(since))};
    }
    return service;
}

} // namespace pulse::watch

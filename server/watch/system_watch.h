// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Judges the signs of ingest: which system alerts to raise, to bring up to date and to clear, and whether
// what devices send comes in. The server that ingests judges; one that does not forgets and says nothing.
//
// Thread safety: none.
// Invariants: an alert is found again only when what it says changed, so a look that finds nothing writes
// nothing. A new leader goes on with what is open in the database: one outage is one alert, whoever leads.
#pragma once

#include "model/service_state.h"
#include "model/system_alert.h"
#include "watch/signs.h"

#include <QList>
#include <map>
#include <vector>

namespace pulse::watch {

struct WatchLimits {
    std::chrono::seconds blindAfter{10}; // without a probe that came back in time; longer than a takeover
    std::chrono::seconds seeingWithin{5}; // a probe this young, and we see again
    std::chrono::seconds calm{15}; // seeing for this long, an outage is over
    // What is lost stays lost: long enough to be seen. Of a session that was lost, stolen or deaf.
    std::chrono::hours sessionLostStays{24};
    std::chrono::minutes droppingStays{10}; // without growth
    std::chrono::microseconds clockDrift{1'000'000}; // cleared at half of it
    std::chrono::seconds providerAway{60};
};

struct Finding {
    model::SystemAlert alert; // clearedAt is set: it is over
    bool isNews = false; // nobody can have acknowledged it yet
};

class SystemWatch {
public:
    explicit SystemWatch(const WatchLimits &limits = {});

    std::vector<Finding> look(const Signs &signs);

    // True when this server leads and has not been told what was open before. Drops are judged from then on.
    bool needsToKnow() const { return m_isLeading && !m_knows; }
    // What is open in the database, and the broker's count of dropped messages when one was last written.
    void know(const QList<model::SystemAlert> &open, quint64 droppedBefore);

    const model::ServiceState &service() const { return m_service; } // while leading

private:
    struct Saying { // what an alert says
        int severity;
        QString summary;
        QJsonObject details;
    };

    void judgeSight(const Signs &signs);
    void judgeOutage(const Signs &signs, bool isSeeing);
    void judgeSession(const Signs &signs);
    quint64 untoldThefts(const Signs &signs);
    void judgeIds(const Signs &signs);
    void judgeDropping(const Signs &signs);
    void judgeQueue(const Signs &signs);
    void judgeClock(const Signs &signs);
    void judgeProviders(const Signs &signs);
    void sayHappened(model::SystemAlertKind kind, quint64 times, const QString &summary,
                     const QJsonObject &more = {});
    void say(model::SystemAlertKind kind, const Saying &saying, bool isNews = false);
    void clear(model::SystemAlertKind kind);
    const model::SystemAlert *open(model::SystemAlertKind kind) const;
    QJsonObject detailsOf(model::SystemAlertKind kind) const;
    void forget();

    const WatchLimits m_limits;
    Instant m_now;
    bool m_isLeading = false;
    bool m_knows = false;
    std::map<model::SystemAlertKind, model::SystemAlert> m_open;
    std::vector<Finding> m_findings; // of this look
    model::ServiceState m_service;
    std::optional<Instant> m_seeingSince; // without a gap
    std::optional<Instant> m_notSeeingSince;
    quint64 m_sessionsLost = 0;
    quint64 m_takeovers = 0;
    quint64 m_deafTimes = 0;
    quint64 m_hangUps = 0;
    quint64 m_unjudgedHangUps = 0; // whether the broker goes on is not yet to be seen
    Instant m_hungUpAt; // the first of these
    quint64 m_dropped = 0;
};

// What a server that does not ingest can tell: what the one that does has written.
model::ServiceState serviceAccordingTo(const QList<model::SystemAlert> &open);

} // namespace pulse::watch

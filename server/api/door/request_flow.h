// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A request's way: route, limit, authenticate, admit, and on to a database worker; the reply comes back by
// mail. Everything that decides who may do what happens here, before any handler runs.
//
// Thread safety: lives on the HTTP thread; handlers run on workers.
#pragma once

#include "api/door/http_edge.h"
#include "api/door/stream_flow.h"
#include "api/http/credentials.h"
#include "api/http/door_config.h"
#include "api/http/route_table.h"
#include "auth/session_register.h"
#include "auth/token_verifier.h"
#include "live/mailbox.h"
#include "store/postgres/database_workers.h"

#include <array>

namespace pulse::api {

// What the door needs of others. Requires: all of them outlive the workers' last job.
struct DoorParts {
    const auth::TokenVerifier &verifier;
    store::DatabaseWorkers &workers;
    auth::SessionRegister &sessions;
};

class RequestFlow {
public:
    RequestFlow(const HttpDoorConfig &config, DoorParts parts, Handlers handlers);

    void bound(std::shared_ptr<const KeptBytes> unsent) { m_unsent = std::move(unsent); }
    void take(IncomingRequest incoming);
    // For the live socket: who asks, by the same checks. The error is the reply to send.
    tl::expected<auth::Claims, Reply> judgeUpgrade(const RequestHead &head, const QString &peer);
    qsizetype underWay() const { return m_underWay.size() + m_streams.underWay(); }
    void cutStreams() { m_streams.cutAll(); } // they may take long
    // Answers and streams of sessions that have ended are refused and cut. A change is left to its worker,
    // which does not commit it.
    void endRevoked();
    // By the first digit of the status.
    using Answered = std::array<quint64, 6>;
    const Answered &answered() const { return m_answered; }
    quint64 limited() const { return m_limited; } // refused because a participant had, or asked for, too much

    // Whom work and memory are counted for: the tenant, or all operators, or all who need not say who they
    // are.
    static Participant participantOf(const std::optional<auth::Claims> &claims);

private:
    using Outcome = tl::expected<void, Reply>;
    struct UnderWay {
        IncomingRequest incoming; // without its body
        std::shared_ptr<QObject> listener; // of the connection; hears nothing once it is answered
        store::WorkTicket work;
        bool isChange = false;
    };
    std::optional<Reply> answerHere(const RequestHead &head, const std::optional<RouteMatch> &match) const;
    tl::expected<std::optional<auth::Claims>, Reply>
    admit(const RequestHead &head, const wire::Endpoint &endpoint, const QString &peer);
    Outcome limit(auth::AttemptLimiter &limiter, const QByteArray &name);
    Outcome limitCaller(const auth::Claims &claims);
    void refuse(const IncomingRequest &incoming, const Reply &reply);
    void answerQuickly(const IncomingRequest &incoming, const Reply &reply);
    std::function<void(Reply)> answerTo(quint64 ticket);
    void submit(const IncomingRequest &incoming, Request request, std::optional<auth::Claims> claims);
    void hold(quint64 ticket, UnderWay waiting);
    void finish(quint64 ticket, const Reply &reply);
    void answer(const IncomingRequest &incoming, Reply reply);
    bool holdsMetricsToken(const QByteArray &token) const;

    const HttpDoorConfig &m_config;
    DoorParts m_parts;
    const Handlers m_handlers;
    auth::AttemptLimiter m_perTenant;
    auth::AttemptLimiter m_perUser;
    auth::AttemptLimiter m_perAddress;
    std::shared_ptr<const KeptBytes> m_unsent;
    live::Mailbox m_mailbox;
    QHash<quint64, UnderWay> m_underWay;
    quint64 m_lastTicket = 0;
    StreamFlow m_streams;
    Answered m_answered{};
    quint64 m_limited = 0;
};

} // namespace pulse::api

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/request_flow.h"

#include "api/http/retried_handler.h"
#include "auth/access_policy.h"
#include "auth/same_secret.h"
#include "base/logging.h"

#include <QTimer>
#include <algorithm>

Q_LOGGING_CATEGORY(lcApiFlow, "pulse.api")

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Reply methodNotAllowed(const QByteArray &allowed)
{
    Reply reply = problemReply(405, u"method_not_allowed"_s, u"This path does not take that method."_s);
    reply.headers.emplaceBack("Allow", allowed);
    return reply;
}

Result<> mayGoOn(const wire::Endpoint &endpoint, const auth::Claims &claims,
                 const auth::SessionRegister &sessions)
{
    if (endpoint.isGuarded()) {
        PULSE_CHECK(sessions.checkCurrent());
    }
    return sessions.check(claims);
}

// What waited may have outlived its session. Where this server does not hear of the ends, whoever reads is
// looked up in the database itself.
Result<> authenticate(Request &request, const auth::Claims &claims, const DoorParts &parts,
                      store::Connection &connection)
{
    const wire::Endpoint &endpoint = wire::endpoint(request.endpoint);
    if (!endpoint.isGuarded() && !parts.sessions.isCurrent()) {
        PULSE_CHECK(parts.sessions.load(connection));
    }
    PULSE_CHECK(mayGoOn(endpoint, claims, parts.sessions));
    PULSE_TRY(request.principal, parts.verifier.resolve(claims, connection));
    return {};
}

// On a worker: the handler's reply, or the problem that it met.
Reply run(const Handler &handler, const Request &request, store::Connection &connection)
{
    auto reply = handleWithRetries(handler, request, connection);
    if (reply)
        return *std::move(reply);
    const bool isWanted = reply.error().code != "abandoned"_L1;
    if (isWanted
        && (reply.error().kind == ErrorKind::Internal || reply.error().kind == ErrorKind::Unavailable)) {
        qCWarning(lcApiFlow).noquote()
            << "request failed" << kv("endpoint", wire::endpoint(request.endpoint).path)
            << reply.error().what;
    }
    return problemReply(reply.error());
}

// For whoever is signed in: nothing is committed once the session has ended.
Handler signedIn(const Handler &handler, const auth::Claims &claims, const DoorParts &parts)
{
    return [handler, claims, parts](const Request &request, store::Connection &connection) -> Result<Reply> {
        Request mine = request;
        PULSE_CHECK(authenticate(mine, claims, parts, connection));
        const store::CommitGuard guard(
            connection, [&] { return mayGoOn(wire::endpoint(mine.endpoint), claims, parts.sessions); });
        return handler(mine, connection);
    };
}

Reply busyReply(store::WorkRefusal refusal)
{
    if (refusal == store::WorkRefusal::ParticipantFull)
        return problemReply(429, u"too_many_at_once"_s,
                            u"Too many of your requests wait already; try again."_s);
    return problemReply(503, u"unavailable"_s, u"The server is busy; try again."_s);
}

} // namespace

RequestFlow::RequestFlow(const HttpDoorConfig &config, DoorParts parts, Handlers handlers)
    : m_config(config)
    , m_parts(parts)
    , m_handlers(std::move(handlers))
    , m_perTenant(config.perTenant)
    , m_perUser(config.perUser)
    , m_perAddress(config.perAddress)
    , m_streams(parts.workers,
                [this](const IncomingRequest &incoming, const Reply &reply) { answer(incoming, reply); })
{
}

Participant RequestFlow::participantOf(const std::optional<auth::Claims> &claims)
{
    if (!claims)
        return "strangers";
    return model::isCustomer(claims->role) ? "tenant " + claims->tenantId.toUtf8() : Participant("operators");
}

void RequestFlow::answer(const IncomingRequest &incoming, Reply reply)
{
    if (m_unsent && !m_unsent->hasRoom(incoming.participant, reply.body.size())) {
        ++m_limited;
        reply = problemReply(429, u"too_much_unread"_s,
                             u"Answers wait that were not read yet; read them, or ask for less."_s);
    }
    ++m_answered[static_cast<size_t>(std::clamp(reply.status / 100, 0, 5))];
    addCorsHeaders(incoming.head, m_config.corsOrigins, reply);
    qCDebug(lcApiFlow).noquote() << "request" << kv("method", incoming.head.method)
                                 << kv("path", incoming.head.path) << kv("status", reply.status)
                                 << kv("peer", incoming.peer);
    incoming.answer(reply);
}

// One too many is told so after a while: who asks on at once would cost as much as who is served. Any other
// answer goes at once.
void RequestFlow::refuse(const IncomingRequest &incoming, const Reply &reply)
{
    if (reply.status != 429 || !incoming.connection)
        return answer(incoming, reply);
    ++m_limited;
    QTimer::singleShot(m_config.refusalDelay, incoming.connection,
                       [this, incoming, reply] { answer(incoming, reply); });
}

void RequestFlow::take(IncomingRequest incoming)
{
    const RequestHead &head = incoming.head;
    const auto match = RouteTable::ours().match(head.method, head.path);
    if (auto reply = answerHere(head, match))
        return answer(incoming, *std::move(reply));
    auto claims = admit(head, *match->endpoint, incoming.peer);
    if (!claims)
        return refuse(incoming, claims.error());
    incoming.participant = participantOf(*claims);
    if (!match->endpoint->endsSessions())
        incoming.caller = *claims;
    if (const auto checked = wire::checkArguments(*match->endpoint, match->arguments); !checked)
        return answer(incoming, problemReply(checked.error()));
    auto query = wire::queryFrom(*match->endpoint, head.query);
    if (!query)
        return answer(incoming, problemReply(query.error()));
    Request request;
    request.endpoint = match->endpoint->id;
    request.arguments = match->arguments;
    request.query = *std::move(query);
    request.body = incoming.body;
    request.headers = head.headers;
    request.peer = incoming.peer;
    if (const auto quick = m_config.quick.constFind(request.endpoint); quick != m_config.quick.constEnd()) {
        // From memory: there is no database to ask instead.
        const auto known = *claims ? m_parts.sessions.checkCurrent() : Result<>{};
        return answerQuickly(incoming, known ? (*quick)(request) : problemReply(known.error()));
    }
    submit(incoming, std::move(request), *std::move(claims));
}

// What needs no handler: unknown paths, methods, OPTIONS.
std::optional<Reply> RequestFlow::answerHere(const RequestHead &head,
                                             const std::optional<RouteMatch> &match) const
{
    if (head.method == "OPTIONS" && (match || head.path == "*")) {
        Reply reply = Reply::noContent();
        reply.headers.emplaceBack(
            "Allow", match ? match->allowed : QByteArray("GET, HEAD, POST, PATCH, DELETE, OPTIONS"));
        return reply;
    }
    if (!match)
        return problemReply(404, u"not_found"_s, u"There is nothing at this path."_s);
    if (!match->endpoint)
        return methodNotAllowed(match->allowed);
    if (match->endpoint->id == wire::EndpointId::Live) {
        Reply reply = problemReply(426, u"upgrade_required"_s, u"This path speaks WebSocket."_s);
        reply.headers.emplaceBack("Upgrade", "websocket");
        return reply;
    }
    if (!m_handlers.contains(match->endpoint->id) && !m_config.quick.contains(match->endpoint->id))
        return problemReply(501, u"not_implemented"_s, u"This server does not offer that."_s);
    return std::nullopt;
}

RequestFlow::Outcome RequestFlow::limit(auth::AttemptLimiter &limiter, const QByteArray &name)
{
    const auto wait = limiter.attempt(name, m_parts.verifier.clock().now());
    if (wait.count() == 0)
        return {};
    return tl::unexpected(tooManyReply(wait));
}

tl::expected<std::optional<auth::Claims>, Reply>
RequestFlow::admit(const RequestHead &head, const wire::Endpoint &endpoint, const QString &peer)
{
    if (endpoint.access == wire::Access::Public) {
        if (auto outcome = limit(m_perAddress, peer.toLatin1()); !outcome)
            return tl::unexpected(std::move(outcome).error());
        return std::optional<auth::Claims>();
    }
    const QByteArray token = tokenOf(head, endpoint, m_config.corsOrigins);
    if (token.isEmpty())
        return tl::unexpected(problemReply(401, u"unauthenticated"_s, u"Sign in first."_s));
    if (endpoint.access == wire::Access::Metrics && holdsMetricsToken(token))
        return std::optional<auth::Claims>();
    auto claims = m_parts.verifier.verify(token);
    if (!claims)
        return tl::unexpected(problemReply(claims.error()));
    if (const auto judged = mayGoOn(endpoint, *claims, m_parts.sessions); !judged)
        return tl::unexpected(problemReply(judged.error()));
    if (auth::admit(endpoint.access, claims->role) != auth::Admission::Allowed)
        return tl::unexpected(problemReply(403, u"forbidden"_s, u"This account may not do that."_s));
    if (auto outcome = limitCaller(*claims); !outcome)
        return tl::unexpected(std::move(outcome).error());
    return std::optional<auth::Claims>(*std::move(claims));
}

// The user first: what one of them has too many of is not taken from the tenant's.
RequestFlow::Outcome RequestFlow::limitCaller(const auth::Claims &claims)
{
    const QByteArray tenant = claims.tenantId.toUtf8();
    auto outcome = limit(m_perUser, tenant + '\0' + claims.subject.toUtf8());
    if (outcome && model::isCustomer(claims.role))
        outcome = limit(m_perTenant, tenant);
    return outcome;
}

bool RequestFlow::holdsMetricsToken(const QByteArray &token) const
{
    return !m_config.metricsToken.isEmpty() && auth::isSameSecret(token, m_config.metricsToken);
}

tl::expected<auth::Claims, Reply> RequestFlow::judgeUpgrade(const RequestHead &head, const QString &peer)
{
    const auto match = RouteTable::ours().match(head.method, head.path);
    if (!match || !match->endpoint || match->endpoint->id != wire::EndpointId::Live)
        return tl::unexpected(problemReply(match ? 400 : 404, match ? u"bad_request"_s : u"not_found"_s,
                                           u"There is no WebSocket at this path."_s));
    auto claims = admit(head, *match->endpoint, peer);
    if (!claims)
        return tl::unexpected(std::move(claims).error());
    return **std::move(claims);
}

// From memory, or made later without a database worker.
void RequestFlow::answerQuickly(const IncomingRequest &incoming, const Reply &reply)
{
    if (!reply.later)
        return answer(incoming, reply);
    const quint64 ticket = ++m_lastTicket;
    hold(ticket, {incoming, std::make_shared<QObject>(), {}, true});
    reply.later(answerTo(ticket));
}

// For any thread, also when we are gone.
std::function<void(Reply)> RequestFlow::answerTo(quint64 ticket)
{
    return [this, back = m_mailbox.address(), ticket](Reply reply) {
        back.post([this, ticket, reply = std::move(reply)] {
            finish(ticket, reply); // the mailbox is ours: it does not deliver once we are gone
        });
    };
}

void RequestFlow::submit(const IncomingRequest &incoming, Request request, std::optional<auth::Claims> claims)
{
    const quint64 ticket = ++m_lastTicket;
    const bool isChange = wire::endpoint(request.endpoint).isGuarded();
    Handler handler = m_handlers.value(request.endpoint);
    if (claims)
        handler = signedIn(handler, *claims, m_parts);
    const auto job = [handler, send = answerTo(ticket), request](store::Connection &connection) {
        Reply reply = run(handler, request, connection);
        if (reply.later)
            reply.later(send);
        else
            send(std::move(reply));
    };
    const auto work = m_parts.workers.submit(incoming.participant, job);
    if (!work)
        return refuse(incoming, busyReply(work.error()));
    hold(ticket, {incoming, std::make_shared<QObject>(), *work, isChange});
}

// Until it is answered, or its client leaves: then nobody needs the work any more.
void RequestFlow::hold(quint64 ticket, UnderWay waiting)
{
    waiting.incoming.body.clear();
    QObject::connect(
        waiting.incoming.connection, &QObject::destroyed, waiting.listener.get(), [this, ticket] {
            const UnderWay left = m_underWay.take(ticket); // keeps what this runs in until it is through
            m_parts.workers.abandon(left.work);
        });
    m_underWay.insert(ticket, std::move(waiting));
}

void RequestFlow::finish(quint64 ticket, const Reply &reply)
{
    const UnderWay done = m_underWay.take(ticket);
    const IncomingRequest &incoming = done.incoming;
    if (!incoming.connection)
        return; // its client has left
    // What was changed before the session ended is told.
    const bool isTold = !incoming.caller || (done.isChange && !reply.stream);
    const auto judged = isTold ? Result<>{} : m_parts.sessions.check(*incoming.caller);
    if (!judged)
        answer(incoming, problemReply(judged.error()));
    else if (reply.stream)
        m_streams.take(incoming, reply);
    else
        refuse(incoming, reply);
}

void RequestFlow::endRevoked()
{
    std::vector<std::pair<quint64, Error>> ended;
    for (auto each = m_underWay.cbegin(); each != m_underWay.cend(); ++each) {
        if (!each->incoming.caller || each->isChange)
            continue;
        if (const auto judged = m_parts.sessions.check(*each->incoming.caller); !judged)
            ended.emplace_back(each.key(), judged.error());
    }
    for (const auto &[ticket, error] : ended) {
        const UnderWay over = m_underWay.take(ticket);
        m_parts.workers.abandon(over.work);
        answer(over.incoming, problemReply(error));
    }
    m_streams.cut([this](const IncomingRequest &incoming) {
        return incoming.caller ? m_parts.sessions.check(*incoming.caller) : Result<>{};
    });
}

} // namespace pulse::api

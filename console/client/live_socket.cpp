// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/live_socket.h"

#include "base/logging.h"
#include "client/session.h"
#include "wire/endpoint/endpoints.h"

#include <QNetworkRequest>
#include <QWebSocket>

namespace pulse::client {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcLive, "pulse.client")

constexpr quint64 kMostMessageBytes = 16 * 1024 * 1024;

QUrl liveUrl(const QUrl &server)
{
    QUrl url = server;
    url.setScheme(server.scheme() == "https"_L1 ? u"wss"_s : u"ws"_s);
    QString base = server.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + QString::fromLatin1(wire::pathOf(wire::EndpointId::Live)));
    return url;
}

} // namespace

LiveSocket::LiveSocket(const QUrl &server, Session &session, const LiveSettings &settings, QObject *parent)
    : QObject(parent)
    , m_url(liveUrl(server))
    , m_session(session)
    , m_settings(settings)
{
    m_retry.setSingleShot(true);
    m_watch.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LiveSocket::connectNow);
    connect(&m_ping, &QTimer::timeout, this, &LiveSocket::onPing);
    connect(&m_watch, &QTimer::timeout, this, [this] { lose(tr("the server does not answer"), true); });
}

LiveSocket::~LiveSocket() { discard(); }

void LiveSocket::start()
{
    m_isStarted = true;
    m_failures = 0;
    m_seq = -1;
    connectNow();
}

void LiveSocket::stop()
{
    m_isStarted = false;
    m_retry.stop();
    discard();
    setLink(LiveLink::State::Offline, tr("signed out"));
}

void LiveSocket::retryNow()
{
    if (m_isStarted && m_link.state != LiveLink::State::Connected)
        connectNow();
}

void LiveSocket::want(wire::LiveChannel channel, const QString &deviceId)
{
    if (const auto request = m_subscriptions.want(channel, deviceId))
        send(*request);
}

void LiveSocket::drop(wire::LiveChannel channel, const QString &deviceId)
{
    if (const auto request = m_subscriptions.drop(channel, deviceId))
        send(*request);
}

// One socket object per attempt: nothing of an old connection can speak for a new one.
void LiveSocket::connectNow()
{
    discard();
    m_retry.stop();
    if (m_failures == 0)
        setLink(LiveLink::State::Connecting);
    auto *socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket = socket;
    socket->setMaxAllowedIncomingMessageSize(kMostMessageBytes);
    connect(socket, &QWebSocket::textMessageReceived, this, &LiveSocket::onText);
    connect(socket, &QWebSocket::pong, this, [this] { heard(); });
    connect(socket, &QWebSocket::disconnected, this, &LiveSocket::onRefused);
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    connect(socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &LiveSocket::onRefused);
#else
    connect(socket, &QWebSocket::errorOccurred, this, &LiveSocket::onRefused);
#endif
    m_watch.start(m_settings.connectWithin);
    QNetworkRequest request(m_url);
    request.setRawHeader("Authorization", "Bearer " + m_session.accessToken().toLatin1());
    socket->open(request);
}

void LiveSocket::discard()
{
    m_ping.stop();
    m_watch.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void LiveSocket::lose(const QString &reason, bool isFailure)
{
    qCInfo(lcLive).noquote() << "live link lost" << kv("reason", reason) << kv("failures", m_failures);
    discard();
    m_failures = isFailure ? m_failures + 1 : 0;
    m_retry.start(m_settings.backoff.delay(std::max(1, m_failures), jitterRandom()));
    if (isFailure)
        setLink(LiveLink::State::Offline, reason);
    else
        setLink(LiveLink::State::Connecting);
}

// The connection was refused or ended. An orderly end of a link that was up (a server restarts, a token ran
// out) is not a failure until the next attempt fails.
void LiveSocket::onRefused()
{
    const bool wasUp = m_link.state == LiveLink::State::Connected;
    const bool isOrderly = wasUp
        && m_socket->closeCode() != QWebSocketProtocol::CloseCodeAbnormalDisconnection
        && m_socket->error() != QAbstractSocket::RemoteHostClosedError;
    const QString error = m_socket->errorString();
    const bool isUnauthorised = !wasUp && error.contains("401"_L1);
    lose(wasUp                ? tr("the connection was closed")
             : isUnauthorised ? tr("the session is not valid")
                              : tr("the server cannot be reached"),
         !isOrderly);
    if (isUnauthorised)
        m_session.refresh(this, [](bool) {});
}

void LiveSocket::onText(const QString &text)
{
    using Type = wire::LiveMessage::Type;
    const wire::LiveMessage message = wire::liveMessageFrom(text.toUtf8());
    heard();
    if (message.type == Type::Hello)
        return onHello(message);
    if (message.type == Type::Alert || message.type == Type::Device)
        m_seq = std::max(m_seq, message.seq);
    switch (message.type) {
    case Type::Alert:
        for (const model::Alert &alert : message.alerts)
            emit alertChanged(alert);
        break;
    case Type::Device: emit deviceChanged(message.device); break;
    case Type::Telemetry: emit telemetryArrived(message.deviceId, message.point); break;
    case Type::Subscribed:
        if (!message.deviceId.isEmpty())
            emit deviceFollowed(message.deviceId);
        break;
    case Type::Reset:
        m_seq = message.seq;
        emit readAgain();
        break;
    case Type::State: setService(message.service); break;
    case Type::SystemAlerts: emit systemAlertsChanged(); break;
    case Type::Error: qCWarning(lcLive).noquote() << "live socket:" << message.text; break;
    default: break;
    }
}

void LiveSocket::onHello(const wire::LiveMessage &hello)
{
    if (hello.protocol != wire::kLiveProtocol)
        return lose(tr("the server speaks another version (%1)").arg(hello.protocol), true);
    const bool isReconnect = m_seq >= 0;
    // What was read before the first hello, or of another history, may be older than what we shall be told.
    const bool mustReadAgain = !isReconnect || hello.seq < m_seq;
    if (mustReadAgain)
        m_seq = hello.seq;
    if (!m_session.isOperator()) // whose socket has no subscriptions
        sendSubscriptions();
    m_failures = 0;
    m_watch.stop();
    m_ping.start(m_settings.pingEvery);
    setLink(LiveLink::State::Connected);
    emit connected(isReconnect);
    if (mustReadAgain)
        emit readAgain();
}

void LiveSocket::sendSubscriptions()
{
    for (const wire::LiveRequest &request : m_subscriptions.all())
        m_socket->sendTextMessage(QString::fromUtf8(wire::toText(request)));
    wire::LiveRequest resume; // also the first time: changes between hello and our subscriptions are not lost
    resume.action = wire::LiveRequest::Action::Resume;
    resume.seq = m_seq;
    m_socket->sendTextMessage(QString::fromUtf8(wire::toText(resume)));
}

void LiveSocket::onPing()
{
    m_socket->ping();
    if (!m_watch.isActive())
        m_watch.start(m_settings.pongWithin);
}

void LiveSocket::heard()
{
    m_link.lastMessageAt = QDateTime::currentDateTimeUtc();
    if (m_link.state == LiveLink::State::Connected)
        m_watch.stop();
    emit messageArrived();
}

void LiveSocket::send(const wire::LiveRequest &request)
{
    if (m_link.state == LiveLink::State::Connected)
        m_socket->sendTextMessage(QString::fromUtf8(wire::toText(request)));
}

void LiveSocket::setLink(LiveLink::State state, const QString &reason)
{
    if (m_link.state == state && m_link.reason == reason)
        return;
    m_link.state = state;
    m_link.reason = reason;
    emit linkChanged();
    if (state != LiveLink::State::Connected)
        setService(std::nullopt);
}

void LiveSocket::setService(const std::optional<model::ServiceState> &service)
{
    if (std::exchange(m_service, service) != service)
        emit serviceChanged();
}

} // namespace pulse::client

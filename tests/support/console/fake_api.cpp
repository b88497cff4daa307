// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/console/fake_api.h"

#include "wire/core/problem.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QWebSocket>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        if (line.toLower().startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

QString bearerOf(const QByteArray &head)
{
    const QByteArray value = headerOf(head, "authorization");
    return value.startsWith("Bearer ") ? QString::fromLatin1(value.mid(7)) : QString();
}

FakeRequest requestFrom(const QByteArray &head, const QByteArray &body)
{
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    const QUrl url = QUrl::fromEncoded(words.value(1));
    return {words.value(0), url.path(), QUrlQuery(url), QJsonDocument::fromJson(body).object(),
            bearerOf(head)};
}

void writeAnswer(QTcpSocket *socket, const FakeAnswer &answer)
{
    const QByteArray body = QJsonDocument(answer.body).toJson(QJsonDocument::Compact);
    socket->write("HTTP/1.1 " + QByteArray::number(answer.status)
                  + " Answer\r\nContent-Type: application/json\r\n"
                  + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

// A short text frame as a server sends it (RFC 6455 §5.2).
QByteArray textFrame(const QByteArray &text)
{
    Q_ASSERT(text.size() < 126);
    return QByteArray("\x81", 1) + static_cast<char>(text.size()) + text;
}

} // namespace

FakeApi::FakeApi(QObject *parent)
    : QObject(parent)
    , m_upgrades(u"fake"_s, QWebSocketServer::NonSecureMode)
{
    connect(&m_server, &QTcpServer::newConnection, this, &FakeApi::onConnection);
    connect(&m_upgrades, &QWebSocketServer::newConnection, this, &FakeApi::onLive);
}

FakeApi::~FakeApi() { dropLive(); }

bool FakeApi::listen(quint16 port) { return m_server.listen(QHostAddress::LocalHost, port); }

void FakeApi::stopListening()
{
    m_server.close();
    dropLive();
}

QUrl FakeApi::url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort())); }

void FakeApi::dropLive()
{
    for (QWebSocket *socket : m_live.keys())
        socket->abort();
    for (const QPointer<QTcpSocket> &socket : std::exchange(m_deafSockets, {}))
        delete socket;
}

void FakeApi::onConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        auto buffer = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this,
                [this, socket, buffer] { onReadable(socket, buffer.get()); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void FakeApi::onReadable(QTcpSocket *socket, QByteArray *buffer)
{
    const QByteArray seen = *buffer + socket->peek(socket->bytesAvailable());
    const qsizetype end = seen.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = seen.left(end);
    if (head.startsWith("GET /api/v2/ws"))
        return isDeaf ? upgradeDeaf(socket, head) : upgrade(socket, head);
    const qsizetype length = headerOf(head, "content-length").toLongLong();
    *buffer += socket->readAll();
    if (buffer->size() < end + 4 + length)
        return;
    const FakeRequest request = requestFrom(head, buffer->mid(end + 4, length));
    buffer->remove(0, end + 4 + length);
    m_requests.append(request);
    const auto reply = [this, request, socket = QPointer(socket)] {
        if (socket)
            writeAnswer(socket, answer(request));
    };
    if (m_delayed.remove(request.path))
        m_held.push_back([socket = QPointer(socket), late = answer(request)] {
            if (socket)
                writeAnswer(socket, late);
        });
    else if (m_isHeld)
        m_held.push_back(reply);
    else
        reply();
    emit requested(request.path);
}

void FakeApi::upgrade(QTcpSocket *socket, const QByteArray &head)
{
    socket->disconnect(this);
    if (!m_accessTokens.contains(bearerOf(head))) {
        socket->readAll();
        socket->write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        return socket->disconnectFromHost();
    }
    m_upgrades.handleConnection(socket);
    emit socket->readyRead(); // what has arrived already
}

// Says hello and never anything again; reads nothing, closes nothing.
void FakeApi::upgradeDeaf(QTcpSocket *socket, const QByteArray &head)
{
    socket->disconnect(this);
    const QByteArray key = headerOf(head, "sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    const QByteArray accept = QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64();
    socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Accept: "
                  + accept + "\r\n\r\n" + textFrame(wire::helloText(u"fake"_s, m_seq)));
    m_deafSockets.append(socket);
    emit liveConnected();
}

void FakeApi::onLive()
{
    while (QWebSocket *socket = m_upgrades.nextPendingConnection()) {
        socket->setParent(this);
        m_live.insert(socket, {});
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, socket](const QString &text) { onLiveText(socket, text.toUtf8()); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket] {
            m_live.remove(socket);
            socket->deleteLater();
        });
        QByteArray hello = wire::helloText(u"fake"_s, m_seq);
        hello.replace("\"protocol\":1", "\"protocol\":" + QByteArray::number(protocol));
        socket->sendTextMessage(QString::fromUtf8(hello));
        if (m_service)
            socket->sendTextMessage(QString::fromUtf8(wire::stateText(*m_service)));
        emit liveConnected();
    }
}

void FakeApi::onLiveText(QWebSocket *socket, const QByteArray &text)
{
    using Action = wire::LiveRequest::Action;
    const auto request = wire::liveRequestFrom(text);
    if (!request) {
        socket->sendTextMessage(QString::fromUtf8(wire::errorText(request.error())));
        return;
    }
    m_liveRequests.append(*request);
    if (isOperator()) {
        socket->sendTextMessage(
            QString::fromUtf8(wire::errorText({ErrorKind::Forbidden, {}, u"forbidden"_s})));
    } else if (request->action == Action::Resume) {
        resume(socket, request->seq);
    } else {
        const QString channel = request->channel == wire::LiveChannel::Alerts ? u"alerts"_s
            : request->channel == wire::LiveChannel::Devices                  ? u"devices"_s
                                                             : u"device:"_s + request->deviceId;
        QSet<QString> &channels = m_live[socket].channels;
        if (request->action == Action::Subscribe)
            channels.insert(channel);
        else
            channels.remove(channel);
        socket->sendTextMessage(QString::fromUtf8(wire::subscriptionText(*request)));
    }
    emit liveRequested();
}

void FakeApi::resume(QWebSocket *socket, qint64 after)
{
    if (after < m_feedStart) {
        socket->sendTextMessage(QString::fromUtf8(wire::resetText(m_seq)));
        return;
    }
    for (const Change &change : m_feed) {
        if (change.seq > after && m_live[socket].channels.contains(change.channel))
            socket->sendTextMessage(QString::fromUtf8(change.text));
    }
}

void FakeApi::forgetFeed()
{
    m_feed.clear();
    m_feedStart = ++m_seq;
}

void FakeApi::tell(const QString &channel, const QByteArray &text)
{
    for (auto live = m_live.begin(); live != m_live.end(); ++live) {
        if (live->channels.contains(channel))
            live.key()->sendTextMessage(QString::fromUtf8(text));
    }
}

void FakeApi::changeDevice(const model::Device &device)
{
    const auto isSame = [&device](const model::Device &held) { return held.deviceId == device.deviceId; };
    const auto held = std::find_if(devices.begin(), devices.end(), isSame);
    if (held == devices.end())
        devices.append(device);
    else
        *held = device;
    m_feed.push_back({++m_seq, u"devices"_s, wire::deviceText(m_seq, device)});
    tell(u"devices"_s, m_feed.back().text);
}

void FakeApi::changeAlert(const model::Alert &alert)
{
    const auto isSame = [&alert](const model::Alert &held) { return held.alertId == alert.alertId; };
    const auto held = std::find_if(alerts.begin(), alerts.end(), isSame);
    if (held == alerts.end())
        alerts.append(alert);
    else
        *held = alert;
    m_feed.push_back({++m_seq, u"alerts"_s, wire::alertText(m_seq, alert)});
    tell(u"alerts"_s, m_feed.back().text);
}

void FakeApi::addTelemetry(const QString &deviceId, const model::TelemetryPoint &point)
{
    telemetry[deviceId].append(point);
    tell(u"device:"_s + deviceId, wire::telemetryText(deviceId, point));
}

void FakeApi::changeSystemAlert(const model::SystemAlert &alert)
{
    const auto held =
        std::find_if(systemAlerts.begin(), systemAlerts.end(), [&alert](const model::SystemAlert &other) {
            return other.systemAlertId == alert.systemAlertId;
        });
    if (held == systemAlerts.end())
        systemAlerts.prepend(alert);
    else
        *held = alert;
    for (QWebSocket *socket : m_live.keys())
        socket->sendTextMessage(QString::fromUtf8(wire::systemAlertsText(++m_seq)));
}

void FakeApi::changeService(const model::ServiceState &service)
{
    m_service = service;
    for (QWebSocket *socket : m_live.keys())
        socket->sendTextMessage(QString::fromUtf8(wire::stateText(service)));
}

void FakeApi::failNext(const QString &path, const FakeAnswer &failure) { m_failures.insert(path, failure); }

void FakeApi::delayNext(const QString &path) { m_delayed.insert(path); }

void FakeApi::holdAnswers(bool isHeld)
{
    m_isHeld = isHeld;
    if (isHeld)
        return;
    for (const auto &reply : std::exchange(m_held, {}))
        reply();
}

QList<FakeRequest> FakeApi::requests(const QString &pathPrefix) const
{
    QList<FakeRequest> matching;
    for (const FakeRequest &request : m_requests) {
        if (request.path.startsWith(pathPrefix))
            matching.append(request);
    }
    return matching;
}

} // namespace pulse::test

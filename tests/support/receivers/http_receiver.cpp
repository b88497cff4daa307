// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/http_receiver.h"

#include "base/mutex.h"
#include "support/process/spin.h"

#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>
#include <optional>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

// Takes one whole request off the front of what has come so far, if it is all there.
std::optional<HttpRequest> takeRequest(QByteArray &input)
{
    const qsizetype headEnd = input.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return std::nullopt;
    HttpRequest request;
    const QList<QByteArray> lines = input.left(headEnd).replace("\r\n", "\n").split('\n');
    const QList<QByteArray> first = lines.first().split(' ');
    request.method = first.value(0);
    request.path = first.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("content-length").toLongLong();
    if (input.size() < headEnd + 4 + length)
        return std::nullopt;
    request.body = input.mid(headEnd + 4, length);
    input.remove(0, headEnd + 4 + length);
    request.arrivedAt = std::chrono::steady_clock::now();
    return request;
}

QByteArray encode(const HttpAnswer &answer)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + " Scripted\r\n";
    for (const auto &[name, value] : answer.headers)
        text += name + ": " + value + "\r\n";
    text += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n";
    return text + answer.body;
}

void send(QTcpSocket *socket, const HttpAnswer &answer)
{
    const QByteArray whole = encode(answer);
    switch (answer.manner) {
    case HttpAnswer::Manner::Answer: socket->write(whole); break;
    case HttpAnswer::Manner::Stall: break;
    case HttpAnswer::Manner::CloseEarly: socket->abort(); break;
    case HttpAnswer::Manner::CutShort:
        socket->write(whole.left(whole.size() - (answer.body.size() + 1) / 2));
        socket->disconnectFromHost();
        break;
    }
}

} // namespace

QByteArray HttpRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

struct HttpReceiver::Shared {
    struct State {
        QList<HttpRequest> requests;
        QList<HttpAnswer> queued;
        QHash<QByteArray, HttpAnswer> byId;
        QHash<QByteArray, HttpAnswer> byPath;
        HttpAnswer always;
        int connections = 0;
    };
    Mutex<State> state;

    HttpAnswer record(const HttpRequest &request)
    {
        auto locked = state.lock();
        locked->requests.append(request);
        if (const auto known = locked->byId.constFind(request.header("webhook-id"));
            known != locked->byId.cend())
            return *known;
        if (const auto known = locked->byPath.constFind(request.path); known != locked->byPath.cend())
            return *known;
        return locked->queued.isEmpty() ? locked->always : locked->queued.takeFirst();
    }
};

// The listening socket and its thread: everything below runs on that thread, except construction and
// destruction.
class HttpReceiver::Door {
public:
    Door(std::shared_ptr<Shared> shared, quint16 port)
        : m_shared(std::move(shared))
    {
        m_server.listen(QHostAddress::LocalHost, port);
        m_port = m_server.serverPort();
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
        m_server.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Door()
    {
        QMetaObject::invokeMethod(&m_server, [this] {
            m_server.close();
            qDeleteAll(m_server.findChildren<QTcpSocket *>());
            m_thread.quit();
        });
        m_thread.wait();
    }
    quint16 port() const { return m_port; }

private:
    void accept()
    {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            ++m_shared->state.lock()->connections;
            auto input = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [this, socket, input] { read(socket, *input); });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    }
    void read(QTcpSocket *socket, QByteArray &input)
    {
        input += socket->readAll();
        if (input.contains("Expect: 100-continue\r\n") && input.endsWith("\r\n\r\n"))
            socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        while (const auto request = takeRequest(input)) {
            const HttpAnswer answer = m_shared->record(*request);
            if (answer.delay.count() > 0)
                QTimer::singleShot(answer.delay, socket, [socket, answer] { send(socket, answer); });
            else
                send(socket, answer);
        }
    }

    std::shared_ptr<Shared> m_shared;
    QTcpServer m_server;
    QThread m_thread;
    quint16 m_port = 0;
};

HttpReceiver::HttpReceiver(quint16 port)
    : m_shared(std::make_shared<Shared>())
    , m_door(std::make_unique<Door>(m_shared, port))
{
}

HttpReceiver::~HttpReceiver() = default;

quint16 HttpReceiver::port() const { return m_door->port(); }

QString HttpReceiver::url(const QString &path) const
{
    return u"http://127.0.0.1:%1%2"_s.arg(port()).arg(path);
}

void HttpReceiver::answerNext(HttpAnswer answer) { m_shared->state.lock()->queued.append(std::move(answer)); }

void HttpReceiver::answerId(const QByteArray &webhookId, HttpAnswer answer)
{
    m_shared->state.lock()->byId.insert(webhookId, std::move(answer));
}

void HttpReceiver::answerPath(const QByteArray &path, HttpAnswer answer)
{
    m_shared->state.lock()->byPath.insert(path, std::move(answer));
}

void HttpReceiver::answerAlways(HttpAnswer answer) { m_shared->state.lock()->always = std::move(answer); }

QList<HttpRequest> HttpReceiver::requests() const { return m_shared->state.lock()->requests; }

bool HttpReceiver::waitForRequests(qsizetype count, std::chrono::milliseconds timeout) const
{
    return spinUntil([this, count] { return m_shared->state.lock()->requests.size() >= count; }, timeout);
}

int HttpReceiver::connectionCount() const { return m_shared->state.lock()->connections; }

} // namespace pulse::test

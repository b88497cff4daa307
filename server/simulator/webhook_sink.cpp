// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/webhook_sink.h"

#include <QTcpSocket>
#include <cstdio>
#include <memory>
#include <optional>

namespace pulse::simulator {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargestRequest = 1 << 20;
constexpr int kMostConnections = 100;

struct SunkRequest {
    QByteArray path;
    QByteArray messageId;
    QByteArray body;
};

QByteArray valueOf(const QByteArray &line) { return line.mid(line.indexOf(':') + 1).trimmed(); }

// The request, once all of it is there.
std::optional<SunkRequest> parseRequest(const QByteArray &input)
{
    const qsizetype headEnd = input.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return std::nullopt;
    const QList<QByteArray> lines = input.left(headEnd).split('\n');
    SunkRequest request{lines.first().split(' ').value(1), "-", {}};
    qsizetype length = 0;
    for (const QByteArray &line : lines) {
        const QByteArray name = line.left(line.indexOf(':')).toLower();
        if (name == "content-length")
            length = valueOf(line).toLongLong();
        else if (name == "webhook-id")
            request.messageId = valueOf(line);
    }
    request.body = input.mid(headEnd + 4);
    return request.body.size() < length ? std::nullopt : std::optional(request);
}

// What came from outside must not write to a terminal as it likes.
QByteArray printable(QByteArray text)
{
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    }
    return text;
}

void printToStandardOutput(const QByteArray &line)
{
    std::printf("%s\n", line.constData());
    std::fflush(stdout);
}

} // namespace

WebhookSink::WebhookSink(quint16 port, Print print)
    : m_port(port)
    , m_print(print ? std::move(print) : Print(printToStandardOutput))
{
    m_server.setMaxPendingConnections(kMostConnections);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            serve(socket);
    });
}

WebhookSink::~WebhookSink() { stop(); }

Result<> WebhookSink::start()
{
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        return fail(ErrorKind::Unavailable,
                    u"cannot listen on port %1: %2"_s.arg(m_port).arg(m_server.errorString()));
    return {};
}

void WebhookSink::stop() { m_server.close(); }

void WebhookSink::serve(QTcpSocket *socket)
{
    const auto input = std::make_shared<QByteArray>();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, input] { read(socket, *input); });
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
}

void WebhookSink::read(QTcpSocket *socket, QByteArray &input)
{
    input += socket->readAll();
    if (input.size() > kLargestRequest) {
        socket->abort();
        return;
    }
    const auto request = parseRequest(input);
    if (!request)
        return;
    input.clear();
    m_print(printable("webhook " + request->path + " id=" + request->messageId + ' ' + request->body));
    socket->write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    socket->disconnectFromHost();
}

} // namespace pulse::simulator

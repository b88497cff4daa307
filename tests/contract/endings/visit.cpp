// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "visit.h"

#include "wire/core/problem.h"

#include <QNetworkRequest>

namespace pulse::test {

Visit::Visit(EdgeServer &server, const QByteArray &token, bool isStreaming)
    : m_server(server)
    , m_token(token)
    , m_isStreaming(isStreaming)
    , m_stream(server.port())
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this] { m_hasHello = true; });
    QObject::connect(&m_socket, &QWebSocket::disconnected, &m_socket, [this] {
        socketEnd = Steady::now();
        m_closeCode = m_socket.closeCode();
    });
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/api/v2/ws"_s.arg(server.port())));
    request.setRawHeader("Authorization", "Bearer " + token);
    m_socket.open(request);
    if (!isStreaming)
        return;
    m_stream.socket().setReadBufferSize(16 * 1024); // the rest waits, and so does the server
    m_stream.send(post("/api/v2/alert-rules/backtest", "{}", "Authorization: Bearer " + token + "\r\n"));
}

int Visit::ask()
{
    const Answer answer = m_server.call("GET", "/api/v2/devices", m_token);
    if (answer.status != 200)
        m_refusal = wire::problemFromAnswer(answer.status, answer.body).code;
    return answer.status;
}

bool Visit::isOpen()
{
    const bool isStreaming = !m_isStreaming || (m_stream.socket().bytesAvailable() > 0 && isStreamUnderWay());
    return m_hasHello && !m_closeCode && isStreaming && ask() == 200;
}

bool Visit::hasEnded()
{
    if (!httpEnd && ask() == 401)
        httpEnd = Steady::now();
    if (m_isStreaming && !streamEnd && !isStreamUnderWay())
        streamEnd = Steady::now();
    return httpEnd && socketEnd && (streamEnd || !m_isStreaming);
}

bool Visit::isCutShort()
{
    m_stream.socket().setReadBufferSize(0);
    QByteArray last;
    const bool isClosed = spinUntil(
        [&] {
            if (const QByteArray read = m_stream.socket().readAll(); !read.isEmpty())
                last = read;
            return m_stream.isClosed() && m_stream.socket().bytesAvailable() == 0;
        },
        30s);
    return isClosed && !last.endsWith("\r\n0\r\n\r\n");
}

} // namespace pulse::test

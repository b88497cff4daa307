// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A door on a loopback port, with handlers of the test's own, and a client that sends exactly the bytes it is
// given.
#pragma once

#include "api/door/http_door.h"
#include "auth/token_issuer.h"
#include "live/store_feed.h"
#include "support/process/spin.h"

#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline auth::SigningKeys newSigningKeys()
{
    auth::JoseKey key = auth::JoseKey::createEs256().value();
    const QJsonObject jwks{{u"keys"_s, QJsonArray{key.publicJwk()}}};
    return {std::move(key), jwks};
}

// One caller may have them all, and wait with as much as waits at all.
inline store::WorkLimits everybodysWorkers(size_t queue)
{
    return {.waiting = queue, .waitingPerParticipant = 10'000, .runningPerParticipant = 2, .keptFree = 0};
}

// Everything behind the door. Without a database the connections of the workers stay closed: handlers must
// not use them.
struct Door {
    SystemClock clock;
    auth::TokenIssuer issuer{clock, u"https://pulse.test"_s, newSigningKeys()};
    auth::TokenVerifier verifier{clock};
    auth::SessionRegister sessions{clock, {issuer.issuer().issuer, 24h}}; // nobody feeds it here
    store::DatabaseWorkers workers;
    live::StoreFeed feed{workers};
    live::Hub hub;
    api::HttpDoor door;

    explicit Door(api::HttpDoorConfig config, api::Handlers handlers,
                  const QString &conninfo = u"host=/nonexistent"_s, live::HubConfig hubConfig = {},
                  size_t queue = 10'000, const std::optional<store::WorkLimits> &limits = {})
        : workers({conninfo.toUtf8()}, 2, limits.value_or(everybodysWorkers(queue)))
        , hub(hubConfig, feed)
        , door(std::move(config), std::move(handlers), {verifier, workers, sessions}, hub)
    {
    }
    ~Door() { stop(); }

    bool start()
    {
        sessions.heard(std::chrono::steady_clock::now());
        return verifier.trust(issuer.issuer(), issuer.jwks()) && workers.start() && door.start();
    }
    void stop()
    {
        door.stop();
        workers.stop();
    }
    QByteArray token(model::Role role, const QString &tenant = {}, std::chrono::seconds lifetime = 900s)
    {
        return issuer.issue({u"u-1"_s, u"ada"_s, role, tenant, u"family"_s}, lifetime)->toLatin1();
    }
};

struct Answer {
    int status = 0;
    QByteArray head; // without the status line
    QByteArray body;
};

class RawClient {
public:
    // `from`: an address of this machine, of which 127.0.0.0/8 are many.
    explicit RawClient(quint16 port, const QString &from = {})
    {
        if (!from.isEmpty())
            m_socket.bind(QHostAddress(from));
        m_socket.connectToHost(u"127.0.0.1"_s, port);
        m_socket.waitForConnected(5000); // the kernel accepts for the door
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    QTcpSocket &socket() { return m_socket; }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    bool waitForClose(std::chrono::milliseconds most = 5s)
    {
        return spinUntil([this] { return isClosed(); }, most);
    }

    // The next whole answer; status 0 when none comes. A HEAD's answer has a length but no body.
    Answer next(bool isHead = false, std::chrono::milliseconds most = 5s)
    {
        Answer answer;
        spinUntil(
            [&] { return takeAnswer(answer, isHead) || (isClosed() && m_socket.bytesAvailable() == 0); },
            most);
        return answer;
    }
    QByteArray unread()
    {
        m_seen += m_socket.readAll();
        return m_seen;
    }

private:
    bool takeAnswer(Answer &answer, bool isHead)
    {
        m_seen += m_socket.readAll();
        const qsizetype end = m_seen.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QByteArray head = m_seen.left(end + 2);
        const qsizetype at = head.toLower().indexOf("\r\ncontent-length: ");
        const qsizetype length =
            at < 0 || isHead ? 0 : head.mid(at + 18, head.indexOf("\r\n", at + 2) - at - 18).toLongLong();
        if (m_seen.size() < end + 4 + length)
            return false;
        answer = {head.mid(9, 3).toInt(), head.mid(head.indexOf("\r\n") + 2), m_seen.mid(end + 4, length)};
        m_seen.remove(0, end + 4 + length);
        return true;
    }

    QTcpSocket m_socket;
    QByteArray m_seen;
};

// What the request asks of a test's handler: a header, as the door lets no parameter through that is unknown.
inline QUrlQuery wishOf(const api::Request &request)
{
    return QUrlQuery(QString::fromUtf8(request.headers.value("wish")));
}

// What follows the path's `?` becomes the wish, unless it is a token.
inline QByteArray get(const QByteArray &path, const QByteArray &more = {}, const QByteArray &method = "GET")
{
    const qsizetype mark = path.contains("?token=") ? -1 : path.indexOf('?');
    const QByteArray wish = mark < 0 ? QByteArray() : "Wish: " + path.mid(mark + 1) + "\r\n";
    return method + ' ' + (mark < 0 ? path : path.left(mark)) + " HTTP/1.1\r\nHost: test\r\n" + wish + more
        + "\r\n";
}
inline QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &more = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n" + more + "\r\n" + body;
}

// Resident memory of this process, in bytes.
inline qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4096 : 0;
}

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a live socket may send, and may leave unread; how many one user has. The sockets are an operator's,
// who needs no database to be let in.
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

using namespace pulse;
using namespace pulse::test;

namespace {

QByteArray ping(qsizetype payload) // masked with zeros
{
    return QByteArray::fromHex("89") + static_cast<char>(0x80 | payload) + QByteArray(4, '\0')
        + QByteArray(payload, 'p');
}

} // namespace

class LiveBoundsTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { m_door.reset(); }
    void unreadPongsAreBounded();
    void aFloodOfPingsIsClosedWithAReason();
    void aFloodInOnePieceIsNotAnswered();
    void framesWithinTheBoundAreAnswered();
    void framesOfManySizesAreFollowed();
    void unmaskedFramesAreRefused();
    void socketsAreBoundedPerUser();
    void aTenantsUnreadBytesAreBoundedTogether();

private:
    void make(const api::LiveLimits &limits, qint64 unsentPerTenant = 32 * 1024 * 1024)
    {
        api::HttpDoorConfig config;
        config.perUser.most = 0;
        config.refusalDelay = 1ms;
        config.limits.live = limits;
        config.limits.unsent.perParticipant = unsentPerTenant;
        m_door = std::make_unique<Door>(config, api::Handlers{});
        QVERIFY(m_door->start());
    }
    std::unique_ptr<RawClient> upgraded()
    {
        auto client = std::make_unique<RawClient>(m_door->door.port());
        client->send(
            get("/api/v2/ws",
                "Authorization: Bearer " + m_door->token(model::Role::Operator)
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        return client->next().status == 101 ? std::move(client) : nullptr;
    }
    quint64 ended() const { return m_door->hub.counts().socketsEnded; }

    std::unique_ptr<Door> m_door;
};

void LiveBoundsTest::unreadPongsAreBounded()
{
    api::LiveLimits limits;
    limits.framesPerSecond = 1'000'000'000; // so that nothing else ends it
    make(limits);
    const auto client = upgraded();
    QVERIFY(client && spinUntil([this] { return m_door->hub.subscribers() == 1; }, 5s));
    client->socket().setReadBufferSize(1);
    qint64 most = 0;
    QVERIFY(spinUntil(
        [&] {
            if (client->socket().bytesToWrite() == 0)
                client->send(ping(125).repeated(1000));
            most = std::max(most, m_door->door.unsentBytes());
            return ended() == 1;
        },
        60s));
    QVERIFY2(most <= limits.unsent + 2 * limits.readBuffer, QByteArray::number(most).constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_door->door.connections(), 0, 15'000);
    QCOMPARE(m_door->door.unsentBytes(), 0);
}

void LiveBoundsTest::aFloodOfPingsIsClosedWithAReason()
{
    make({});
    QWebSocket socket;
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/api/v2/ws"_s.arg(m_door->door.port())));
    request.setRawHeader("Authorization", "Bearer " + m_door->token(model::Role::Operator));
    socket.open(request);
    QVERIFY(spinUntil([this] { return m_door->hub.subscribers() == 1; }, 10s));
    for (int i = 0; i < 2'000; ++i)
        socket.ping("x");
    QVERIFY(spinUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 15s));
    QCOMPARE(int(socket.closeCode()), int(live::kClosePolicy));
    QCOMPARE(socket.closeReason(), u"too many frames"_s);
    QCOMPARE(ended(), 1u);
}

void LiveBoundsTest::aFloodInOnePieceIsNotAnswered()
{
    make({});
    const auto client = upgraded();
    QVERIFY(client && spinUntil([this] { return m_door->hub.subscribers() == 1; }, 5s));
    client->send(ping(0).repeated(601));
    QVERIFY(spinUntil([&] { return client->isClosed(); }, 15s));
    QVERIFY(client->unread().contains(QByteArray::fromHex("03f0"))); // 1008
    QVERIFY(client->unread().count(QByteArray::fromHex("8a00")) <= 600);
}

void LiveBoundsTest::framesWithinTheBoundAreAnswered()
{
    make({});
    const auto client = upgraded();
    QVERIFY(client && spinUntil([this] { return m_door->hub.subscribers() == 1; }, 5s));
    client->send(ping(2).repeated(500));
    const QByteArray pong = QByteArray::fromHex("8a027070");
    QVERIFY(spinUntil([&] { return client->unread().count(pong) == 500; }, 10s));
    QVERIFY(!client->isClosed());
}

// Whatever the pieces: when we lose count of where frames begin, payload is taken for frames.
void LiveBoundsTest::framesOfManySizesAreFollowed()
{
    api::LiveLimits limits;
    limits.framesPerSecond = 40;
    make(limits);
    const auto client = upgraded();
    QVERIFY(client && spinUntil([this] { return m_door->hub.subscribers() == 1; }, 5s));
    QByteArray bytes;
    for (const int size : {0, 1, 125, 126, 127, 5'000, 60'000}) {
        QByteArray text = QByteArray::fromHex("81");
        if (size < 126)
            text += static_cast<char>(0x80 | size);
        else
            text += QByteArray::fromHex("fe") + static_cast<char>(size >> 8) + static_cast<char>(size & 0xff);
        bytes += text + QByteArray(4, '\0') + QByteArray(size, '\x02') + ping(1);
    }
    for (qsizetype at = 0; at < bytes.size(); at += 997) {
        client->send(bytes.mid(at, 997));
        QCoreApplication::processEvents();
    }
    const QByteArray pong = QByteArray::fromHex("8a0170");
    QVERIFY(spinUntil([&] { return client->unread().count(pong) == 7; }, 10s));
    QVERIFY(!client->isClosed());
    QCOMPARE(ended(), 0u);
}

// RFC 6455, 5.1
void LiveBoundsTest::unmaskedFramesAreRefused()
{
    make({});
    const auto client = upgraded();
    QVERIFY(client && spinUntil([this] { return m_door->hub.subscribers() == 1; }, 5s));
    client->send(QByteArray::fromHex("8900"));
    QVERIFY(client->waitForClose(15s));
    QVERIFY(client->unread().contains(QByteArray::fromHex("03ea"))); // 1002
    QVERIFY(!client->unread().contains(QByteArray::fromHex("8a00")));
    QCOMPARE(ended(), 1u);
}

void LiveBoundsTest::socketsAreBoundedPerUser()
{
    api::LiveLimits limits;
    limits.perUser = 2;
    make(limits);
    const auto first = upgraded();
    const auto second = upgraded();
    QVERIFY(first && second && spinUntil([this] { return m_door->hub.subscribers() == 2; }, 5s));
    RawClient third(m_door->door.port());
    third.send(get("/api/v2/ws",
                   "Authorization: Bearer " + m_door->token(model::Role::Operator)
                       + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    const Answer refused = third.next();
    QCOMPARE(refused.status, 429);
    QCOMPARE(wire::problemFromAnswer(429, refused.body).code, u"too_many_sockets"_s);
}

void LiveBoundsTest::aTenantsUnreadBytesAreBoundedTogether()
{
    api::LiveLimits limits;
    limits.framesPerSecond = 1'000'000'000;
    constexpr qint64 kTogether = 512 * 1024; // less than two of them
    make(limits, kTogether);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(upgraded());
        QVERIFY(clients.back());
        clients.back()->socket().setReadBufferSize(1);
    }
    QVERIFY(spinUntil([this] { return m_door->hub.subscribers() == 3; }, 5s));
    qint64 most = 0;
    QVERIFY(spinUntil(
        [&] {
            for (const auto &client : clients) {
                if (!client->isClosed() && client->socket().bytesToWrite() == 0)
                    client->send(ping(125).repeated(1000));
            }
            most = std::max(most, m_door->door.unsentBytes());
            return ended() >= 1;
        },
        90s));
    QVERIFY2(most <= kTogether + 3 * 2 * limits.readBuffer, QByteArray::number(most).constData());
}

PULSE_TEST_CASE(LiveBoundsTest)
#include "live_bounds_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clients that mean harm, or just leave: the door stays open for the others, and memory stays flat.
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

using namespace pulse;
using namespace pulse::test;

namespace {

constexpr qint64 kMegabyte = 1024 * 1024;

} // namespace

class TortureTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void cleanup();
    void thousandClientsLeaveMidReply();
    void aHeaderOfHundredMegabytes();
    void aBodyOfFiveHundredMegabytes();
    void headsThatNeverEnd();
    void bodiesThatNeverEnd();
    void idleConnectionsAreClosed();
    void aReaderThatDoesNotReadIsClosed();
    void connectionsAreBounded();
    void aFloodOfUpgrades();

private:
    bool stillServes();
    static api::HttpDoorConfig config();
    void feed(const QByteArray &head, qint64 total);

    std::unique_ptr<Door> m_door;
};

api::HttpDoorConfig TortureTest::config()
{
    api::HttpDoorConfig config;
    config.perAddress.most = 0;
    config.limits.connections = 400;
    config.limits.connectionsPerAddress = 0;
    config.limits.headTimeout = 200ms;
    config.limits.idleTimeout = 400ms;
    config.limits.lingerTimeout = 100ms;
    return config;
}

void TortureTest::initTestCase()
{
    api::Handlers handlers;
    handlers.insert(
        wire::EndpointId::Health, [](const api::Request &request, store::Connection &) -> Result<api::Reply> {
            const auto size = wishOf(request).queryItemValue(u"size"_s).toLongLong();
            return api::Reply{200, "text/plain", QByteArray(static_cast<qsizetype>(size), 'r'), {}};
        });
    handlers.insert(wire::EndpointId::Token,
                    [](const api::Request &request, store::Connection &) -> Result<api::Reply> {
                        return api::Reply{200, "text/plain", QByteArray::number(request.body.size()), {}};
                    });
    m_door = std::make_unique<Door>(config(), std::move(handlers));
    QVERIFY(m_door->start());
}

void TortureTest::cleanupTestCase() { m_door.reset(); }

void TortureTest::cleanup()
{
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 0; }, 10s));
    QVERIFY(stillServes());
}

bool TortureTest::stillServes()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?size=3"));
    return client.next().body == "rrr";
}

void TortureTest::thousandClientsLeaveMidReply()
{
    const qint64 before = residentBytes();
    for (int i = 0; i < 1000; ++i) {
        RawClient client(m_door->door.port());
        client.send(get("/api/v2/health?size=200000").repeated(i % 3 + 1));
        switch (i % 4) { // leave before, while and after the reply is made, politely and not
        case 0: client.socket().abort(); break;
        case 1:
            QCoreApplication::processEvents();
            client.socket().abort();
            break;
        case 2:
            spinUntil([&] { return client.socket().bytesAvailable() > 0; }, 1s);
            client.socket().abort();
            break;
        case 3: client.socket().disconnectFromHost(); break;
        }
    }
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 0; }, 10s));
    QVERIFY2(residentBytes() - before < 64 * kMegabyte,
             QByteArray::number(residentBytes() - before).constData());
}

// Sends `head` and then up to `total` bytes more, as long as somebody takes them.
void TortureTest::feed(const QByteArray &head, qint64 total)
{
    const qint64 before = residentBytes();
    qint64 highest = before;
    RawClient client(m_door->door.port());
    client.send(head);
    const QByteArray block(256 * 1024, 'x');
    for (qint64 sent = 0; sent < total && !client.isClosed(); sent += block.size()) {
        client.socket().write(block);
        spinUntil([&] { return client.isClosed() || client.socket().bytesToWrite() < 2 * kMegabyte; }, 5s);
        highest = std::max(highest, residentBytes());
    }
    QVERIFY(client.waitForClose());
    QVERIFY2(highest - before < 64 * kMegabyte, QByteArray::number(highest - before).constData());
}

void TortureTest::aHeaderOfHundredMegabytes() { feed("GET / HTTP/1.1\r\nHost: a\r\nX: ", 100 * kMegabyte); }

void TortureTest::aBodyOfFiveHundredMegabytes()
{
    feed("POST /api/auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 524288000\r\n\r\n", 500 * kMegabyte);
}

void TortureTest::headsThatNeverEnd()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_door->door.port()));
        clients.back()->send(i % 2 ? "GET / HTTP/1.1\r\nHost: a\r\n" : "");
    }
    QVERIFY(stillServes());
    for (const auto &client : clients)
        QVERIFY(client->waitForClose());
    QVERIFY(clients.at(1)->unread().startsWith("HTTP/1.1 408 "));
    QVERIFY(clients.at(0)->unread().isEmpty()); // said nothing, hears nothing
}

void TortureTest::bodiesThatNeverEnd()
{
    RawClient client(m_door->door.port());
    client.send("POST /api/auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    QElapsedTimer elapsed;
    elapsed.start();
    while (!client.isClosed() && elapsed.elapsed() < 5000) { // a byte now and then does not help
        client.send("x");
        spinUntil([&] { return client.isClosed(); }, 50ms);
    }
    QVERIFY(client.isClosed());
    QVERIFY(client.unread().startsWith("HTTP/1.1 408 "));
}

void TortureTest::idleConnectionsAreClosed()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?size=3"));
    QCOMPARE(client.next().status, 200);
    QVERIFY(client.waitForClose());
    QVERIFY(client.unread().isEmpty());
}

void TortureTest::aReaderThatDoesNotReadIsClosed()
{
    RawClient client(m_door->door.port());
    client.socket().setReadBufferSize(1024);
    client.send(get("/api/v2/health?size=30000000"));
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 1; }, 5s));
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 0; }, 10s));
}

void TortureTest::connectionsAreBounded()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 450; ++i)
        clients.push_back(std::make_unique<RawClient>(m_door->door.port()));
    QVERIFY(m_door->door.connections() <= 400);
    clients.clear();
}

void TortureTest::aFloodOfUpgrades()
{
    for (int i = 0; i < 300; ++i) {
        RawClient client(m_door->door.port());
        client.send(get("/api/v2/ws?token=" + QByteArray::number(i),
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        if (i % 2)
            client.socket().abort();
        else
            QCOMPARE(client.next().status, 401);
    }
    QCOMPARE(m_door->hub.subscribers(), 0);
}

PULSE_TEST_CASE(TortureTest)
#include "torture_test.moc"

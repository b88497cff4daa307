// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The door as a client meets it: order, methods, lengths and ends of connections.
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

using namespace pulse;
using namespace pulse::test;

namespace {

api::Reply guardedText(const QByteArray &text) { return {200, "text/plain", text, {}}; }

} // namespace

class GuardTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void answersAndStaysOpen();
    void pipelinedAnswersComeInOrder();
    void bodiesOfEverySize_data();
    void bodiesOfEverySize();
    void bodiesInPieces();
    void bodiesInChunks();
    void aPlusIsASpace();
    void anUpgradeWaitsForTheAnswersBeforeIt();
    void bodiesThatComeSlowlyAreBounded();
    void headHasNoBody();
    void wrongMethodNamesTheRightOnes();
    void optionsNamesTheMethods();
    void unknownPathIsAProblem();
    void closesWhenAsked_data();
    void closesWhenAsked();
    void refusalEndsTheConnection_data();
    void refusalEndsTheConnection();
    void refusalComesAfterEarlierAnswers();
    void smuggledRequestIsNotServed_data();
    void smuggledRequestIsNotServed();
    void continuesWhenExpected();

private:
    void make(api::HttpDoorConfig config, size_t queue = 10'000);

    std::atomic_int m_served = 0;
    QSemaphore m_hold;
    std::unique_ptr<Door> m_door;
};

void GuardTest::make(api::HttpDoorConfig config, size_t queue)
{
    api::Handlers handlers;
    // Every second request is slow, so that answers are ready out of order.
    handlers.insert(wire::EndpointId::Health,
                    [this](const api::Request &request, store::Connection &) -> Result<api::Reply> {
                        const int number = ++m_served;
                        const QString text = wishOf(request).queryItemValue(u"say"_s)
                            + request.query.queryItemValue(u"live"_s, QUrl::FullyDecoded);
                        if (wishOf(request).hasQueryItem(u"hold"_s))
                            m_hold.acquire();
                        else if (number % 2 == 1 && !text.isEmpty())
                            QThread::yieldCurrentThread();
                        return guardedText(text.toUtf8());
                    });
    const auto echo = [](const api::Request &request, store::Connection &) -> Result<api::Reply> {
        return guardedText(QByteArray::number(request.body.size()) + ':' + request.body.left(4)
                           + request.body.right(4));
    };
    handlers.insert(wire::EndpointId::Token, echo);
    handlers.insert(wire::EndpointId::OperatorQuarantine, echo);
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), u"host=/nonexistent"_s,
                                    live::HubConfig{}, queue);
    QVERIFY(m_door->start());
}

void GuardTest::init()
{
    m_served = 0;
    api::HttpDoorConfig config;
    config.limits.smallBodyBytes = 1024 * 1024;
    config.perAddress.most = 0;
    config.limits.lingerTimeout = 50ms;
    make(config);
}

void GuardTest::cleanup()
{
    m_hold.release(1000);
    m_door.reset();
    m_hold.acquire(m_hold.available());
}

void GuardTest::answersAndStaysOpen()
{
    RawClient client(m_door->door.port());
    for (int i = 0; i < 3; ++i) {
        client.send(get("/api/v2/health?say=hello"));
        const Answer answer = client.next();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("hello"));
    }
    QVERIFY(!client.isClosed());
    QCOMPARE(m_door->door.connections(), 1);
}

void GuardTest::pipelinedAnswersComeInOrder()
{
    RawClient client(m_door->door.port());
    for (int round = 0; round < 50; ++round) {
        QByteArray bytes;
        for (int i = 0; i < 12; ++i) {
            bytes += i % 3 == 2
                ? get("/nowhere/" + QByteArray::number(i)) // answered at once, on the HTTP thread
                : get("/api/v2/health?say=" + QByteArray::number(i));
        }
        client.send(bytes);
        for (int i = 0; i < 12; ++i) {
            const Answer answer = client.next();
            QCOMPARE(answer.status, i % 3 == 2 ? 404 : 200);
            if (answer.status == 200)
                QCOMPARE(answer.body, QByteArray::number(i));
        }
    }
}

void GuardTest::bodiesOfEverySize_data()
{
    QTest::addColumn<int>("size");
    for (const int size :
         {0, 1, 1000, 16'000, 16'384, 32'000, 32'768, 33'000, 65'536, 100'000, 500'000, 1'000'000, 1'048'576})
        QTest::newRow(QByteArray::number(size).constData()) << size;
}

void GuardTest::bodiesOfEverySize()
{
    QFETCH(int, size);
    RawClient client(m_door->door.port());
    for (int i = 0; i < 3; ++i) {
        QByteArray body(size, 'x');
        if (size >= 8)
            body.replace(0, 4, "head").replace(size - 4, 4, "tail");
        client.send(post("/api/auth/token", body) + get("/api/v2/health?say=after"));
        const Answer answer = client.next();
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.startsWith(QByteArray::number(size) + ':'));
        QVERIFY(size < 8 || answer.body.endsWith("headtail"));
        QCOMPARE(client.next().body, QByteArray("after"));
    }
}

void GuardTest::bodiesInPieces()
{
    RawClient client(m_door->door.port());
    const QByteArray bytes = post("/api/auth/token", "headxxxtail") + get("/api/v2/health?say=after");
    for (const char byte : bytes) {
        client.send(QByteArray(1, byte));
        QCoreApplication::sendPostedEvents();
        client.socket().waitForBytesWritten(1000);
        QCoreApplication::processEvents();
    }
    QCOMPARE(client.next().body, QByteArray("11:headtail"));
    QCOMPARE(client.next().body, QByteArray("after"));
}

void GuardTest::bodiesInChunks()
{
    RawClient client(m_door->door.port());
    const QByteArray request =
        "POST /api/auth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4;note=\"x\"\r\nhead\r\n00b\r\n, and then \r\n4\r\ntail\r\n0\r\nTrailer: of no use\r\n\r\n";
    for (const char byte : request)
        client.send(QByteArray(1, byte));
    QCOMPARE(client.next().body, QByteArray("19:headtail"));
    client.send(request + get("/api/v2/health?say=next"));
    QCOMPARE(client.next().body, QByteArray("19:headtail"));
    QCOMPARE(client.next().body, QByteArray("next"));
}

void GuardTest::aPlusIsASpace()
{
    RawClient client(m_door->door.port());
    client.send("GET /api/v2/health?live=a+b%2Bc%20d HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(client.next().body, QByteArray("a b+c d"));
}

void GuardTest::anUpgradeWaitsForTheAnswersBeforeIt()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?say=first&hold=1")
                + get(QByteArray(wire::pathOf(wire::EndpointId::Live)),
                      "Authorization: Bearer " + m_door->token(model::Role::CustomerViewer, u"acme"_s)
                          + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    QVERIFY(spinUntil([this] { return m_served == 1; }, 5s));
    QVERIFY(client.unread().isEmpty());
    m_hold.release();
    QCOMPARE(client.next().body, QByteArray("first"));
    QCOMPARE(client.next().status, 101);
}

// Of the bytes that all bodies of an address keep before they are whole.
void GuardTest::bodiesThatComeSlowlyAreBounded()
{
    m_door.reset();
    api::HttpDoorConfig config;
    config.limits.smallBodyBytes = 1024 * 1024;
    config.perAddress.most = 0;
    config.limits.unread = {
        .perParticipant = 100'000, .all = 100'000, .always = 1'000, .isFirstGranted = false};
    make(config);
    const QByteArray begun = post("/api/auth/token", QByteArray(90'000, 'x'));
    RawClient first(m_door->door.port());
    first.send(begun.chopped(1));
    QVERIFY(spinUntil([this] { return m_door->door.unreadBytes() == 89'999; }, 5s));
    RawClient second(m_door->door.port());
    second.send(begun.chopped(1));
    const Answer refused = second.next();
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.body.contains("too_many_bodies"));
    RawClient trickling(m_door->door.port());
    for (qsizetype at = 0; at < begun.size() - 1 && !trickling.isClosed(); at += 900) {
        trickling.send(begun.mid(at, std::min<qsizetype>(900, begun.size() - 1 - at)));
        spinUntil([&] { return trickling.socket().bytesToWrite() == 0; }, 5s);
    }
    QCOMPARE(trickling.next().status, 503);
    QCOMPARE(m_door->door.unreadBytes(), 89'999);
    QTcpSocket fromElsewhere;
    QVERIFY(fromElsewhere.bind(QHostAddress(u"127.0.0.2"_s)));
    fromElsewhere.connectToHost(u"127.0.0.1"_s, m_door->door.port());
    fromElsewhere.write(begun.chopped(1));
    QByteArray told;
    QVERIFY(spinUntil([&] { return (told += fromElsewhere.readAll()).contains("too_many_bodies"); }, 5s));
    RawClient small(m_door->door.port());
    small.send(post("/api/auth/token", "headtail"));
    QCOMPARE(small.next().body, QByteArray("8:headtail"));
    first.send("x");
    QCOMPARE(first.next().status, 200);
    QCOMPARE(m_door->door.unreadBytes(), 0);
}

void GuardTest::headHasNoBody()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?say=hello", {}, "HEAD") + get("/api/v2/health?say=next"));
    const Answer head = client.next(true);
    QCOMPARE(head.status, 200);
    QVERIFY(head.head.contains("Content-Length: 5\r\n"));
    QCOMPARE(client.next().body, QByteArray("next"));
}

void GuardTest::wrongMethodNamesTheRightOnes()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/auth/token") + get("/api/v2/health", {}, "BREW"));
    const Answer first = client.next();
    QCOMPARE(first.status, 405);
    QVERIFY(first.head.contains("Allow: OPTIONS, POST\r\n"));
    QVERIFY(first.head.contains("Content-Type: application/problem+json\r\n"));
    const Answer second = client.next();
    QCOMPARE(second.status, 405);
    QVERIFY(second.head.contains("Allow: GET, HEAD, OPTIONS\r\n"));
}

void GuardTest::optionsNamesTheMethods()
{
    RawClient client(m_door->door.port());
    client.send(get("/customer/alert-rules", {}, "OPTIONS"));
    const Answer answer = client.next();
    QCOMPARE(answer.status, 204);
    QVERIFY(answer.head.contains("Allow: GET, HEAD, OPTIONS, POST\r\n"));
    QVERIFY(!answer.head.contains("Access-Control"));
}

void GuardTest::unknownPathIsAProblem()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/nothing"));
    const Answer answer = client.next();
    QCOMPARE(answer.status, 404);
    const wire::Problem problem = wire::problemFromAnswer(answer.status, answer.body);
    QCOMPARE(problem.code, u"not_found"_s);
}

void GuardTest::closesWhenAsked_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("Connection: close") << get("/api/v2/health?say=bye", "Connection: close\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("GET /api/v2/health HTTP/1.0\r\nWish: say=bye\r\n\r\n");
    QTest::newRow("and what follows is not served")
        << get("/api/v2/health?say=bye", "Connection: close\r\n") + get("/api/v2/health?say=more");
}

void GuardTest::closesWhenAsked()
{
    QFETCH(QByteArray, request);
    RawClient client(m_door->door.port());
    client.send(request);
    const Answer answer = client.next();
    QCOMPARE(answer.body, QByteArray("bye"));
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(client.waitForClose());
    QVERIFY(client.unread().isEmpty());
    QCOMPARE(m_served.load(), 1);
}

void GuardTest::refusalEndsTheConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 hello\r\n\r\n") << 400;
    QTest::newRow("a bare line feed, at once") << QByteArray("GET / HTTP/1.1\n") << 400;
    QTest::newRow("head ended by LF CR LF")
        << QByteArray("GET /api/v2/health HTTP/1.1\r\nHost: a\n\r\n") << 400;
    QTest::newRow("head without an end") << "GET / HTTP/1.1\r\nX: " + QByteArray(20'000, 'x') << 431;
    QTest::newRow("body too large, before it is sent")
        << QByteArray("POST /api/auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n") << 413;
    const QByteArray chunked =
        "POST /api/auth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("chunks too large together") << chunked + "1\r\na\r\n100000\r\n" << 413;
    QTest::newRow("a chunk that is longer than it says") << chunked + "1\r\nab\r\n0\r\n\r\n" << 400;
}

void GuardTest::refusalEndsTheConnection()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    RawClient client(m_door->door.port());
    client.send(bytes);
    const Answer answer = client.next();
    QCOMPARE(answer.status, status);
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(client.waitForClose());
    QCOMPARE(m_served.load(), 0);
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 0; }, 5s));
}

void GuardTest::refusalComesAfterEarlierAnswers()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?say=first&hold=1") + "nonsense\r\n\r\n");
    QVERIFY(spinUntil([this] { return m_served == 1; }, 5s));
    m_hold.release();
    QCOMPARE(client.next().body, QByteArray("first"));
    QCOMPARE(client.next().status, 400);
    QVERIFY(client.waitForClose());
}

void GuardTest::smuggledRequestIsNotServed_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("TE and CL") << QByteArray("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n");
    QTest::newRow("negative CL") << QByteArray("Content-Length: -5\r\n");
    QTest::newRow("two CL") << QByteArray("Content-Length: 0\r\nContent-Length: 60\r\n");
    QTest::newRow("TE spelt oddly") << QByteArray("Transfer-Encoding: xchunked\r\n");
    QTest::newRow("TE in quotes") << QByteArray("Transfer-Encoding: \"chunked\"\r\n");
    QTest::newRow("TE twice") << QByteArray("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
    QTest::newRow("TE with a space") << QByteArray("Transfer-Encoding : chunked\r\nContent-Length: 0\r\n");
    QTest::newRow("folded TE") << QByteArray("X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n");
}

void GuardTest::smuggledRequestIsNotServed()
{
    QFETCH(QByteArray, headers);
    RawClient client(m_door->door.port());
    client.send("POST /api/auth/token HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n0\r\n\r\n"
                + get("/api/v2/health?say=in"));
    const int status = client.next().status;
    QVERIFY2(status == 400 || status == 501, QByteArray::number(status).constData());
    QVERIFY(client.waitForClose());
    QCOMPARE(m_served.load(), 0);
    QVERIFY(!client.unread().contains("HTTP/"));
}

void GuardTest::continuesWhenExpected()
{
    RawClient client(m_door->door.port());
    client.send(
        "POST /api/auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.next().status, 100);
    client.send("headtail");
    QCOMPARE(client.next().body, QByteArray("8:headtail"));
}

PULSE_TEST_CASE(GuardTest)
#include "guard_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replies that come in portions: as they are made, no faster than they are read, between the requests of
// others, and for nobody once the client has left.
#include "api/http/reply_stream.h"
#include "chunked.h"
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QSemaphore>
#include <QTest>

using namespace pulse;
using namespace pulse::test;

namespace {

// What a stream is to do, by the request's query: `portions` of `size` bytes, each when the test lets it be
// made.
struct Script {
    QSemaphore allowed;
    std::atomic_int made = 0;
    std::atomic_int alive = 0;
};

class ScriptedStream final : public api::ReplyStream {
public:
    ScriptedStream(Script &script, const QUrlQuery &query)
        : m_script(script)
        , m_portions(query.queryItemValue(u"portions"_s).toInt())
        , m_size(query.queryItemValue(u"size"_s).toInt())
        , m_failsAt(query.hasQueryItem(u"fails"_s) ? query.queryItemValue(u"fails"_s).toInt() : -1)
    {
        ++m_script.alive;
    }
    ~ScriptedStream() override { --m_script.alive; }

    Result<api::Portion> next(store::Connection &) override
    {
        m_script.allowed.acquire();
        ++m_script.made;
        const int number = m_number++;
        if (number == m_failsAt)
            return fail(ErrorKind::Unavailable, u"it broke"_s);
        return api::Portion{QByteArray(m_size, static_cast<char>('a' + number % 26)),
                            number + 1 == m_portions};
    }

private:
    Script &m_script;
    const int m_portions;
    const int m_size;
    const int m_failsAt;
    int m_number = 0;
};

constexpr int kPlenty = 1'000'000;

} // namespace

class StreamTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void comesAsItIsMade();
    void whatIsDoneAtOnceIsAReplyLikeOthers();
    void emptyPortionsAreNotTheEnd();
    void anErrorBeforeAnythingIsAProblem();
    void anErrorLaterCutsTheConnection();
    void isNotMadeFasterThanItIsRead();
    void aReaderThatDoesNotReadIsClosed();
    void slowWorkIsNoIdleness();
    void leavingEndsIt_data();
    void leavingEndsIt();
    void pipelinedRequestsWaitTheirTurn();
    void anEarlierAnswerGoesFirst();
    void othersGoBetween();
    void goesOnWhenWorkersAreBusy();
    void olderClientsGetItUntilTheEnd();
    void stopDoesNotWaitForIt();

private:
    void make(size_t queue, std::chrono::milliseconds idle);
    static QByteArray stream(int portions, int size, const QByteArray &more = {})
    {
        return get("/api/v2/health?portions=" + QByteArray::number(portions)
                   + "&size=" + QByteArray::number(size) + more);
    }
    static Chunked whole(RawClient &client)
    {
        spinUntil([&] { return client.unread().endsWith("\r\n0\r\n\r\n") || client.isClosed(); }, 10s);
        return chunkedOf(client.unread());
    }

    Script m_script;
    QSemaphore m_hold;
    std::unique_ptr<Door> m_door;
};

void StreamTest::init() { make(10'000, 10s); }

void StreamTest::make(size_t queue, std::chrono::milliseconds idle)
{
    m_door.reset();
    m_script.allowed.acquire(m_script.allowed.available());
    m_script.made = 0;
    api::Handlers handlers;
    handlers.insert(
        wire::EndpointId::Health,
        [this](const api::Request &request, store::Connection &) -> Result<api::Reply> {
            return api::Reply{
                200, "text/plain", {}, {}, std::make_shared<ScriptedStream>(m_script, wishOf(request))};
        });
    handlers.insert(wire::EndpointId::Jwks,
                    [this](const api::Request &request, store::Connection &) -> Result<api::Reply> {
                        if (wishOf(request).hasQueryItem(u"hold"_s))
                            m_hold.acquire();
                        return api::Reply{200, "text/plain", "other", {}};
                    });
    api::HttpDoorConfig config;
    config.perAddress.most = 0;
    config.limits.idleTimeout = idle;
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), u"host=/nonexistent"_s,
                                    live::HubConfig{}, queue);
    QVERIFY(m_door->start());
}

void StreamTest::cleanup()
{
    m_script.allowed.release(kPlenty);
    m_hold.release(10);
    m_door.reset();
    m_hold.acquire(m_hold.available());
    QCOMPARE(m_script.alive.load(), 0);
}

void StreamTest::comesAsItIsMade()
{
    RawClient client(m_door->door.port());
    client.send(stream(3, 5));
    for (const QByteArray expected : {"aaaaa", "aaaaabbbbb"}) {
        m_script.allowed.release();
        QVERIFY(spinUntil([&] { return chunkedOf(client.unread()).body == expected; }, 5s));
    }
    const QByteArray head = chunkedOf(client.unread()).head.toLower();
    QVERIFY2(head.contains("transfer-encoding: chunked\r\n"), head.constData());
    QVERIFY2(!head.contains("content-length"), head.constData());
    QVERIFY(head.contains("cache-control: no-store\r\n"));
    m_script.allowed.release();
    QCOMPARE(whole(client).body, QByteArray("aaaaabbbbbccccc"));
    QVERIFY(m_script.alive == 0);
    QCOMPARE(m_door->door.answered()[2], quint64{1});
}

void StreamTest::whatIsDoneAtOnceIsAReplyLikeOthers()
{
    m_script.allowed.release();
    RawClient client(m_door->door.port());
    client.send(stream(1, 5));
    const Answer answer = client.next();
    QCOMPARE(answer.body, QByteArray("aaaaa"));
    QVERIFY(answer.head.toLower().contains("content-length: 5\r\n"));
}

void StreamTest::emptyPortionsAreNotTheEnd()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(stream(5, 0) + get("/api/auth/jwks"));
    QCOMPARE(client.next().body, QByteArray()); // nothing was said before the end, so it has a length
    QCOMPARE(client.next().body, QByteArray("other"));
}

void StreamTest::anErrorBeforeAnythingIsAProblem()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(stream(5, 5, "&fails=0") + get("/api/auth/jwks"));
    QCOMPARE(client.next().status, 503);
    QCOMPARE(client.next().body, QByteArray("other"));
}

void StreamTest::anErrorLaterCutsTheConnection()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(stream(5, 5, "&fails=2"));
    QVERIFY(client.waitForClose());
    QVERIFY(!chunkedOf(client.unread()).isWhole);
}

void StreamTest::isNotMadeFasterThanItIsRead()
{
    constexpr int kSize = 50'000;
    constexpr int kPortions = 1'000; // far beyond what the kernel's buffers hold
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.socket().setReadBufferSize(1024);
    client.send(stream(kPortions, kSize));
    int last = -1;
    QVERIFY(spinUntil([&] { return std::exchange(last, m_script.made.load()) == m_script.made && last > 1; },
                      5s, 200ms));
    QVERIFY2(m_script.made < kPortions / 2, QByteArray::number(m_script.made).constData());
    client.socket().setReadBufferSize(0);
    client.unread();
    QCOMPARE(whole(client).body.size(), qsizetype{kSize} * kPortions);
}

void StreamTest::aReaderThatDoesNotReadIsClosed()
{
    make(10'000, 400ms);
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.socket().setReadBufferSize(1024);
    client.send(stream(kPlenty, 50'000));
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 1; }, 5s));
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 0 && m_script.alive == 0; }, 5s));
}

void StreamTest::slowWorkIsNoIdleness()
{
    make(10'000, 400ms);
    RawClient client(m_door->door.port());
    client.send(stream(2, 5));
    m_script.allowed.release();
    QVERIFY(spinUntil([&] { return chunkedOf(client.unread()).body == "aaaaa"; }, 5s));
    QVERIFY(!client.waitForClose(900ms)); // twice the time an idle connection has
    m_script.allowed.release();
    QVERIFY(whole(client).isWhole);
    QVERIFY(client.waitForClose()); // now it is idle
}

void StreamTest::leavingEndsIt_data()
{
    QTest::addColumn<bool>("isPolite");
    QTest::newRow("by closing") << true;
    QTest::newRow("by a reset") << false;
}

void StreamTest::leavingEndsIt()
{
    QFETCH(bool, isPolite);
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(stream(kPlenty, 10));
    QVERIFY(spinUntil([&] { return m_script.made > 10; }, 5s));
    if (isPolite)
        client.socket().disconnectFromHost();
    else
        client.socket().abort();
    QVERIFY(spinUntil([this] { return m_script.alive == 0; }, 5s));
    QCOMPARE(m_door->door.requestsUnderWay(), 0);
}

void StreamTest::pipelinedRequestsWaitTheirTurn()
{
    RawClient client(m_door->door.port());
    client.send(stream(3, 5) + get("/api/auth/jwks") + get("/api/auth/jwks"));
    m_script.allowed.release();
    QVERIFY(spinUntil([&] { return chunkedOf(client.unread()).body == "aaaaa"; }, 5s));
    QVERIFY(spinUntil([this] { return m_door->door.requestsUnderWay() == 1; }, 5s)); // theirs are ready
    QVERIFY(!client.unread().contains("other"));
    m_script.allowed.release(2);
    QVERIFY(spinUntil(
        [&] { return client.unread().endsWith("other") && client.unread().count("other") == 2; }, 5s));
    const Chunked reply = chunkedOf(client.unread());
    QCOMPARE(reply.body, QByteArray("aaaaabbbbbccccc"));
    QVERIFY(client.unread().mid(reply.length).startsWith("HTTP/1.1 200 "));
}

void StreamTest::anEarlierAnswerGoesFirst()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(get("/api/auth/jwks?hold") + stream(100, 10'000));
    QVERIFY(spinUntil([&] { return m_script.made >= 5; }, 5s));
    QVERIFY(client.unread().isEmpty());
    QVERIFY2(m_script.made < 20,
             QByteArray::number(m_script.made).constData()); // and not far ahead of its turn
    m_hold.release();
    QCOMPARE(client.next().body, QByteArray("other"));
    QCOMPARE(whole(client).body.size(), qsizetype{1'000'000});
}

void StreamTest::othersGoBetween()
{
    m_script.allowed.release(kPlenty);
    std::vector<std::unique_ptr<RawClient>> streaming;
    for (int i = 0; i < 10; ++i) { // more than there are workers
        streaming.push_back(std::make_unique<RawClient>(m_door->door.port()));
        streaming.back()->send(stream(kPlenty, 0));
    }
    QVERIFY(spinUntil([&] { return m_script.alive == 10 && m_script.made > 100; }, 5s));
    RawClient other(m_door->door.port());
    other.send(get("/api/auth/jwks"));
    QCOMPARE(other.next().body, QByteArray("other"));
}

void StreamTest::goesOnWhenWorkersAreBusy()
{
    make(1, 10s);
    RawClient client(m_door->door.port());
    client.send(stream(2, 5));
    m_script.allowed.release();
    QVERIFY(spinUntil([&] { return chunkedOf(client.unread()).body == "aaaaa"; }, 5s));
    std::vector<std::unique_ptr<RawClient>> busy;
    for (int i = 0; i < 4; ++i) { // both workers, and a queue of one
        busy.push_back(std::make_unique<RawClient>(m_door->door.port()));
        busy.back()->send(get("/api/auth/jwks?hold"));
        spinUntil([this] { return m_door->workers.waiting() == 0; }, 100ms);
    }
    m_hold.release(10);
    m_script.allowed.release(kPlenty);
    QCOMPARE(whole(client).body, QByteArray("aaaaabbbbb"));
}

void StreamTest::olderClientsGetItUntilTheEnd()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send("GET /api/v2/health HTTP/1.0\r\nWish: portions=3&size=5\r\n\r\n");
    QVERIFY(client.waitForClose());
    QVERIFY(!client.unread().toLower().contains("chunked"));
    QVERIFY(client.unread().endsWith("\r\n\r\naaaaabbbbbccccc"));
}

void StreamTest::stopDoesNotWaitForIt()
{
    m_script.allowed.release(kPlenty);
    RawClient client(m_door->door.port());
    client.send(stream(kPlenty, 10));
    QVERIFY(spinUntil([&] { return m_script.made > 10; }, 5s));
    m_door->stop();
    QVERIFY(client.waitForClose());
    QVERIFY(!chunkedOf(client.unread()).isWhole);
}

PULSE_TEST_CASE(StreamTest)
#include "stream_test.moc"

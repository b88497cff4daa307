// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who and how much the door lets in: tokens, roles, upgrades, and the limits of callers, connections and
// workers.
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

using namespace pulse;
using namespace pulse::test;

namespace {

api::Reply textReply(const QByteArray &text) { return {200, "text/plain", text, {}}; }

} // namespace

class AdmissionTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void needsAToken();
    void rolesAreHeldTo();
    void upgradeOnAPlainRouteIsRefused_data();
    void upgradeOnAPlainRouteIsRefused();
    void busyWorkersAre503();
    void publicCallsAreLimited();
    void tooManyPipelinedAreRefused();
    void unknownParametersAreNamed_data();
    void unknownParametersAreNamed();
    void emptyParametersAreRefused_data();
    void emptyParametersAreRefused();

private:
    void make(api::HttpDoorConfig config, size_t queue = 10'000);

    std::atomic_int m_served = 0;
    QSemaphore m_hold;
    std::unique_ptr<Door> m_door;
};

void AdmissionTest::make(api::HttpDoorConfig config, size_t queue)
{
    api::Handlers handlers;
    // Every second request is slow, so that answers are ready out of order.
    handlers.insert(wire::EndpointId::Health,
                    [this](const api::Request &request, store::Connection &) -> Result<api::Reply> {
                        const int number = ++m_served;
                        const QString text = wishOf(request).queryItemValue(u"say"_s);
                        if (wishOf(request).hasQueryItem(u"hold"_s))
                            m_hold.acquire();
                        else if (number % 2 == 1 && !text.isEmpty())
                            QThread::yieldCurrentThread();
                        return textReply(text.toUtf8());
                    });
    const auto echo = [](const api::Request &request, store::Connection &) -> Result<api::Reply> {
        return textReply(QByteArray::number(request.body.size()) + ':' + request.body.left(4)
                         + request.body.right(4));
    };
    handlers.insert(wire::EndpointId::Token, echo);
    handlers.insert(wire::EndpointId::OperatorQuarantine, echo);
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), u"host=/nonexistent"_s,
                                    live::HubConfig{}, queue);
    QVERIFY(m_door->start());
}

void AdmissionTest::init()
{
    m_served = 0;
    api::HttpDoorConfig config;
    config.limits.smallBodyBytes = 1024 * 1024;
    config.perAddress.most = 0;
    config.limits.lingerTimeout = 50ms;
    make(config);
}

void AdmissionTest::cleanup()
{
    m_hold.release(1000);
    m_door.reset();
    m_hold.acquire(m_hold.available());
}

void AdmissionTest::needsAToken()
{
    RawClient client(m_door->door.port());
    client.send(get("/operator/quarantine"));
    Answer answer = client.next();
    QCOMPARE(answer.status, 401);
    QVERIFY(answer.head.contains("WWW-Authenticate: Bearer realm=\"pulse\"\r\n"));
    QCOMPARE(wire::problemFromAnswer(401, answer.body).code, u"unauthenticated"_s);
    client.send(get("/operator/quarantine", "Authorization: Bearer nonsense\r\n"));
    answer = client.next();
    QCOMPARE(answer.status, 401);
    QCOMPARE(wire::problemFromAnswer(401, answer.body).code, u"token_invalid"_s);
    client.send(get("/operator/quarantine",
                    "Authorization: Bearer " + m_door->token(model::Role::Operator, {}, -20s) + "\r\n"));
    answer = client.next();
    QCOMPARE(answer.status, 401);
    QCOMPARE(wire::problemFromAnswer(401, answer.body).code, u"token_expired"_s);
    QVERIFY(answer.head.contains("error=\"invalid_token\""));
}

void AdmissionTest::rolesAreHeldTo()
{
    RawClient client(m_door->door.port());
    const auto call = [&](model::Role role) {
        client.send(get("/operator/quarantine",
                        "Authorization: Bearer " + m_door->token(role, u"tenant-a"_s) + "\r\n"));
        return client.next().status;
    };
    QCOMPARE(call(model::Role::Operator), 200);
    QCOMPARE(call(model::Role::OperatorAdmin), 200);
    QCOMPARE(call(model::Role::CustomerAdmin), 403);
    client.send(get("/operator/quarantine",
                    "Cookie: pulse_session=" + m_door->token(model::Role::Operator) + "\r\n"));
    QCOMPARE(client.next().status, 200);
}

void AdmissionTest::upgradeOnAPlainRouteIsRefused_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    QTest::newRow("public route") << QByteArray("/api/v2/health") << QByteArray() << 400;
    QTest::newRow("unknown route") << QByteArray("/nowhere") << QByteArray() << 404;
    QTest::newRow("the live socket without a token") << QByteArray("/api/v2/ws") << QByteArray() << 401;
    QTest::newRow("the live socket with nonsense") << QByteArray("/api/v2/ws?token=x") << QByteArray() << 401;
}

void AdmissionTest::upgradeOnAPlainRouteIsRefused()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, more);
    QFETCH(int, status);
    RawClient client(m_door->door.port());
    client.send(
        get(path,
            more
                + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    QCOMPARE(client.next().status, status);
    QVERIFY(client.waitForClose());
    QVERIFY(!client.unread().contains("101"));
    QCOMPARE(m_served.load(), 0);
    QCOMPARE(m_door->hub.subscribers(), 0);
}

void AdmissionTest::busyWorkersAre503()
{
    m_door.reset();
    api::HttpDoorConfig config;
    make(config, 1);
    RawClient client(m_door->door.port());
    for (int held = 1; held <= 2; ++held) { // both workers, one after the other: only one may wait
        client.send(get("/api/v2/health?hold=1"));
        QVERIFY(spinUntil([&] { return m_served == held; }, 5s));
    }
    client.send(get("/api/v2/health?say=queued") + get("/api/v2/health?say=refused"));
    RawClient other(m_door->door.port());
    QVERIFY(spinUntil([&] { return client.socket().bytesToWrite() == 0; }, 5s));
    Answer refused;
    QVERIFY(spinUntil(
        [&] {
            other.send(get("/api/v2/health"));
            refused = other.next();
            return refused.status == 503;
        },
        5s));
    QVERIFY(refused.head.contains("Retry-After: 1\r\n"));
    m_hold.release(2);
    QCOMPARE(client.next().status, 200);
}

void AdmissionTest::publicCallsAreLimited()
{
    m_door.reset();
    api::HttpDoorConfig config;
    config.perAddress.most = 5;
    make(config);
    RawClient client(m_door->door.port());
    Answer answer;
    for (int i = 0; i < 6; ++i) {
        client.send(get("/api/v2/health"));
        answer = client.next();
    }
    QCOMPARE(answer.status, 429);
    QVERIFY(answer.head.contains("Retry-After: "));
    QCOMPARE(m_served.load(), 5);
}

void AdmissionTest::tooManyPipelinedAreRefused()
{
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health?hold=1&say=x").repeated(17));
    QVERIFY(spinUntil([this] { return m_door->door.requestsUnderWay() == 16; }, 5s));
    QCoreApplication::processEvents(); // the seventeenth
    m_hold.release(16);
    int last = 200;
    int answers = 0;
    while (last == 200) {
        last = client.next().status;
        ++answers;
    }
    QCOMPARE(last, 503);
    QCOMPARE(answers, 17);
    QVERIFY(client.waitForClose());
}

// Taken as absent they would find everything.
void AdmissionTest::emptyParametersAreRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("empty") << QByteArray("?minutes=");
    QTest::newRow("no value") << QByteArray("?minutes");
    QTest::newRow("beside a good one") << QByteArray("?limit=5&minutes=");
}

void AdmissionTest::emptyParametersAreRefused()
{
    QFETCH(QByteArray, query);
    RawClient client(m_door->door.port());
    client.send("GET /operator/quarantine" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + m_door->token(model::Role::Operator) + "\r\n\r\n");
    const Answer answer = client.next();
    QCOMPARE(answer.status, 400);
    const QJsonObject problem = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(problem.value(u"code"_s).toString(), u"invalid_field"_s);
    QCOMPARE(problem.value(u"field"_s).toString(), u"minutes"_s);
}

void AdmissionTest::unknownParametersAreNamed_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("unknown") << QByteArray("?severity=5") << QByteArray("unknown_parameter")
                             << QByteArray("severity");
    QTest::newRow("unknown beside a known one")
        << QByteArray("?minutes=5&Limit=5") << QByteArray("unknown_parameter") << QByteArray("Limit");
    QTest::newRow("twice") << QByteArray("?limit=1&limit=2") << QByteArray("invalid_field")
                           << QByteArray("limit");
}

void AdmissionTest::unknownParametersAreNamed()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, field);
    RawClient client(m_door->door.port());
    client.send("GET /operator/quarantine" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + m_door->token(model::Role::Operator) + "\r\n\r\n");
    const Answer answer = client.next();
    QCOMPARE(answer.status, 400);
    const QJsonObject problem = QJsonDocument::fromJson(answer.body).object();
    QCOMPARE(problem.value(u"code"_s).toString().toLatin1(), code);
    QCOMPARE(problem.value(u"field"_s).toString().toLatin1(), field);
}

PULSE_TEST_CASE(AdmissionTest)
#include "admission_test.moc"

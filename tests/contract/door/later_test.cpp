// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers that are made elsewhere: nobody waits for them but who asked.
#include "base/mutex.h"
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::test;

class LaterTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void comesFromAnotherThread();
    void workersGoOnMeanwhile();
    void answersOfAConnectionStayInOrder();
    void aClientThatLeavesIsNotMissed();
    void oneThatNeverComesDoesNotHoldTheDoor();

private:
    using Answering = std::function<void(api::Reply)>;
    bool asked(qsizetype count)
    {
        return spinUntil([&] { return m_asked.lock()->size() >= count; }, 10s);
    }
    static api::Reply reply(int number) { return api::Reply::json({{u"n"_s, number}}); }

    Mutex<QList<Answering>> m_asked;
    std::unique_ptr<Door> m_door;
};

// POST /api/auth/token is answered later; /api/auth/refresh at once.
void LaterTest::init()
{
    api::Handlers handlers;
    handlers.insert(wire::EndpointId::Token, [this](const auto &, auto &) -> Result<api::Reply> {
        api::Reply reply;
        reply.later = [this](const Answering &answer) { m_asked.lock()->append(answer); };
        return reply;
    });
    handlers.insert(wire::EndpointId::Refresh,
                    [](const auto &, auto &) -> Result<api::Reply> { return api::Reply::noContent(); });
    m_door = std::make_unique<Door>(api::HttpDoorConfig{}, std::move(handlers));
    QVERIFY(m_door->start());
}

void LaterTest::cleanup()
{
    m_door.reset();
    m_asked.lock()->clear();
}

void LaterTest::comesFromAnotherThread()
{
    RawClient client(m_door->door.port());
    client.send(post("/api/auth/token", "{}"));
    QVERIFY(asked(1));
    QCOMPARE(m_door->door.requestsUnderWay(), 1);
    std::thread([answer = m_asked.lock()->first()] { answer(reply(7)); }).join();
    const Answer answer = client.next();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, "{\"n\":7}");
    QCOMPARE(m_door->door.requestsUnderWay(), 0);
}

// The door has two workers.
void LaterTest::workersGoOnMeanwhile()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_door->door.port()));
        clients.back()->send(post("/api/auth/token", "{}"));
    }
    QVERIFY(asked(8));
    RawClient other(m_door->door.port());
    other.send(post("/api/auth/refresh", "{}"));
    QCOMPARE(other.next().status, 204);
}

void LaterTest::answersOfAConnectionStayInOrder()
{
    RawClient client(m_door->door.port());
    client.send(post("/api/auth/token", "{}") + post("/api/auth/refresh", "{}"));
    QVERIFY(asked(1));
    QVERIFY(spinUntil([&] { return m_door->door.requestsUnderWay() == 1; }, 5s)); // the second has its answer
    QVERIFY(client.unread().isEmpty());
    m_asked.lock()->first()(reply(1));
    QCOMPARE(client.next().status, 200);
    QCOMPARE(client.next().status, 204);
}

void LaterTest::aClientThatLeavesIsNotMissed()
{
    {
        RawClient client(m_door->door.port());
        client.send(post("/api/auth/token", "{}"));
        QVERIFY(asked(1));
    }
    m_asked.lock()->first()(reply(1));
    QVERIFY(spinUntil([&] { return m_door->door.requestsUnderWay() == 0; }, 5s));
}

void LaterTest::oneThatNeverComesDoesNotHoldTheDoor()
{
    RawClient client(m_door->door.port());
    client.send(post("/api/auth/token", "{}"));
    QVERIFY(asked(1));
    const auto late = m_asked.lock()->first();
    m_door->stop();
    QVERIFY(client.waitForClose());
    m_door.reset();
    late(reply(1)); // nobody is there any more
}

PULSE_TEST_CASE(LaterTest)

#include "later_test.moc"

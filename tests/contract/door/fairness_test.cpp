// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one caller can have of the door: connections, requests, workers, and answers that it does not read.
#include "door_fixture.h"
#include "support/suite/test_case.h"

#include <QDir>
#include <QSemaphore>
#include <QTest>
#include <sys/resource.h>

using namespace pulse;
using namespace pulse::test;

namespace {

constexpr qint64 kMib = 1024 * 1024;

api::HttpDoorConfig quickConfig()
{
    api::HttpDoorConfig config;
    config.perAddress.most = 0;
    config.refusalDelay = 1ms;
    config.limits.lingerTimeout = 50ms;
    return config;
}

int openDescriptors()
{
    return static_cast<int>(QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System).size());
}

// Puts it back at the end.
class DescriptorLimit {
public:
    explicit DescriptorLimit(int most)
    {
        getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit limit{static_cast<rlim_t>(most), m_before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class FairnessTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup();
    void operatorPathsAreLimited();
    void customerPathsAreLimitedByTenant();
    void workOfClientsThatLeftIsDropped();
    void oneCallerCannotTakeAllWorkers();
    void tooMuchAtOnceIsSaidSo();
    void answersNobodyReadsAreBounded();
    void halfOpenConnectionsMakeRoom_data();
    void halfOpenConnectionsMakeRoom();
    void whoIsServedDoesNotMakeRoom();
    void halfOpenConnectionsDoNotSpin();

private:
    void make(api::HttpDoorConfig config, std::optional<store::WorkLimits> limits = {});
    QByteArray asOperator(const QByteArray &path)
    {
        return get(path, "Authorization: Bearer " + m_door->token(model::Role::Operator) + "\r\n");
    }
    QByteArray asCustomer(const QByteArray &path, const QString &tenant)
    {
        return get(path,
                   "Authorization: Bearer " + m_door->token(model::Role::CustomerViewer, tenant) + "\r\n");
    }
    bool hasHeld(int count)
    {
        return spinUntil([&] { return m_held == count; }, 10s);
    }

    std::atomic_int m_served = 0;
    std::atomic_int m_held = 0;
    QSemaphore m_hold;
    std::unique_ptr<Door> m_door;
};

// ?hold waits for the test, ?size=N answers with so many bytes.
void FairnessTest::make(api::HttpDoorConfig config, std::optional<store::WorkLimits> limits)
{
    const auto serve = [this](const api::Request &request, store::Connection &) -> Result<api::Reply> {
        if (wishOf(request).hasQueryItem(u"hold"_s)) {
            ++m_held;
            m_hold.acquire();
        }
        ++m_served;
        return api::Reply{
            200, "text/plain", QByteArray(wishOf(request).queryItemValue(u"size"_s).toInt(), 'x'), {}};
    };
    api::Handlers handlers;
    handlers.insert(wire::EndpointId::Health, serve);
    handlers.insert(wire::EndpointId::OperatorQuarantine, serve);
    handlers.insert(wire::EndpointId::CustomerAlertRules, serve);
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers), u"host=/nonexistent"_s,
                                    live::HubConfig{}, 10'000, limits);
    QVERIFY(m_door->start());
}

void FairnessTest::cleanup()
{
    m_hold.release(1000);
    m_door.reset();
    m_hold.acquire(m_hold.available());
    m_served = m_held = 0;
}

void FairnessTest::operatorPathsAreLimited()
{
    api::HttpDoorConfig config = quickConfig();
    config.perUser.most = 3;
    make(config);
    RawClient client(m_door->door.port());
    for (int i = 0; i < 3; ++i) {
        client.send(asOperator("/operator/quarantine"));
        QCOMPARE(client.next().status, 200);
    }
    client.send(asOperator("/operator/quarantine"));
    const Answer refused = client.next();
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.head.contains("Retry-After: "));
    QCOMPARE(wire::problemFromAnswer(429, refused.body).code, u"too_many_requests"_s);
    QCOMPARE(m_served.load(), 3);
    QCOMPARE(m_door->door.requestsLimited(), 1u);
}

// No database is behind the door, so who is let in is told 503.
void FairnessTest::customerPathsAreLimitedByTenant()
{
    api::HttpDoorConfig config = quickConfig();
    config.perTenant.most = 3;
    make(config);
    RawClient client(m_door->door.port());
    for (const int status : {503, 503, 503, 429, 429}) {
        client.send(asCustomer("/customer/alert-rules", u"tenant-a"_s));
        QCOMPARE(client.next().status, status);
    }
    client.send(asCustomer("/customer/alert-rules", u"tenant-b"_s));
    QCOMPARE(client.next().status, 503);
}

void FairnessTest::workOfClientsThatLeftIsDropped()
{
    make(quickConfig());
    RawClient stays(m_door->door.port());
    stays.send(get("/api/v2/health?hold=1").repeated(2)); // both workers
    QVERIFY(hasHeld(2));
    auto leaves = std::make_unique<RawClient>(m_door->door.port());
    leaves->send(get("/api/v2/health").repeated(12));
    QVERIFY(spinUntil([this] { return m_door->workers.waiting() == 12; }, 10s));
    leaves.reset();
    QVERIFY(spinUntil([this] { return m_door->workers.waiting() == 0; }, 10s));
    QCOMPARE(m_door->door.requestsUnderWay(), 2);
    QCOMPARE(m_door->workers.counts().dropped, 12u);
    m_hold.release(2);
    QCOMPARE(stays.next().status, 200);
    QCOMPARE(stays.next().status, 200);
    QCOMPARE(m_served.load(), 2);
}

void FairnessTest::oneCallerCannotTakeAllWorkers()
{
    make(quickConfig(), store::WorkLimits{.runningPerParticipant = 1});
    RawClient greedy(m_door->door.port());
    greedy.send(get("/api/v2/health?hold=1").repeated(10));
    QVERIFY(hasHeld(1));
    RawClient neighbour(m_door->door.port());
    for (int i = 0; i < 5; ++i) {
        neighbour.send(asOperator("/operator/quarantine"));
        QCOMPARE(neighbour.next().status, 200);
    }
    QCOMPARE(m_held.load(), 1);
}

void FairnessTest::tooMuchAtOnceIsSaidSo()
{
    make(quickConfig(), store::WorkLimits{.waitingPerParticipant = 2, .runningPerParticipant = 1});
    RawClient greedy(m_door->door.port());
    greedy.send(get("/api/v2/health?hold=1"));
    QVERIFY(hasHeld(1));
    greedy.send(get("/api/v2/health").repeated(2));
    QVERIFY(spinUntil([this] { return m_door->workers.waiting() == 2; }, 10s));
    RawClient more(m_door->door.port());
    more.send(get("/api/v2/health"));
    const Answer refused = more.next();
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.head.contains("Retry-After: 1\r\n"));
    QCOMPARE(wire::problemFromAnswer(429, refused.body).code, u"too_many_at_once"_s);
    m_hold.release(1);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(greedy.next().status, 200);
}

void FairnessTest::answersNobodyReadsAreBounded()
{
    api::HttpDoorConfig config = quickConfig();
    config.limits.unsent.perParticipant = 20 * kMib;
    make(config);
    RawClient greedy(m_door->door.port());
    greedy.socket().setReadBufferSize(1);
    greedy.send(get("/api/v2/health?size=8000000").repeated(16));
    qint64 most = 0;
    QVERIFY(spinUntil(
        [&] {
            most = std::max(most, m_door->door.unsentBytes());
            return m_served == 16 && m_door->door.requestsUnderWay() == 0;
        },
        30s));
    QVERIFY2(most <= 20 * kMib, QByteArray::number(most).constData());
    RawClient neighbour(m_door->door.port());
    neighbour.send(asOperator("/operator/quarantine?size=8000000"));
    QCOMPARE(neighbour.next(false, 30s).status, 200);
    greedy.socket().setReadBufferSize(0);
    QList<int> statuses;
    for (int i = 0; i < 16; ++i)
        statuses.append(greedy.next(false, 30s).status);
    QVERIFY(statuses.count(200) >= 2 && statuses.count(429) >= 1);
    QCOMPARE(statuses.count(200) + statuses.count(429), 16);
    QTRY_COMPARE(m_door->door.unsentBytes(), 0);
}

void FairnessTest::halfOpenConnectionsMakeRoom_data()
{
    QTest::addColumn<int>("all");
    QTest::addColumn<int>("perAddress");
    QTest::newRow("of one address") << 1000 << 20;
    QTest::newRow("of all") << 20 << 0;
}

void FairnessTest::halfOpenConnectionsMakeRoom()
{
    QFETCH(int, all);
    QFETCH(int, perAddress);
    api::HttpDoorConfig config = quickConfig();
    config.limits.connections = all;
    config.limits.connectionsPerAddress = perAddress;
    make(config);
    std::vector<std::unique_ptr<RawClient>> halfOpen;
    for (int i = 0; i < 60; ++i) {
        halfOpen.push_back(std::make_unique<RawClient>(m_door->door.port()));
        halfOpen.back()->send("GET /api/v2/health HTTP/1.1\r\n");
    }
    RawClient client(m_door->door.port());
    client.send(get("/api/v2/health"));
    QCOMPARE(client.next().status, 200);
    QVERIFY(spinUntil([this] { return m_door->door.connections() <= 20; }, 5s));
    QVERIFY(halfOpen.front()->waitForClose());
    QVERIFY(!halfOpen.back()->isClosed());
    QVERIFY(m_door->door.connectionCounts().evicted >= 41);
}

void FairnessTest::whoIsServedDoesNotMakeRoom()
{
    api::HttpDoorConfig config = quickConfig();
    config.limits.connectionsPerAddress = 2;
    make(config);
    RawClient first(m_door->door.port());
    RawClient second(m_door->door.port());
    first.send(get("/api/v2/health?hold=1"));
    second.send(get("/api/v2/health?hold=1"));
    QVERIFY(hasHeld(2));
    RawClient third(m_door->door.port());
    QVERIFY(third.waitForClose());
    QCOMPARE(m_door->door.connectionCounts().refused, 1u);
    m_hold.release(2);
    QCOMPARE(first.next().status, 200);
    QCOMPARE(second.next().status, 200);
}

// They wait in the kernel while the event loop does not turn; then there are fewer descriptors than they. An
// accept that spins fails as often as the event loop turns.
void FairnessTest::halfOpenConnectionsDoNotSpin()
{
    make(quickConfig());
    std::vector<std::unique_ptr<RawClient>> halfOpen;
    for (int i = 0; i < 20; ++i)
        halfOpen.push_back(std::make_unique<RawClient>(m_door->door.port()));
    int held = 0;
    quint64 pauses = 0;
    {
        const DescriptorLimit limit(openDescriptors() + 5);
        QVERIFY(spinUntil([this] { return m_door->door.connectionCounts().pauses >= 2; }, 10s));
        held = m_door->door.connections();
        for (int turn = 0; turn < 1'000; ++turn)
            QCoreApplication::processEvents();
        pauses = m_door->door.connectionCounts().pauses;
    }
    QVERIFY2(held < 20, QByteArray::number(held).constData());
    QVERIFY2(pauses < 100, QByteArray::number(pauses).constData());
    QVERIFY(spinUntil([this] { return m_door->door.connections() == 20; }, 10s));
    halfOpen.back()->send(get("/api/v2/health"));
    QCOMPARE(halfOpen.back()->next().status, 200);
}

PULSE_TEST_CASE(FairnessTest)
#include "fairness_test.moc"

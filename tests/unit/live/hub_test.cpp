// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hub with sockets that are lists and a feed that answers when told: who gets what, how much, and in
// which order.
#include "hub_fakes.h"
#include "live/hub.h"
#include "live/store_feed.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QTest>
#include <thread>

using namespace pulse;
using namespace pulse::live;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

AlertChange alertOf(TenantKey tenant, qint64 seq)
{
    AlertChange change{tenant, seq, {}};
    change.alert.alertId = seq;
    return change;
}

LiveTelemetry telemetry(TenantKey tenant, const QString &device, int value)
{
    return {tenant, {device.mid(1).toLongLong() + tenant.value * 1000}, device, {{}, {{u"v"_s, value}}}};
}

} // namespace

class HubTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void saysHelloWithWhereItIs();
    void eachTenantSeesItsOwn();
    void anUnknownDeviceIsSaidSo();
    void anotherTenantsDeviceIsUnknown();
    void telemetryIsCoalescedToTheLast();
    void watchedIsWhatIsFollowed();
    void followingIsBounded();
    void deltasComeEachSnapshotsCoalesced();
    void aSubscriberGetsItsSnapshotAlone();
    void aFailedSnapshotIsReadAgain();
    void aSlowSocketLosesReadingsFirst();
    void aSlowSocketIsClosedRatherThanSkipped();
    void resumeKeepsOrder();
    void resumeTooOldIsReset();
    void misbehaviourEnds_data();
    void misbehaviourEnds();
    void arrivesFromAnotherThread();
    void aFullInboxBecomesAReset();
    void unsubscribingEndsIt();
    void whatIsBeyondTheFeed_data();
    void whatIsBeyondTheFeed();

private:
    void ask(SubscriberId id, const QByteArray &text) { m_hub->receive(id, text); }
    void deliver(const FeedBatch &batch)
    {
        m_hub->changesCommitted(batch);
        QCoreApplication::processEvents();
    }
    void report(const LiveTelemetry &reading)
    {
        m_hub->telemetryCommitted({reading});
        QCoreApplication::processEvents();
    }

    FakeFeed m_feed;
    std::unique_ptr<Hub> m_hub;
    FakeSubscriber m_a;
    FakeSubscriber m_b;
    SubscriberId m_idA = 0;
    SubscriberId m_idB = 0;
};

void HubTest::init()
{
    m_feed = {};
    m_a = {};
    m_b = {};
    HubConfig config;
    config.mostSubscriptions = 3;
    config.telemetryInterval = 30ms;
    config.snapshotInterval = 30ms;
    m_hub = std::make_unique<Hub>(config, m_feed);
    m_idA = m_hub->attach(m_a, kA);
    m_idB = m_hub->attach(m_b, kB);
}

void HubTest::cleanup() { m_hub.reset(); }

void HubTest::saysHelloWithWhereItIs()
{
    QCOMPARE(m_a.types, QStringList{u"hello"_s});
    QCOMPARE(m_a.sent.first().value(u"protocol"_s).toInt(), 1);
    deliver({41, false, {}, {}});
    FakeSubscriber late;
    const auto id = m_hub->attach(late, kA);
    QCOMPARE(late.sent.first().value(u"seq"_s).toInt(), 41);
    m_hub->detach(id);
    m_hub->detach(id);
}

void HubTest::eachTenantSeesItsOwn()
{
    for (const SubscriberId id : {m_idA, m_idB}) {
        ask(id, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
        ask(id, R"({"action":"subscribe","type":"devices"})");
    }
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"a1"})");
    ask(m_idB, R"({"action":"subscribe","type":"device","device_id":"b1"})");
    deliver({2, false, {alertOf(kA, 1)}, {{kB, 2, {}}}});
    report(telemetry(kA, u"a1"_s, 1));
    LiveTelemetry forged = telemetry(kB, u"b1"_s, 1);
    forged.tenant = kA; // the hub compares the tenant, too, whatever the key says
    report(forged);
    QCOMPARE(m_a.count(u"alert"_s), 1);
    QCOMPARE(m_a.count(u"device"_s), 0);
    QCOMPARE(m_a.count(u"telemetry"_s), 1);
    QCOMPARE(m_b.count(u"alert"_s), 0);
    QCOMPARE(m_b.count(u"device"_s), 1);
    QCOMPARE(m_b.count(u"telemetry"_s), 0);
}

void HubTest::anUnknownDeviceIsSaidSo()
{
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"x"})");
    QCOMPARE(m_a.types.last(), u"error"_s);
    QCOMPARE(m_a.sent.last().value(u"code"_s).toString(), u"not_found"_s);
    QCOMPARE(m_a.closedWith, 0);
}

void HubTest::anotherTenantsDeviceIsUnknown()
{
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"b1"})");
    QCOMPARE(m_a.sent.last().value(u"code"_s).toString(), u"not_found"_s);
    QVERIFY(m_hub->watched()->isEmpty());
}

void HubTest::telemetryIsCoalescedToTheLast()
{
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"a1"})");
    std::vector<LiveTelemetry> burst;
    for (int i = 1; i <= 100; ++i)
        burst.push_back(telemetry(kA, u"a1"_s, i));
    m_hub->telemetryCommitted(std::move(burst));
    QVERIFY(
        spinUntil([this] { return m_a.sent.last()[u"data"_s][u"metrics"_s][u"v"_s].toInt() == 100; }, 5s));
    QCOMPARE(m_a.sent.at(2)[u"data"_s][u"metrics"_s][u"v"_s].toInt(), 1);
    QVERIFY(m_a.count(u"telemetry"_s) < 50); // two, on a machine that is not very slow
}

void HubTest::watchedIsWhatIsFollowed()
{
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"a1"})");
    FakeSubscriber second;
    const auto id = m_hub->attach(second, kA);
    ask(id, R"({"action":"subscribe","type":"device","device_id":"a1"})");
    QVERIFY(m_hub->watched()->contains({1001}));
    m_hub->detach(id);
    QVERIFY(m_hub->watched()->contains({1001}));
    ask(m_idA, R"({"action":"unsubscribe","type":"device","device_id":"a1"})");
    QVERIFY(!m_hub->watched()->contains({1001}));
}

void HubTest::followingIsBounded()
{
    for (int i = 1; i <= 4; ++i)
        ask(m_idA,
            R"({"action":"subscribe","type":"device","device_id":"a)" + QByteArray::number(i) + R"("})");
    QCOMPARE(m_a.count(u"subscribed"_s), 3);
    QCOMPARE(m_a.sent.last().value(u"code"_s).toString(), u"too_many_subscriptions"_s);
}

void HubTest::deltasComeEachSnapshotsCoalesced()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    FakeSubscriber snapshots;
    const auto id = m_hub->attach(snapshots, kA);
    ask(id, R"({"action":"subscribe","type":"alerts"})");
    QCOMPARE(snapshots.count(u"alerts"_s), 1); // at once
    for (qint64 seq = 1; seq <= 50; ++seq)
        deliver({seq, false, {alertOf(kA, seq)}, {}});
    QCOMPARE(m_a.count(u"alert"_s), 50);
    QVERIFY(spinUntil([&] { return snapshots.count(u"alerts"_s) >= 2; }, 5s));
    QVERIFY(snapshots.count(u"alerts"_s) < 10);
    QCOMPARE(snapshots.sent.last().value(u"alerts"_s).toArray().size(), 2);
    QCOMPARE(snapshots.count(u"alert"_s), 0);
    m_hub->detach(id);
}

void HubTest::aSubscriberGetsItsSnapshotAlone()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts"})");
    QCOMPARE(m_a.count(u"alerts"_s), 1);
    FakeSubscriber second;
    const auto id = m_hub->attach(second, kA);
    ask(id, R"({"action":"subscribe","type":"alerts"})");
    QVERIFY(spinUntil([&] { return second.count(u"alerts"_s) == 1; }, 5s));
    QCOMPARE(m_a.count(u"alerts"_s), 1);
    m_hub->detach(id);
}

void HubTest::aFailedSnapshotIsReadAgain()
{
    m_feed.isFailing = true;
    ask(m_idA, R"({"action":"subscribe","type":"alerts"})");
    QCOMPARE(m_a.count(u"alerts"_s), 0);
    QVERIFY(spinUntil([this] { return m_a.count(u"alerts"_s) == 1; }, 5s));
    QCOMPARE(m_feed.snapshots.size(), size_t{2});
}

void HubTest::aSlowSocketLosesReadingsFirst()
{
    ask(m_idA, R"({"action":"subscribe","type":"device","device_id":"a1"})");
    m_a.pending = 300 * 1024;
    for (int i = 1; i <= 10; ++i)
        report(telemetry(kA, u"a1"_s, i));
    QCOMPARE(m_a.count(u"telemetry"_s), 0);
    QCOMPARE(m_a.closedWith, 0);
    m_a.pending = 0;
    QVERIFY(spinUntil([this] { return m_a.count(u"telemetry"_s) == 1; }, 5s));
    QCOMPARE(m_a.sent.last()[u"data"_s][u"metrics"_s][u"v"_s].toInt(), 10);
}

void HubTest::aSlowSocketIsClosedRatherThanSkipped()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    m_a.pending = 1024 * 1024;
    deliver({1, false, {alertOf(kA, 1), alertOf(kA, 2)}, {}});
    QCOMPARE(m_a.closedWith, int(kCloseTooSlow));
    QCOMPARE(m_a.count(u"alert"_s), 0);
    QCOMPARE(m_hub->subscribers(), 1);
}

void HubTest::resumeKeepsOrder()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    ask(m_idA, R"({"action":"subscribe","type":"devices"})");
    ask(m_idA, R"({"action":"resume","seq":3})");
    deliver({8, false, {alertOf(kA, 7), alertOf(kA, 8)}, {}}); // 7 is in the replay, too
    QCOMPARE(m_a.count(u"alert"_s), 0);
    QCOMPARE(m_feed.replays.size(), size_t{1});
    m_feed.replays.front()(FeedBatch{7, false, {alertOf(kA, 4), alertOf(kA, 7)}, {{kA, 5, {}}}});
    deliver({9, false, {alertOf(kA, 9)}, {}});
    QList<int> seqs;
    for (const QJsonObject &message : m_a.sent.mid(3)) // after hello and twice subscribed
        seqs.append(message.value(u"seq"_s).toInt());
    QCOMPARE(seqs, (QList<int>{4, 5, 7, 8, 9}));
}

void HubTest::resumeTooOldIsReset()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    ask(m_idA, R"({"action":"resume","seq":3})");
    m_feed.replays.front()(FeedBatch{70, true, {}, {}});
    QCOMPARE(m_a.types.last(), u"reset"_s);
    QCOMPARE(m_a.sent.last().value(u"seq"_s).toInt(), 70);
    ask(m_idA, R"({"action":"resume","seq":3})");
    m_feed.replays.back()(fail(ErrorKind::Unavailable, u"down"_s));
    QCOMPARE(m_a.closedWith, int(kCloseTryAgainLater));
}

void HubTest::misbehaviourEnds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("times");
    QTest::addColumn<int>("code");
    QTest::newRow("not JSON") << QByteArray("{") << 1 << 0;
    QTest::newRow("unknown action") << QByteArray(R"({"action":"dance"})") << 1 << 0;
    QTest::newRow("no device") << QByteArray(R"({"action":"subscribe","type":"device"})") << 1 << 0;
    QTest::newRow("too large") << QByteArray(65 * 1024, ' ') << 1 << int(kCloseTooBig);
    QTest::newRow("too often") << QByteArray("{") << 1300 << int(kClosePolicy);
}

void HubTest::misbehaviourEnds()
{
    QFETCH(QByteArray, text);
    QFETCH(int, times);
    QFETCH(int, code);
    for (int i = 0; i < times; ++i)
        ask(m_idA, text);
    QCOMPARE(m_a.closedWith, code);
    if (code == 0)
        QCOMPARE(m_a.types.last(), u"error"_s);
}

void HubTest::arrivesFromAnotherThread()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    std::thread writer([this] {
        for (qint64 seq = 1; seq <= 50; ++seq) {
            m_hub->watched();
            m_hub->changesCommitted({seq, false, {alertOf(kA, seq)}, {}});
        }
    });
    writer.join();
    QVERIFY(spinUntil([this] { return m_a.count(u"alert"_s) == 50; }, 5s));
}

void HubTest::aFullInboxBecomesAReset()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    for (qint64 seq = 1; seq <= 1000; ++seq)
        m_hub->changesCommitted({seq, false, {alertOf(kA, seq)}, {}});
    m_hub->telemetryCommitted(std::vector<LiveTelemetry>(50'000));
    QCoreApplication::processEvents();
    QVERIFY(m_a.count(u"reset"_s) >= 1);
    QVERIFY(m_a.count(u"alert"_s) <= 100);
}

void HubTest::unsubscribingEndsIt()
{
    ask(m_idA, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    ask(m_idA, R"({"action":"subscribe","type":"devices"})");
    ask(m_idA, R"({"action":"unsubscribe","type":"alerts"})");
    ask(m_idA, R"({"action":"unsubscribe","type":"devices"})");
    deliver({2, false, {alertOf(kA, 1)}, {{kA, 2, {}}}});
    QCOMPARE(
        m_a.types,
        (QStringList{u"hello"_s, u"subscribed"_s, u"subscribed"_s, u"unsubscribed"_s, u"unsubscribed"_s}));
}

void HubTest::whatIsBeyondTheFeed_data()
{
    QTest::addColumn<qint64>("oldest");
    QTest::addColumn<qint64>("newest");
    QTest::addColumn<qint64>("seq");
    QTest::addColumn<bool>("isBeyond");
    const auto row = [](auto name, auto... values) { (QTest::newRow(name) << ... << values); };
    row("all of it", 1LL, 9LL, 0LL, false);
    row("just before the oldest", 5LL, 9LL, 4LL, false);
    row("older", 5LL, 9LL, 3LL, true);
    row("the newest", 5LL, 9LL, 9LL, false);
    row("from another database", 5LL, 9LL, 10LL, true);
    row("empty, nothing seen", 0LL, 0LL, 0LL, false);
    row("empty, something seen", 0LL, 0LL, 4LL, true);
}

void HubTest::whatIsBeyondTheFeed()
{
    QFETCH(qint64, oldest);
    QFETCH(qint64, newest);
    QFETCH(qint64, seq);
    QFETCH(bool, isBeyond);
    QCOMPARE(isBeyondFeed({oldest, newest}, seq), isBeyond);
}

PULSE_TEST_CASE(HubTest)
#include "hub_test.moc"

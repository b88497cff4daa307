// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that says it is gone is believed at once, unless it was an old connection of its that ended, or we
// did not see.
#include "store/pipeline/silent_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

Message said(const QByteArray &payload)
{
    return {.type = "status", .payload = payload, .isFromItsDevice = true};
}

Message statement(const QByteArray &members)
{
    return {.type = "status", .payload = R"({"provision_token":"tok-one",)" + members + "}"};
}

} // namespace

class OfflineTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<SilentRig>(); }
    void cleanup() { m_rig.reset(); }
    void offlineIsSaidAtOnce_data();
    void offlineIsSaidAtOnce();
    void endsWithTheNextMessage_data();
    void endsWithTheNextMessage();
    void offlineTwiceIsOnce();
    void theTenantsGraceCounts();
    void aLateGoodbyePutsNothingOff();
    void withoutHeartbeatAlertsItIsStaleOnly();
    void aRuleHasItsOwnTime();
    void anOldConnectionsWillOpensNothing_data();
    void anOldConnectionsWillOpensNothing();
    void theNewestConnectionsWillDoes_data();
    void theNewestConnectionsWillDoes();
    void whoLeavesAndComesInOneBatchIsThere();
    void willsOfOurOwnOutageWaitAnInterval();
    void aTakeOverKeepsWhatWasSaid();
    void whoWasNeverHeardCannotLeave();
    void aBrokersCopyIsNoStatement();

private:
    void say(std::chrono::seconds at, const Message &message);
    void heardOf(std::chrono::seconds at, const Message &message);
    QString state() const;
    std::unique_ptr<SilentRig> m_rig;
};

QString OfflineTest::state() const
{
    return m_rig->writer
        .rows(u"SELECT concat_ws(' ', s.status, last_state_change_at::time, last_seen_at::time, "
              "status_reason(d.status, s.status, offline_at), offline_reason) "
              "FROM device_state AS s JOIN device AS d USING (device_key) WHERE device_id = 'one'"_s)
        .value(0);
}

void OfflineTest::say(std::chrono::seconds at, const Message &message)
{
    const auto totals = m_rig->hear(at, message);
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->rejected, 0);
    m_rig->stage.expectOffline(totals->offline);
}

void OfflineTest::heardOf(std::chrono::seconds at, const Message &message)
{
    const auto totals = m_rig->hear(at, message);
    QVERIFY(totals && totals->rejected == 0 && totals->offline.empty());
}

void OfflineTest::offlineIsSaidAtOnce_data()
{
    QTest::addColumn<Message>("message");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QString>("reason");
    QTest::newRow("text") << said("offline") << u"north: one: offline"_s << u"offline"_s;
    QTest::newRow("text as others write it")
        << said(" Offline\n") << u"north: one: offline"_s << u"offline"_s;
    QTest::newRow("JSON") << statement(R"("status":"offline")") << u"north: one: offline"_s << u"offline"_s;
    QTest::newRow("JSON with a reason")
        << statement(R"("status":"offline","site_id":"north","reason":"battery\n low")")
        << u"north: one: offline: battery low"_s << u"battery low"_s;
    QTest::newRow("a reason that is a novel")
        << statement(R"("status":"offline","reason":")" + QByteArray(1'000, 'x') + '"')
        << u"north: one: offline: "_s + QString(256, u'x') << QString(256, u'x');
}

void OfflineTest::offlineIsSaidAtOnce()
{
    QFETCH(Message, message);
    QFETCH(QString, summary);
    QFETCH(QString, reason);
    heardOf(10s, {.ts = 10s});
    say(11s, message);
    QVERIFY(state().startsWith(u"STALE 12:00:11 12:00:10 offline"_s)); // it is no sign of life
    m_rig->run(11s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:11"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT summary FROM alert"_s), QStringList{summary});
    QCOMPARE(m_rig->writer.rows(u"SELECT details ->> 'reason' FROM alert"_s), QStringList{reason});
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT concat_ws(' ', fingerprint, evidence ->> 'offline_at', "
                 "evidence ->> 'last_seen_at') FROM alert JOIN alert_transition USING (alert_id)"_s),
             QStringList{u"NO_HEARTBEAT:one 2026-01-15T12:00:11.000000Z 2026-01-15T12:00:10.000000Z"_s});
    m_rig->run(120s);
    QCOMPARE(m_rig->writer.transitions(), QStringList{u"one OPENED"_s}); // silence adds nothing
}

void OfflineTest::endsWithTheNextMessage_data()
{
    QTest::addColumn<Message>("message");
    QTest::newRow("telemetry") << Message{.ts = 20s};
    QTest::newRow("heartbeat") << Message{.metrics = {}, .ts = 20s, .type = "heartbeat"};
    QTest::newRow("late") << Message{.ts = -3600s};
    QTest::newRow("refused") << Message{.site = "south"};
    QTest::newRow("online") << said("online");
    QTest::newRow("online, JSON") << statement(R"("status":"online")");
}

void OfflineTest::endsWithTheNextMessage()
{
    QFETCH(Message, message);
    say(10s, said("offline"));
    m_rig->run(10s);
    QVERIFY(m_rig->hear(20s, message));
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(state(), u"ONLINE 12:00:20 12:00:20"_s);
    m_rig->run(49s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(50s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:50"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT details ? 'reason' FROM alert WHERE cleared_at IS NULL"_s),
             QStringList{u"f"_s});
}

void OfflineTest::offlineTwiceIsOnce()
{
    say(10s, statement(R"("status":"offline","reason":"first")"));
    m_rig->run(10s);
    say(12s, statement(R"("status":"offline","reason":"second")"));
    m_rig->run(12s);
    QCOMPARE(state(), u"STALE 12:00:10 12:00:00 offline first"_s);
    QCOMPARE(m_rig->writer.transitions(), QStringList{u"one OPENED"_s});
}

void OfflineTest::theTenantsGraceCounts()
{
    m_rig->set(u"HEARTBEAT_GRACE_SECONDS"_s, u"15"_s);
    m_rig->run(5s);
    say(10s, said("offline"));
    QCOMPARE(state(), u"STALE 12:00:10 12:00:00 offline"_s);
    m_rig->run(24s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(25s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:25"_s});
}

// Who is about to be an alert by silence gains nothing by saying so.
void OfflineTest::aLateGoodbyePutsNothingOff()
{
    m_rig->set(u"HEARTBEAT_GRACE_SECONDS"_s, u"15"_s);
    m_rig->run(40s);
    say(41s, said("offline"));
    m_rig->run(44s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(45s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:45"_s});
}

void OfflineTest::withoutHeartbeatAlertsItIsStaleOnly()
{
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    m_rig->run(5s);
    say(10s, said("offline"));
    m_rig->run(120s);
    QCOMPARE(state(), u"STALE 12:00:10 12:00:00 offline"_s);
    QCOMPARE(m_rig->open(), QStringList{});
}

void OfflineTest::aRuleHasItsOwnTime()
{
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    m_rig->addRule(u"DEVICE_SILENT"_s, u"silent_seconds"_s, u"60"_s);
    m_rig->run(0s);
    say(10s, said("offline"));
    m_rig->run(59s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(60s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:01:00"_s});
}

void OfflineTest::anOldConnectionsWillOpensNothing_data()
{
    QTest::addColumn<Message>("older");
    QTest::addColumn<Message>("newer");
    QTest::addColumn<Message>("will");
    QTest::newRow("both said online") << said("online") << said("online") << said("offline");
    QTest::newRow("sessions have names")
        << statement(R"("status":"online","session":"a")") << statement(R"("status":"online","session":"b")")
        << statement(R"("status":"offline","session":"a")");
    QTest::newRow("of an older session, and none of the older said online")
        << Message{.ts = 10s} << statement(R"("status":"online","session":"b")")
        << statement(R"("status":"offline","session":"a")");
    QTest::newRow("written before the newer message")
        << Message{.ts = 10s} << Message{.ts = 20s}
        << statement(R"("status":"offline","ts":"2026-01-15T12:00:09Z")");
    QTest::newRow("written before the newer online")
        << Message{.metrics = {}, .ts = std::nullopt, .type = "heartbeat"}
        << statement(R"("status":"online","ts":"2026-01-15T12:00:20Z")")
        << statement(R"("status":"offline","ts":"2026-01-15T12:00:09Z")");
}

void OfflineTest::anOldConnectionsWillOpensNothing()
{
    QFETCH(Message, older);
    QFETCH(Message, newer);
    QFETCH(Message, will);
    heardOf(10s, older);
    heardOf(20s, newer);
    heardOf(22s, will);
    QVERIFY(state().startsWith(u"ONLINE 12:00:00 12:00:20"_s));
    m_rig->run(49s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(50s); // it is gone indeed: an interval after it was last heard
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:50"_s});
}

void OfflineTest::theNewestConnectionsWillDoes_data()
{
    QTest::addColumn<QList<Message>>("messages"); // the last is the will
    QTest::newRow("it said online") << QList<Message>{said("online"), {.ts = 11s}, said("offline")};
    QTest::newRow("it said goodbye before and came back")
        << QList<Message>{said("online"), said("offline"), said("online"), said("offline")};
    QTest::newRow("the older one's will came before")
        << QList<Message>{said("online"), said("online"), said("offline"), {.ts = 12s}, said("offline")};
    QTest::newRow("by the name of its session") << QList<Message>{
        statement(R"("status":"online","session":"a")"), statement(R"("status":"online","session":"b")"),
        statement(R"("status":"offline","session":"b")")};
    QTest::newRow("it says online again and again") << QList<Message>{
        statement(R"("status":"online","session":"a")"), statement(R"("status":"online","session":"a")"),
        statement(R"("status":"offline","session":"a")")};
    QTest::newRow("goodbye, with the time")
        << QList<Message>{{.ts = 11s}, statement(R"("status":"offline","ts":"2026-01-15T12:00:11Z")")};
}

void OfflineTest::theNewestConnectionsWillDoes()
{
    QFETCH(QList<Message>, messages);
    auto at = 10s;
    for (const Message &message : messages)
        say(at += 1s, message);
    m_rig->run(at);
    QCOMPARE(m_rig->open().size(), 1);
    QVERIFY(state().startsWith(u"STALE"_s));
}

void OfflineTest::whoLeavesAndComesInOneBatchIsThere()
{
    m_rig->writer.clock.set(WriterRig::noon() + 10s);
    const auto first = m_rig->writer.commit({said("offline"), {.ts = 10s}});
    QVERIFY(first);
    m_rig->stage.expectOffline(first->offline);
    const auto second = m_rig->writer.commit({said("offline"), {.site = "south"}}); // refused, but heard
    QVERIFY(second);
    m_rig->stage.expectOffline(second->offline);
    m_rig->run(12s);
    QCOMPARE(m_rig->open(), QStringList{});
    QVERIFY(state().startsWith(u"ONLINE"_s));
    const auto third = m_rig->writer.commit({{.ts = 12s}, said("offline")});
    QVERIFY(third);
    m_rig->stage.expectOffline(third->offline);
    m_rig->run(13s);
    QCOMPARE(m_rig->open().size(), 1);
}

// A broker that ends publishes everybody's wills; what we then see again begins after them.
void OfflineTest::willsOfOurOwnOutageWaitAnInterval()
{
    m_rig->run(10s);
    m_rig->sight.lost();
    say(20s, said("offline"));
    QCOMPARE(state(), u"STALE 12:00:20 12:00:00 offline"_s);
    m_rig->seen = 60s;
    m_rig->run(89s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(90s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:01:30"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT details ->> 'reason' FROM alert"_s), QStringList{u"offline"_s});
}

void OfflineTest::aTakeOverKeepsWhatWasSaid()
{
    say(10s, statement(R"("status":"offline","reason":"battery")"));
    QVERIFY(m_rig->writer.load());
    const auto &devices = m_rig->writer.registry.findTenant("acme")->devices;
    const auto &offline = devices.find(QByteArray("one"))->second->registered.state.offline;
    QVERIFY(offline && offline->at == WriterRig::noon() + 10s);
    QCOMPARE(offline->reason, u"battery"_s);
    QVERIFY(m_rig->hear(20s, {.ts = 20s}));
    QCOMPARE(state(), u"ONLINE 12:00:20 12:00:20"_s);
    QVERIFY(m_rig->writer.load());
    QVERIFY(!m_rig->writer.registry.findTenant("acme")
                 ->devices.find(QByteArray("one"))
                 ->second->registered.state.offline);
}

void OfflineTest::whoWasNeverHeardCannotLeave()
{
    say(10s, {.device = "two", .type = "status", .payload = "offline", .isFromItsDevice = true});
    m_rig->run(20s);
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(m_rig->writer.rows(u"SELECT count(*) FROM device_state"_s), QStringList{u"1"_s});
}

void OfflineTest::aBrokersCopyIsNoStatement()
{
    Message kept = said("offline");
    kept.isReplay = true;
    const auto totals = m_rig->hear(10s, kept);
    QVERIFY(totals && totals->offline.empty());
    QCOMPARE(totals->rejectedBy, (RejectTotals{{model::RejectReason::RetainedReplay, 1}}));
    m_rig->run(20s);
    QCOMPARE(m_rig->open(), QStringList{});
    QVERIFY(state().startsWith(u"ONLINE"_s));
    QCOMPARE(m_rig->writer.rows(u"SELECT count(*) FROM device_refusal"_s),
             QStringList{u"0"_s}); // no fault of it
}

PULSE_TEST_CASE(OfflineTest)
#include "offline_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Timers of rules with `for` on their way through batches: rows when they begin and end, memory after COMMIT
// only, and what ends them.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class TimersBatchTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void aTimerIsARowFromItsBeginningToItsEnd();
    void aTimerOutlivesTheServer();
    void aTimerThatEndsLeavesNoRow();
    void memoryFollowsTheCommit();
    void whatCausedItIsKept();
    void readingsAheadAndClocksSetBack();
    void aClockSetBackRestartsTheTimers();
    void changesOfTheRuleEndTimers_data();
    void changesOfTheRuleEndTimers();
    void aRevokedDeviceHasNoTimers();

private:
    struct Received {
        std::chrono::seconds at; // our clock, after noon
        std::chrono::seconds ts; // the device's
        double value;
        const char *transitions;
    };
    QString play(const std::vector<Received> &script);
    static Message at(std::chrono::microseconds ts, double value, const QByteArray &device = "one");
    bool commit(const std::vector<Message> &messages);
    QStringList timers() const;
    QJsonObject evidence(const QString &event) const;
    size_t timersInMemory() { return m_rig->registry.findDevice({1})->registered.pending.size(); }

    std::unique_ptr<WriterRig> m_rig;
};

void TimersBatchTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_rig->addRule(u"Held"_s, u"temp_c"_s, u"GT"_s, 40, u"38"_s);
    m_rig->execute(u"UPDATE alert_rule SET for_seconds = 60"_s);
    m_rig->clock.advance(1h);
}

Message TimersBatchTest::at(std::chrono::microseconds ts, double value, const QByteArray &device)
{
    return {.device = device, .metrics = R"({"temp_c":)" + QByteArray::number(value) + '}', .ts = ts};
}

bool TimersBatchTest::commit(const std::vector<Message> &messages)
{
    const auto done = m_rig->commit(messages);
    if (!done)
        qWarning("%s", qPrintable(done.error().what));
    return done.has_value();
}

QStringList TimersBatchTest::timers() const
{
    return m_rig->rows(
        u"SELECT concat_ws(' ', device_id, since::time, value, rule_version) FROM rule_pending "
        "JOIN device USING (device_key) ORDER BY device_key"_s);
}

QJsonObject TimersBatchTest::evidence(const QString &event) const
{
    const QStringList kept =
        m_rig->rows(u"SELECT evidence FROM alert_transition WHERE event = '%1'"_s.arg(event));
    return QJsonDocument::fromJson(kept.value(0).toUtf8()).object();
}

void TimersBatchTest::aTimerIsARowFromItsBeginningToItsEnd()
{
    QVERIFY(commit({at(0s, 41), at(0s, 41, "two")}));
    QCOMPARE(timers(), (QStringList{u"one 12:00:00 41 1"_s, u"two 12:00:00 41 1"_s}));
    const auto written = [this] {
        return m_rig->rows(u"SELECT xmin FROM rule_pending ORDER BY device_key"_s);
    };
    const QStringList before = written();
    QVERIFY(commit({at(30s, 42), at(59s, 43), at(59s, 43, "two")}));
    QCOMPARE(written(), before); // nothing begins or ends
    QCOMPARE(m_rig->transitions(), QStringList());
    QVERIFY(commit({at(60s, 44)}));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
    QCOMPARE(timers(), QStringList{u"two 12:00:00 41 1"_s});
    QCOMPARE(m_rig->rows(u"SELECT opened_ts::time FROM alert"_s), QStringList{u"12:01:00"_s});
    QCOMPARE(m_rig->rows(u"SELECT summary FROM alert"_s),
             QStringList{u"north: one: temp_c (44) > 40 for 60 s"_s});
}

void TimersBatchTest::aTimerOutlivesTheServer()
{
    QVERIFY(commit({at(0s, 41)}));
    QVERIFY(m_rig->load()); // as the standby does
    QVERIFY(commit({at(59s, 41)}));
    QVERIFY(m_rig->load());
    QVERIFY(commit({at(60s, 41)}));
    QCOMPARE(m_rig->rows(u"SELECT opened_ts::time FROM alert"_s), QStringList{u"12:01:00"_s});
    QVERIFY(m_rig->load());
    QCOMPARE(timersInMemory(), size_t{0});
}

void TimersBatchTest::aTimerThatEndsLeavesNoRow()
{
    QVERIFY(commit({at(0s, 41)}));
    QVERIFY(commit({at(30s, 39)})); // neither a breach nor a clearing
    QCOMPARE(timers(), QStringList());
    QVERIFY(commit({at(31s, 41), at(40s, 39), at(50s, 41)}));
    QCOMPARE(timers(), QStringList{u"one 12:00:50 41 1"_s});
    QVERIFY(commit({at(51s, 1), at(52s, 41), at(112s, 41)}));
    QCOMPARE(m_rig->rows(u"SELECT opened_ts::time FROM alert"_s), QStringList{u"12:01:52"_s});
    QCOMPARE(timers(), QStringList());
}

void TimersBatchTest::memoryFollowsTheCommit()
{
    m_rig = std::make_unique<WriterRig>(Schema::Own);
    m_rig->addRule(u"Held"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->execute(
        u"UPDATE alert_rule SET for_seconds = 60;"
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '40001'; END $$;"
        "CREATE TRIGGER fail AFTER INSERT ON rule_pending FOR EACH STATEMENT EXECUTE FUNCTION fail()"_s);
    QVERIFY(!m_rig->commit({at(0s, 41)}));
    QCOMPARE(timersInMemory(), size_t{0});
    m_rig->execute(u"DROP TRIGGER fail ON rule_pending"_s);
    QVERIFY(commit({at(0s, 41)}));
    QCOMPARE(timersInMemory(), size_t{1});
}

void TimersBatchTest::whatCausedItIsKept()
{
    QVERIFY(commit({at(0s, 41)}));
    QVERIFY(commit({at(61s, 44), at(70s, 38)}));
    const QJsonObject condition{{u"condition"_s, u"THRESHOLD"_s},
                                {u"operator"_s, u"GT"_s},
                                {u"threshold"_s, 40},
                                {u"clear_value"_s, 38},
                                {u"for_seconds"_s, 60}};
    QCOMPARE(evidence(u"OPENED"_s),
             (QJsonObject{{u"reading_at"_s, u"2026-01-15T12:01:01.000000Z"_s},
                          {u"received_at"_s, u"2026-01-15T13:00:00.000000Z"_s},
                          {u"metric_name"_s, u"temp_c"_s},
                          {u"value"_s, 44},
                          {u"rule_version"_s, 1},
                          {u"condition"_s, condition},
                          {u"pending_since"_s, u"2026-01-15T12:00:00.000000Z"_s}}));
    QCOMPARE(evidence(u"CLEARED"_s),
             (QJsonObject{{u"reading_at"_s, u"2026-01-15T12:01:10.000000Z"_s},
                          {u"received_at"_s, u"2026-01-15T13:00:00.000000Z"_s},
                          {u"metric_name"_s, u"temp_c"_s},
                          {u"value"_s, 38},
                          {u"rule_version"_s, 1},
                          {u"condition"_s, condition}}));
}

// Message by message: which rule opened or cleared, "" where none did.
QString TimersBatchTest::play(const std::vector<Received> &script)
{
    for (const Received &received : script) {
        m_rig->execute(u"DELETE FROM alert_transition"_s);
        m_rig->clock.set(WriterRig::noon() + received.at);
        if (!commit({at(received.ts, received.value)}))
            return u"no commit"_s;
        const QString came = m_rig
                                 ->rows(u"SELECT string_agg(concat_ws(' ', r.name, t.event), ',' ORDER BY "
                                        u"r.name) FROM alert_transition AS t "
                                        "JOIN alert USING (alert_id) JOIN alert_rule AS r USING (rule_key)"_s)
                                 .value(0);
        if (came != QLatin1StringView(received.transitions))
            return u"at %1 s: %2"_s.arg(received.at.count()).arg(came);
    }
    return {};
}

// A clock that is five minutes ahead, one that is set back by an hour, and a network that changes the order.
void TimersBatchTest::readingsAheadAndClocksSetBack()
{
    m_rig->addRule(u"At once"_s, u"temp_c"_s, u"GT"_s, 40, u"38"_s);
    const QString wrong = play({
        {0s, 0s, 41, "At once OPENED"}, // the timer begins
        {30s, 330s, 42, ""}, // five minutes ahead: counts as of its arrival
        {59s, 59s, 43, ""}, // the true time again: neither late nor a step back, and not yet a minute
        {60s, 360s, 44, "Held OPENED"}, // ahead again; a minute has passed on our clock
        {70s, 65s, 30, "At once CLEARED,Held CLEARED"},
        {80s, 75s, 41, "At once OPENED"},
        {140s, 138s, 42, "Held OPENED"}, // 63 s later
        {150s, 148s, 37, "At once CLEARED,Held CLEARED"},
        {160s, 158s, 41, "At once OPENED"},
        {161s, 156s, 42, ""}, // overtaken on its way: two seconds back, the timer begins anew
        {215s, 215s, 42, ""}, // 57 s since 158 s, 59 s since 156 s
        {217s, 216s, 42, "Held OPENED"},
        {220s, 219s, 30, "At once CLEARED,Held CLEARED"},
        {230s, 229s, 41, "At once OPENED"},
        {260s, -3'340s, 30, ""}, // set back by an hour, so an hour old when it comes: late, not evaluated
        {289s, 289s, 43, "Held OPENED"}, // the timer of 229 s went on
        {295s, 295s, 30, "At once CLEARED,Held CLEARED"},
    });
    QCOMPARE(wrong, QString());
    QCOMPARE(m_rig->rows(u"SELECT ts::time FROM reading WHERE is_late"_s), QStringList{u"11:04:20"_s});
}

// A tenant that does not call it late.
void TimersBatchTest::aClockSetBackRestartsTheTimers()
{
    m_rig->execute(u"UPDATE app_settings SET value = '7200' WHERE key = 'LATE_AFTER_SECONDS'"_s);
    const QString wrong = play({
        {0s, 0s, 41, ""},
        {50s, 50s, 41, ""},
        {55s, -3'545s, 41, ""}, // back by an hour: the timer begins anew
        {61s, -3'539s, 41, ""},
        {114s, -3'486s, 41, ""}, // 59 s later
        {115s, -3'485s, 41, "Held OPENED"},
        {120s, -3'480s, 38, "Held CLEARED"},
        {130s, 130s, 41, ""}, // and forward again
        {190s, 190s, 41, "Held OPENED"},
    });
    QCOMPARE(wrong, QString());
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading WHERE is_late"_s), QStringList{u"0"_s});
}

void TimersBatchTest::changesOfTheRuleEndTimers_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QStringList>("expected");
    const QString gone = u"DELETE FROM alert_rule"_s;
    QTest::newRow("deleted") << gone << QStringList();
    QTest::newRow("disabled") << u"UPDATE alert_rule SET enabled = false"_s << QStringList();
    QTest::newRow("changed") << u"UPDATE alert_rule SET threshold = 39, version = version + 1"_s
                             << QStringList();
    QTest::newRow("other sites") << u"UPDATE alert_rule SET site_ids = '{south}'"_s << QStringList();
    QTest::newRow("other prefixes") << u"UPDATE alert_rule SET device_prefixes = '{tw}'"_s
                                    << QStringList{u"two 12:00:00 41 1"_s};
    QTest::newRow("another rule")
        << u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold) "
           "VALUES (1, 'r', 'm', 'GT', 1)"_s
        << QStringList{u"one 12:00:00 41 1"_s, u"two 12:00:00 41 1"_s};
}

void TimersBatchTest::changesOfTheRuleEndTimers()
{
    QFETCH(QString, change);
    QFETCH(QStringList, expected);
    QVERIFY(commit({at(0s, 41), at(0s, 41, "two")}));
    m_rig->execute(change);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(commit({}));
    QCOMPARE(timers(), expected);
    QVERIFY(m_rig->load());
    QVERIFY(commit({}));
    QCOMPARE(timers(), expected);
}

void TimersBatchTest::aRevokedDeviceHasNoTimers()
{
    QVERIFY(commit({at(0s, 41), at(0s, 41, "two")}));
    m_rig->execute(u"UPDATE device SET status = 'REVOKED' WHERE device_id = 'one' AND tenant_key = 1"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(commit({}));
    QCOMPARE(timers(), QStringList{u"two 12:00:00 41 1"_s});
    // Back again, it begins again.
    m_rig->execute(u"UPDATE device SET status = 'ACTIVE'"_s);
    QVERIFY(commit({at(60s, 41)}));
    QCOMPARE(m_rig->transitions(), QStringList());
}

PULSE_TEST_CASE(TimersBatchTest)
#include "timers_batch_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A row that the database refuses is isolated; a fault that is no row's stops ingest, and loses nothing.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class PoisonTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(Schema::Own); }
    void cleanup() { m_rig.reset(); }
    void oneRowGoesToQuarantineTheRestCommits();
    void severalRowsAreFoundEach();
    void aloneItGoesToQuarantine();
    void alertsAreThoseOfTheRowsThatWereKept();
    void aFullBatchIsAsIfItHadNotBeenThere_data();
    void aFullBatchIsAsIfItHadNotBeenThere();
    void aRowThatBreaksStateIsFoundToo();
    void aTopicThatIsNotUtf8StopsNobody();
    void whatIsNoRowsFaultIsAnError();
    void aWrongSetupIsAnErrorAndLosesNothing();

private:
    static Message poison(int second);
    static Message good(int second);
    void refusePoison() const;
    void prepare() const; // a rule with a route, and no room for poison
    QStringList everything() const; // but ids, which differ from database to database
    std::unique_ptr<WriterRig> m_rig;
};

Message PoisonTest::poison(int second)
{
    return {.metrics = R"({"temp_c":666.5})", .ts = second * 1s - 1min};
}

Message PoisonTest::good(int second) { return {.metrics = R"({"temp_c":45.5})", .ts = second * 1s - 1min}; }

void PoisonTest::refusePoison() const
{
    m_rig->execute(u"ALTER TABLE reading ADD CHECK (\"values\"[1] <> 666.5)"_s);
}

void PoisonTest::oneRowGoesToQuarantineTheRestCommits()
{
    refusePoison();
    std::vector<Message> batch;
    for (int i = 0; i < 9; ++i)
        batch.push_back(i == 4 ? poison(i) : good(i));
    const auto totals = m_rig->commit(batch);
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 8);
    QCOMPARE(totals->rejected, 1);
    QCOMPARE(m_rig->rows(u"SELECT reason || ' ' || count FROM quarantine_counter"_s),
             QStringList{u"STORE_REJECTED 1"_s});
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"8"_s});
}

void PoisonTest::severalRowsAreFoundEach()
{
    refusePoison();
    const auto totals =
        m_rig->commit({poison(0), good(1), poison(2), poison(3), good(4), good(5), poison(6)});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 3);
    QCOMPARE(totals->rejected, 4);
    QCOMPARE(m_rig->rows(u"SELECT sum(count) FROM quarantine_counter WHERE reason = 'STORE_REJECTED'"_s),
             QStringList{u"4"_s});
}

void PoisonTest::aloneItGoesToQuarantine()
{
    refusePoison();
    const auto totals = m_rig->commit({poison(0)});
    QVERIFY(totals);
    QCOMPARE(totals->rejected, 1);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
    // Whose token was right is heard, whatever becomes of what it sent.
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', status, codes) FROM device_state"_s),
             QStringList{u"ONLINE {}"_s});
}

void PoisonTest::alertsAreThoseOfTheRowsThatWereKept()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRule(u"Burning"_s, u"temp_c"_s, u"GT"_s, 600);
    refusePoison();
    QVERIFY(m_rig->commit({good(0), poison(1), {.metrics = R"({"temp_c":1})"}, good(3)}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s, u"one OPENED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT details->>'rule_name' FROM alert"_s), (QStringList{u"Hot"_s, u"Hot"_s}));
}

void PoisonTest::prepare() const
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRule(u"Burning"_s, u"temp_c"_s, u"GT"_s, 600);
    m_rig->addRoute();
    m_rig->execute(u"UPDATE app_settings SET value = 'DEV' WHERE key = 'MODE';"
                   "UPDATE app_settings SET value = '1' WHERE key = 'STORE_REJECTS'"_s);
    refusePoison();
}

QStringList PoisonTest::everything() const
{
    const auto withoutIds = [this](const QString &sql) {
        static const QRegularExpression id(u"[0-9a-f]{8}-[-0-9a-f]{27}|\"alert_id\": *\"?\\d+"_s);
        return m_rig->rows(sql).replaceInStrings(id, u"id"_s);
    };
    return withoutIds(u"SELECT concat_ws(' ', 'reading', device_key, ts, received_at, payload_hash, is_late, "
                      u"\"values\") "
                      "FROM reading ORDER BY device_key, ts"_s)
        + withoutIds(u"SELECT concat_ws(' ', 'state', device_key, status, last_seen_at, last_ts, \"values\") "
                     "FROM device_state ORDER BY device_key"_s)
        + withoutIds(u"SELECT concat_ws(' ', 'alert', device_key, summary, details, created_at, opened_ts, "
                     u"cleared_at, "
                     "cleared_ts) FROM alert ORDER BY opened_ts, device_key"_s)
        + withoutIds(u"SELECT concat_ws(' ', 'transition', device_key, event, at, actor, reason) FROM "
                     u"alert_transition "
                     "JOIN alert USING (alert_id) ORDER BY transition_id"_s)
        + withoutIds(
               u"SELECT concat_ws(' ', 'job', deliver_on_event, status, payload) FROM delivery_job ORDER BY job_id"_s);
}

void PoisonTest::aFullBatchIsAsIfItHadNotBeenThere_data()
{
    QTest::addColumn<int>("position");
    QTest::newRow("first") << 0;
    QTest::newRow("in the middle") << 2'500;
    QTest::newRow("last") << 4'999;
}

// Every device's alert opens and closes again every hundred of its messages, before the poison and after it.
void PoisonTest::aFullBatchIsAsIfItHadNotBeenThere()
{
    QFETCH(int, position);
    const QByteArray devices[] = {"one", "two", "three"};
    std::vector<Message> batch;
    for (int i = 0; i < 5'000; ++i)
        batch.push_back({.device = devices[i % 3],
                         .metrics = i / 150 % 2 == 1 ? R"({"temp_c":45.5})" : R"({"temp_c":1})",
                         .ts = i * 10ms - 1min});
    std::vector<Message> poisoned = batch;
    poisoned[static_cast<size_t>(position)].metrics = R"({"temp_c":666.5})";
    batch.erase(batch.begin() + position);

    prepare();
    const auto undisturbed = m_rig->commit(batch);
    QVERIFY2(undisturbed, undisturbed ? "" : qPrintable(undisturbed.error().what));
    const QStringList expected = everything();
    QCOMPARE(expected.filter(u"reading "_s).size(), 4'999);
    QCOMPARE(expected.filter(u"transition "_s).size(), 99);
    QCOMPARE(expected.filter(u"job "_s).size(), 99);

    m_rig = std::make_unique<WriterRig>(Schema::Own);
    prepare();
    const auto totals = m_rig->commit(poisoned);
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 4'999);
    QCOMPARE(totals->rejected, 1);
    QCOMPARE(m_rig->rows(u"SELECT reason || ' ' || count FROM quarantine_counter"_s),
             QStringList{u"STORE_REJECTED 1"_s});
    QCOMPARE(
        m_rig->rows(u"SELECT convert_from(payload_sealed, 'UTF8') LIKE '%666.5%' FROM quarantine_event"_s),
        QStringList{u"t"_s});
    QCOMPARE(everything(), expected);
}

void PoisonTest::aRowThatBreaksStateIsFoundToo()
{
    m_rig->execute(u"ALTER TABLE device_state ADD CHECK (NOT 666.5 = ANY (\"values\"))"_s);
    const auto totals = m_rig->commit({good(0), {.device = "two"}, poison(1), {.device = "three"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 3);
    QCOMPARE(totals->rejected, 1);
}

void PoisonTest::aTopicThatIsNotUtf8StopsNobody()
{
    const auto totals = m_rig->commit({good(0), {.tenant = "\xff\xfe"}, {.device = "\xc0\xaf"}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 1);
    QCOMPARE(totals->rejected, 2);
}

void PoisonTest::whatIsNoRowsFaultIsAnError()
{
    m_rig->execute(u"ALTER TABLE quarantine_counter ADD CHECK (false)"_s);
    const auto refused = m_rig->commit({good(0), {.site = "south"}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Invalid);
}

void PoisonTest::aWrongSetupIsAnErrorAndLosesNothing()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->execute(u"REVOKE INSERT ON alert FROM pulse_ingest"_s);
    const auto refused = m_rig->commit({good(0)});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Internal); // ours to mend: no caller may do anything about it
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
    m_rig->execute(u"GRANT INSERT ON alert TO pulse_ingest"_s);
    QVERIFY(m_rig->commit({good(0)})); // memory is still what the database is
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

PULSE_TEST_CASE(PoisonTest)
#include "poison_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A row that the database refuses is isolated; a fault that is no row's stops ingest, and loses nothing.
#include "store/pipeline/writer_rig.h"
#include "support/test_case.h"

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
    void aRowThatBreaksStateIsFoundToo();
    void aTopicThatIsNotUtf8StopsNobody();
    void whatIsNoRowsFaultIsAnError();
    void aWrongSetupIsAnErrorAndLosesNothing();

private:
    static Message poison(int second);
    static Message good(int second);
    void refusePoison() const;
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
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM device_state"_s), QStringList{u"0"_s});
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
    QCOMPARE(refused.error().kind, ErrorKind::Forbidden);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
    m_rig->execute(u"GRANT INSERT ON alert TO pulse_ingest"_s);
    QVERIFY(m_rig->commit({good(0)})); // memory is still what the database is
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

PULSE_TEST_CASE(PoisonTest)
#include "poison_test.moc"

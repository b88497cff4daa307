// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the installation remembers of its session at the broker.
#include "pipeline/ingest/session_record.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;

class SessionRecordTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void aFirstStartKnowsOfNone();
    void whatOneSubscribedOthersKnow();
    void anotherClientIdIsAnotherSession();
    void aLostConnectionLosesNothing();
    void withoutABrokerNothingIsKept();

private:
    QStringList kept() const { return m_rig->rows(u"SELECT client_id FROM broker_session ORDER BY 1"_s); }
    std::unique_ptr<WriterRig> m_rig;
};

void SessionRecordTest::aFirstStartKnowsOfNone()
{
    SessionRecord record("pulse-ingest");
    QVERIFY(record.load(m_rig->connection));
    QVERIFY(!record.isKnown());
    QVERIFY(record.keep(m_rig->connection)); // not subscribed yet
    QCOMPARE(kept(), QStringList());
}

void SessionRecordTest::whatOneSubscribedOthersKnow()
{
    SessionRecord first("pulse-ingest");
    QVERIFY(first.load(m_rig->connection));
    first.noteSubscribed();
    QVERIFY(first.isKnown());
    QVERIFY(first.keep(m_rig->connection));
    QVERIFY(first.keep(m_rig->connection));
    QCOMPARE(kept(), QStringList{u"pulse-ingest"_s});
    SessionRecord second("pulse-ingest");
    QVERIFY(second.load(m_rig->connection));
    QVERIFY(second.isKnown());
    second.noteSubscribed();
    QVERIFY(second.keep(m_rig->connection));
    QCOMPARE(kept(), QStringList{u"pulse-ingest"_s});
}

void SessionRecordTest::anotherClientIdIsAnotherSession()
{
    SessionRecord old("pulse-ingest");
    old.noteSubscribed();
    QVERIFY(old.keep(m_rig->connection));
    SessionRecord moved("pulse-ingest-2");
    QVERIFY(moved.load(m_rig->connection));
    QVERIFY(!moved.isKnown());
}

void SessionRecordTest::aLostConnectionLosesNothing()
{
    SessionRecord record("pulse-ingest");
    record.noteSubscribed();
    m_rig->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
    QVERIFY(!record.keep(m_rig->connection));
    QVERIFY(m_rig->load());
    QVERIFY(record.keep(m_rig->connection));
    QCOMPARE(kept(), QStringList{u"pulse-ingest"_s});
}

void SessionRecordTest::withoutABrokerNothingIsKept()
{
    SessionRecord none({});
    QVERIFY(none.load(m_rig->connection));
    none.noteSubscribed();
    QVERIFY(none.keep(m_rig->connection));
    QCOMPARE(kept(), QStringList());
}

PULSE_TEST_CASE(SessionRecordTest)
#include "session_record_test.moc"

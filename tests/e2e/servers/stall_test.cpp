// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that stays within its rate is never RATE_LIMITED, whatever of ours is away: what it sent meanwhile
// comes in all at once, and everything of it is stored. As tests/bench/stall_bench.cpp, in seconds.
//
// The device sends 77 a second of 100 allowed, and may send 160 at once. Each outage lasts until the broker
// has taken 320 more, so without credit for it half of them are too many.
#include "e2e/servers/stall_rig.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Outage;

class StallTest final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void isNotHeldAgainstTheDevice_data();
    void isNotHeldAgainstTheDevice();

private:
    bool waitForAnswers(int more);

    std::unique_ptr<test::StallRig> m_rig;
};

void StallTest::init()
{
    auto rig = test::StallRig::start(
        {QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
         u"UPDATE app_settings SET value = '100' WHERE key = 'RATE_LIMIT_RPS';"
         "UPDATE app_settings SET value = '160' WHERE key = 'RATE_LIMIT_BURST'"_s,
         13ms,
         // So few in flight that an outage of the database holds back what the broker has.
         {u"PULSE_INGEST_LARGEST_BATCH=10"_s}});
    QVERIFY2(rig, qPrintable(rig ? QString() : rig.error().what));
    m_rig = *std::move(rig);
}

bool StallTest::waitForAnswers(int more)
{
    const int enough = m_rig->device().answered() + more;
    return test::spinUntil([&] { return m_rig->device().answered() >= enough; }, 60s);
}

void StallTest::isNotHeldAgainstTheDevice_data()
{
    QTest::addColumn<QList<Outage>>("outages");
    QTest::newRow("database") << QList{Outage::Database, Outage::Database};
    QTest::newRow("server") << QList{Outage::Server};
    QTest::newRow("link") << QList{Outage::Link, Outage::Link};
    QTest::newRow("cut link") << QList{Outage::CutLink};
    QTest::newRow("one after another") << QList{Outage::CutLink, Outage::Database, Outage::Server};
}

void StallTest::isNotHeldAgainstTheDevice()
{
    QFETCH(QList<Outage>, outages);
    QVERIFY(waitForAnswers(80));
    for (const Outage outage : outages) {
        QVERIFY(m_rig->begin(outage));
        QVERIFY(waitForAnswers(320));
        QVERIFY(m_rig->end(outage));
        QVERIFY(waitForAnswers(80));
    }
    test::SteadyDevice &device = m_rig->device();
    device.stop();
    QVERIFY(test::spinUntil([&] { return device.answered() == device.sent(); }, 10s));
    QVERIFY(!device.isBroken());
    const auto isAccountedFor = [&] { return m_rig->stored() + m_rig->rateLimited() >= device.sent(); };
    QVERIFY2(test::spinUntil(isAccountedFor, 60s), qPrintable(m_rig->serverOutput()));
    QCOMPARE(m_rig->rateLimited(), 0);
    QCOMPARE(m_rig->stored(), device.sent());
}

PULSE_TEST_CASE(StallTest)
#include "stall_test.moc"

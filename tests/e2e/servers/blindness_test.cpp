// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An outage of ours is told to the operator once, and never to customers as silence of their devices. As
// tests/bench/blindness_bench.cpp, which says how long things take.
#include "e2e/servers/silence_rig.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class BlindnessTest final : public QObject {
    Q_OBJECT

private slots:
    void theBrokerAwayIsOneSystemAlertAndNoSilence();

private:
    QStringList silent() const
    {
        return m_rig->database()
            .query(u"SELECT device_id FROM alert JOIN device USING (device_key) ORDER BY alert_id"_s)
            .value_or(QStringList{u"?"_s});
    }

    std::unique_ptr<test::SilenceRig> m_rig;
};

void BlindnessTest::theBrokerAwayIsOneSystemAlertAndNoSilence()
{
    constexpr auto kStale = 5s;
    auto rig = test::SilenceRig::start(
        {.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s, .stale = kStale});
    QVERIFY2(rig, qPrintable(rig ? QString() : rig.error().what));
    m_rig = *std::move(rig);

    QVERIFY(m_rig->broker().stop());
    const QString stopped = m_rig->text(u"SELECT clock_timestamp()"_s);
    const QString longEnough =
        u"SELECT (clock_timestamp() > '%1'::timestamptz + interval '%2 s')::integer"_s.arg(stopped).arg(
            (5 * kStale).count());
    QVERIFY(test::spinUntil([&] { return m_rig->number(longEnough) == 1; }, 60s, 100ms));
    QCOMPARE(silent(), QStringList{});
    QCOMPARE(m_rig->text(u"SELECT string_agg(concat_ws(' ', kind, details ->> 'cause', cleared_at), ',') "
                         "FROM system_alert"_s),
             u"INGEST_BLIND BROKER_AWAY"_s);

    m_rig->fleet().setSilent(0, 1); // it does not come back
    QVERIFY(m_rig->broker().restart());
    const QString restarted = m_rig->text(u"SELECT clock_timestamp()"_s);
    QVERIFY2(test::spinUntil([&] { return !silent().isEmpty(); }, 60s, 100ms),
             qPrintable(m_rig->server().process().output()));
    QCOMPARE(silent(), QStringList{u"device-0"_s});
    // Not before a probe has come back, which it cannot before the broker is, and a full interval after.
    QCOMPARE(m_rig->number(u"SELECT (created_at > '%1'::timestamptz + interval '%2 s')::integer FROM alert"_s
                               .arg(restarted)
                               .arg(kStale.count())),
             1);

    m_rig->fleet().setSilent(1, 1);
    QVERIFY(test::spinUntil([&] { return silent().size() > 1; }, 60s, 100ms));
    QCOMPARE(silent(), (QStringList{u"device-0"_s, u"device-1"_s}));
    QCOMPARE(m_rig->number(u"SELECT count(*) FROM system_alert"_s), 1);
}

PULSE_TEST_CASE(BlindnessTest)
#include "blindness_test.moc"

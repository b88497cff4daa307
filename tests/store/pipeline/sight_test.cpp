// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/sight.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class SightTest : public QObject {
    Q_OBJECT
private slots:
    void isBlindBeforeTheFirstProbe();
    void seesFromTheFirstProbeOn();
    void aLaggingProbeBlinds();
    void probesThatCeaseBlind();
    void aGapStartsAnew();
    void aLostLinkStartsAnew();
    void aClockThatIsSetBackStartsAnew();

private:
    const Instant m_noon = test::FakeClock().now();
};

// Else it would see nothing for as long as the step was.
void SightTest::aClockThatIsSetBackStartsAnew()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon);
    sight.probeReturned(m_noon + 1s, m_noon + 1s - 1h); // on its way when the clock was set
    QVERIFY(sight.lag() == 0us);
    sight.probeReturned(m_noon + 2s - 1h, m_noon + 2s - 1h);
    QVERIFY(sight.view(m_noon + 3s - 1h)->since == m_noon + 2s - 1h);
    QVERIFY(sight.view(m_noon + 3s - 1h)->upTo == m_noon + 2s - 1h);
}

void SightTest::isBlindBeforeTheFirstProbe()
{
    const Sight sight;
    QVERIFY(!sight.view(m_noon));
    QVERIFY(!sight.lag());
}

void SightTest::seesFromTheFirstProbeOn()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon + 100ms);
    QVERIFY(sight.view(m_noon + 1s)->since == m_noon + 100ms);
    for (int i = 1; i <= 60; ++i)
        sight.probeReturned(m_noon + i * 1s, m_noon + i * 1s + 10ms);
    QVERIFY(sight.view(m_noon + 61s)->since == m_noon + 100ms);
    QVERIFY(sight.view(m_noon + 61s)->upTo
            == m_noon + 60s); // what was published later may still be on its way
    QVERIFY(sight.lag() == 10ms);
}

void SightTest::aLaggingProbeBlinds()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon);
    sight.probeReturned(m_noon + 1s, m_noon + 7s);
    QVERIFY(!sight.view(m_noon + 7s));
    QVERIFY(sight.lag() == 6s);
    sight.probeReturned(m_noon + 2s, m_noon + 7s); // on the bound, it is in again
    QVERIFY(sight.view(m_noon + 7s)->since == m_noon + 7s);
}

void SightTest::probesThatCeaseBlind()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon);
    QVERIFY(sight.view(m_noon + 5s));
    QVERIFY(!sight.view(m_noon + 5s + 1us));
}

void SightTest::aGapStartsAnew()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon);
    sight.probeReturned(m_noon + 6s, m_noon + 6s);
    QVERIFY(sight.view(m_noon + 6s)->since == m_noon + 6s);
}

void SightTest::aLostLinkStartsAnew()
{
    Sight sight;
    sight.probeReturned(m_noon, m_noon);
    sight.lost();
    QVERIFY(!sight.view(m_noon + 1s));
    sight.probeReturned(m_noon + 2s, m_noon + 2s);
    QVERIFY(sight.view(m_noon + 2s)->since == m_noon + 2s);
}

PULSE_TEST_CASE(SightTest)
#include "sight_test.moc"

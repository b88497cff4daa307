// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that stays within its rate is never limited, however its messages are held up on their way to us.
#include "ingest/rate_limit.h"
#include "pipeline/batch/stall_meter.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <deque>
#include <random>

using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

// A broker's queue between a device, our probe, and us, in virtual time: every millisecond counts.
class HeldUp {
public:
    explicit HeldUp(std::chrono::milliseconds interval)
        : m_interval(interval)
    {
        m_meter.begin(at(m_now));
    }

    // The device goes on publishing; nothing comes through while `isStalled`.
    void run(std::chrono::milliseconds time, bool isStalled)
    {
        for (const auto end = m_now + time; m_now < end; ++m_now) {
            if (m_now % m_interval == 0ms)
                m_queue.push_back({false, m_now});
            if (!m_isProbeUnderWay && m_now % 1s == 0ms) {
                m_queue.push_back({true, m_now});
                m_isProbeUnderWay = true;
            }
            if (!isStalled)
                receive();
        }
    }

    int received = 0;
    int limited = 0;

private:
    struct Item {
        bool isProbe;
        std::chrono::milliseconds sentAt;
    };

    static StallMeter::Time at(std::chrono::milliseconds time) { return StallMeter::Time{1h + time}; }

    void receive()
    {
        if (m_queue.empty())
            return;
        m_stalled += m_meter.take(at(m_now));
        for (const Item &item : std::exchange(m_queue, {})) {
            if (item.isProbe) {
                m_meter.probeReturned(at(item.sentAt));
                m_isProbeUnderWay = false;
                continue;
            }
            ++received;
            const double stalled = std::chrono::duration<double>(m_stalled).count();
            limited += m_bucket.take({5, 20}, Instant{m_now}, stalled) ? 0 : 1;
        }
    }

    const std::chrono::milliseconds m_interval;
    std::chrono::milliseconds m_now{0};
    StallMeter m_meter;
    std::chrono::microseconds m_stalled{0};
    ingest::TokenBucket m_bucket;
    std::deque<Item> m_queue;
    bool m_isProbeUnderWay = false;
};

} // namespace

class StallMeterTest : public QObject {
    Q_OBJECT
private slots:
    void aMinuteCostsNobodyAnything_data();
    void aMinuteCostsNobodyAnything();
    void manyStallsCostNobodyAnything_data();
    void manyStallsCostNobodyAnything();
    void whoSendsTooMuchIsLimitedAllTheSame();
    void nothingIsCountedWhileProbesComeBack();
    void aStallIsCountedOnce();
    void anOldProbeProvesNothingNew();
};

void StallMeterTest::aMinuteCostsNobodyAnything_data()
{
    QTest::addColumn<int>("perSecond");
    QTest::newRow("4 a second") << 4;
    QTest::newRow("as many as allowed") << 5;
}

void StallMeterTest::aMinuteCostsNobodyAnything()
{
    QFETCH(int, perSecond);
    HeldUp device(1'000ms / perSecond);
    for (int i = 0; i < 3; ++i) {
        device.run(30s, false);
        device.run(60s, true);
    }
    device.run(30s, false);
    QCOMPARE(device.received, 300 * perSecond);
    QCOMPARE(device.limited, 0);
}

void StallMeterTest::manyStallsCostNobodyAnything_data()
{
    QTest::addColumn<int>("longest");
    QTest::newRow("below what is noticed") << 1'000;
    QTest::newRow("about what is noticed") << 2'000;
    QTest::newRow("above what is noticed") << 10'000;
}

// Each of them begins and ends anywhere between two probes.
void StallMeterTest::manyStallsCostNobodyAnything()
{
    QFETCH(int, longest);
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        HeldUp device(200ms);
        for (int i = 0; i < 100; ++i) {
            device.run(std::chrono::milliseconds{random() % static_cast<unsigned>(longest)}, true);
            device.run(std::chrono::milliseconds{random() % 1'000}, false);
        }
        QVERIFY(device.received > 100);
        QVERIFY2(device.limited == 0, qPrintable(QString::number(seed)));
    }
}

void StallMeterTest::whoSendsTooMuchIsLimitedAllTheSame()
{
    HeldUp device(100ms);
    device.run(60s, false);
    device.run(60s, true);
    device.run(60s, false);
    QCOMPARE(device.received, 1'800);
    const int allowed = 20 + 180 * 5;
    QVERIFY(device.limited > 1'800 - allowed - 60 * 5 - 20);
    QVERIFY(device.limited < 1'800 - allowed + 20);
}

void StallMeterTest::nothingIsCountedWhileProbesComeBack()
{
    StallMeter meter;
    const StallMeter::Time begin{1h};
    meter.begin(begin);
    for (std::chrono::milliseconds now = 0ms; now < 60s; now += 10ms) {
        QCOMPARE(meter.take(begin + now), 0us);
        if (now % 1s == 20ms)
            meter.probeReturned(begin + now - 20ms);
    }
}

void StallMeterTest::aStallIsCountedOnce()
{
    StallMeter meter;
    const StallMeter::Time begin{1h};
    meter.begin(begin);
    auto counted = 0us;
    for (auto now = 10s; now <= 20s; ++now)
        counted += meter.take(begin + now);
    QCOMPARE(counted, 20s);
    meter.probeReturned(begin + 19s);
    QCOMPARE(meter.take(begin + 20'500ms), 0us);
    QCOMPARE(meter.take(begin + 21s), 1s); // since it was counted last
}

void StallMeterTest::anOldProbeProvesNothingNew()
{
    StallMeter meter;
    const StallMeter::Time begin{1h};
    meter.begin(begin);
    meter.probeReturned(begin - 1min); // of a server before us
    QCOMPARE(meter.take(begin + 1s), 0us);
    QCOMPARE(meter.take(begin + 2s), 2s);
}

PULSE_TEST_CASE(StallMeterTest)
#include "stall_meter_test.moc"

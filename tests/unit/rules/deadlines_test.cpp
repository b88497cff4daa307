// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/deadlines.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <random>

using namespace pulse;
using namespace pulse::rules;
using namespace std::chrono_literals;

class DeadlinesTest : public QObject {
    Q_OBJECT
private slots:
    void theEarliestComesFirst();
    void aLaterOneDoesNotPutOff();
    void anEarlierOneOvertakes();
    void whoWasTakenIsNotArmed();
    void whoIsForgottenNeverComes();
    void theRestWaitsForTheNextTurn();
    void findsWhatAScanFinds_data();
    void findsWhatAScanFinds();
    void growsWithWhatIsArmedOnly();

private:
    std::vector<std::int64_t> take(Instant upTo, size_t most = 1'000);

    Deadlines m_deadlines;
    const Instant m_noon = Instant{} + 12h;
};

std::vector<std::int64_t> DeadlinesTest::take(Instant upTo, size_t most)
{
    std::vector<std::int64_t> keys;
    for (const DeviceKey key : m_deadlines.takeDue(upTo, most))
        keys.push_back(key.value);
    return keys;
}

void DeadlinesTest::theEarliestComesFirst()
{
    m_deadlines.clear();
    m_deadlines.arm({1}, m_noon + 3s);
    m_deadlines.arm({2}, m_noon + 1s);
    m_deadlines.arm({3}, m_noon + 2s);
    QCOMPARE(take(m_noon + 1s - 1us), (std::vector<std::int64_t>{}));
    QCOMPARE(take(m_noon + 2s), (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(take(m_noon + 3s), (std::vector<std::int64_t>{1}));
}

void DeadlinesTest::aLaterOneDoesNotPutOff()
{
    m_deadlines.clear();
    m_deadlines.arm({1}, m_noon + 1s);
    m_deadlines.arm({1}, m_noon + 2s);
    QCOMPARE(take(m_noon + 1s), (std::vector<std::int64_t>{1}));
    QCOMPARE(take(m_noon + 2s), (std::vector<std::int64_t>{}));
}

void DeadlinesTest::anEarlierOneOvertakes()
{
    m_deadlines.clear();
    m_deadlines.arm({1}, m_noon + 2s);
    m_deadlines.arm({1}, m_noon + 1s);
    QCOMPARE(m_deadlines.size(), 1U);
    QCOMPARE(take(m_noon + 1s), (std::vector<std::int64_t>{1}));
    QCOMPARE(take(m_noon + 2s), (std::vector<std::int64_t>{}));
}

void DeadlinesTest::whoWasTakenIsNotArmed()
{
    m_deadlines.clear();
    m_deadlines.arm({1}, m_noon);
    QCOMPARE(take(m_noon), (std::vector<std::int64_t>{1}));
    QCOMPARE(m_deadlines.size(), 0U);
    m_deadlines.arm({1}, m_noon + 5s);
    QCOMPARE(take(m_noon + 4s), (std::vector<std::int64_t>{}));
    QCOMPARE(take(m_noon + 5s), (std::vector<std::int64_t>{1}));
}

void DeadlinesTest::whoIsForgottenNeverComes()
{
    m_deadlines.clear();
    m_deadlines.arm({1}, m_noon);
    m_deadlines.arm({2}, m_noon);
    m_deadlines.forget({1});
    QCOMPARE(take(m_noon), (std::vector<std::int64_t>{2}));
}

void DeadlinesTest::theRestWaitsForTheNextTurn()
{
    m_deadlines.clear();
    for (int i = 1; i <= 5; ++i)
        m_deadlines.arm({i}, m_noon + i * 1us);
    QCOMPARE(take(m_noon + 1s, 2), (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(take(m_noon + 1s, 2), (std::vector<std::int64_t>{3, 4}));
    QCOMPARE(take(m_noon + 1s, 2), (std::vector<std::int64_t>{5}));
}

void DeadlinesTest::findsWhatAScanFinds_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

// Devices are heard at random and fall silent; a clock goes on in steps, and what was heard before a look is
// known to it. Each look must find exactly the devices that a scan over all of them finds: silent for as long
// as they may be, and not found since they were heard.
void DeadlinesTest::findsWhatAScanFinds()
{
    QFETCH(quint32, seed);
    constexpr auto kAllowed = 30s;
    struct Known {
        Instant heard;
        bool isFound = false;
    };
    std::mt19937 random(seed);
    const auto upTo = [&random](int most) { return std::uniform_int_distribution(0, most)(random); };
    std::map<std::int64_t, Known> known;
    m_deadlines.clear();
    for (std::int64_t key = 1; key <= 200; ++key) {
        known[key] = {m_noon};
        m_deadlines.arm({key}, m_noon + kAllowed);
    }
    Instant now = m_noon;
    for (int step = 0; step < 400; ++step) {
        const int passed = upTo(4'000);
        now += std::chrono::milliseconds{passed};
        const int quiet = upTo(199); // so many are not heard this time, the same more often than not
        for (auto &[key, device] : known) {
            if (key > quiet && upTo(9) == 0)
                device = {now - std::chrono::milliseconds{upTo(passed)}, false}; // since the last look
        }
        std::vector<std::int64_t> scanned;
        for (auto &[key, device] : known) {
            if (!device.isFound && device.heard + kAllowed <= now)
                scanned.push_back(key);
        }
        std::vector<std::int64_t> found;
        for (const DeviceKey key : m_deadlines.takeDue(now, 1'000)) {
            Known &device = known[key.value];
            const Instant deadline = device.heard + kAllowed;
            if (deadline <= now && !std::exchange(device.isFound, true))
                found.push_back(key.value);
            // Who is silent already cannot be so anew before it was heard once more and that long ago.
            m_deadlines.arm(key, deadline > now ? deadline : now + kAllowed);
        }
        std::sort(found.begin(), found.end());
        QCOMPARE(found, scanned);
        QCOMPARE(m_deadlines.size(), known.size());
    }
}

void DeadlinesTest::growsWithWhatIsArmedOnly()
{
    m_deadlines.clear();
    for (int i = 10'000; i > 0; --i)
        m_deadlines.arm({1 + i % 10}, m_noon + i * 1ms);
    QCOMPARE(m_deadlines.size(), 10U);
    QVERIFY(m_deadlines.held() <= 100);
    QCOMPARE(take(m_noon + 10ms), (std::vector<std::int64_t>{2, 3, 4, 5, 6, 7, 8, 9, 10, 1}));
}

PULSE_TEST_CASE(DeadlinesTest)
#include "deadlines_test.moc"

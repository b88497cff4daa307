// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which set a device uses: few of them, whoever sends what.
#include "ingest/metric_admission.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <random>
#include <set>

using namespace pulse;
using ingest::MetricSets;
using model::MetricCode;
using model::PlacedSet;

namespace {

std::vector<MetricCode> codes(std::initializer_list<std::int32_t> metrics)
{
    std::vector<MetricCode> result;
    for (const std::int32_t metric : metrics)
        result.push_back({metric * 4});
    return result;
}

// A random part of so many metrics, each of a random kind, one at least.
std::vector<MetricCode> someOf(std::int32_t metrics, double share, std::mt19937 &random)
{
    std::vector<MetricCode> some;
    for (std::int32_t metric = 1; metric <= metrics; ++metric) {
        if (std::uniform_real_distribution<>()(random) < share)
            some.push_back({metric * 4 + static_cast<std::int32_t>(random() % 3)});
    }
    if (some.empty())
        some.push_back({static_cast<std::int32_t>(random() % static_cast<unsigned>(metrics) + 1) * 4});
    return some;
}

} // namespace

class MetricSetsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_sets = {}; }
    void theSmallestThatHasAllIsTaken();
    void ofEqualOnesThatOfTheSameKindsIsTaken();
    void aMuchLargerOneIsNotTakenWhileThereAreFew();
    void homeGrowsAtItsEnd();
    void whoFitsNowhereGetsItsOwnWhileThereAreFew();
    void equalDevicesThatStartAtOnceShareSets_data();
    void equalDevicesThatStartAtOnceShareSets();
    void manyKindsOfDevicesShareInTheEnd();
    void whoseHomeIsFullGetsAnother();

private:
    MetricSetKey add(std::vector<MetricCode> codes);
    MetricSetKey settle(MetricSetKey home, const std::vector<MetricCode> &wanted); // as the pipeline does

    MetricSets m_sets;
};

MetricSetKey MetricSetsTest::add(std::vector<MetricCode> codes)
{
    const MetricSetKey key{static_cast<std::int64_t>(m_sets.count()) + 1};
    m_sets.put({key, std::move(codes)});
    return key;
}

MetricSetKey MetricSetsTest::settle(MetricSetKey home, const std::vector<MetricCode> &wanted)
{
    const auto choice = m_sets.choose(home, wanted);
    if (!choice)
        return {};
    const PlacedSet *known = m_sets.find(choice->set);
    if (!known)
        return add(choice->codes);
    auto all = known->codes();
    all.insert(all.end(), choice->codes.begin(), choice->codes.end());
    m_sets.put({choice->set, all});
    return choice->set;
}

void MetricSetsTest::theSmallestThatHasAllIsTaken()
{
    add(codes({1, 2, 3, 4}));
    const auto small = add(codes({3, 1}));
    add(codes({1, 2}));
    QCOMPARE(m_sets.covering(codes({1, 3})), small);
    QVERIFY(!m_sets.covering(codes({1, 9})).isValid());
}

void MetricSetsTest::ofEqualOnesThatOfTheSameKindsIsTaken()
{
    add({{4}, {8}});
    const auto same = add({{5}, {10}});
    QCOMPARE(m_sets.covering(std::vector<MetricCode>{{5}, {10}}), same);
}

void MetricSetsTest::aMuchLargerOneIsNotTakenWhileThereAreFew()
{
    std::mt19937 random(1);
    const auto large = add(someOf(100, 1, random));
    QVERIFY(!m_sets.covering(codes({100})).isValid());
    while (m_sets.count() < MetricSets::kFewSets)
        add(codes({500}));
    QCOMPARE(m_sets.covering(codes({100})), large);
}

void MetricSetsTest::homeGrowsAtItsEnd()
{
    const auto home = add(codes({7, 8}));
    const auto choice = m_sets.choose(home, codes({3, 8, 9}));
    QVERIFY(choice && choice->set == home);
    QVERIFY(choice->codes == codes({3, 9}));
}

void MetricSetsTest::whoFitsNowhereGetsItsOwnWhileThereAreFew()
{
    add(codes({1, 2}));
    const auto choice = m_sets.choose({}, codes({2, 3}));
    QVERIFY(choice && !choice->set.isValid());
    QVERIFY(choice->codes == codes({2, 3}));
}

void MetricSetsTest::equalDevicesThatStartAtOnceShareSets_data()
{
    QTest::addColumn<int>("metrics");
    QTest::addColumn<double>("share");
    QTest::newRow("24 points, half of them") << 24 << 0.5;
    QTest::newRow("24 points, one at a time") << 24 << 0.0;
    QTest::newRow("256 points, a third") << 256 << 0.33;
    QTest::newRow("1000 points, one at a time") << 1'000 << 0.0;
    QTest::newRow("1000 points, a tenth") << 1'000 << 0.1;
}

void MetricSetsTest::equalDevicesThatStartAtOnceShareSets()
{
    QFETCH(int, metrics);
    QFETCH(double, share);
    std::mt19937 random(42);
    std::vector<MetricSetKey> homes(1'000);
    std::vector<std::set<MetricSetKey>> used(homes.size());
    std::vector<std::vector<MetricCode>> known(homes.size());
    for (int message = 0; message < 8; ++message) {
        for (size_t device = 0; device < homes.size(); ++device) {
            known[device] = ingest::unionOf(known[device], someOf(metrics, share, random));
            const PlacedSet *home = m_sets.find(homes[device]);
            if (!home || home->match(known[device]).had < known[device].size())
                homes[device] = settle(homes[device], known[device]);
            QVERIFY(homes[device].isValid());
            used[device].insert(homes[device]);
        }
    }
    QVERIFY2(m_sets.count() <= 100, qPrintable(QString::number(m_sets.count())));
    for (const auto &sets : used)
        QCOMPARE(sets.size(), size_t{1});
}

void MetricSetsTest::manyKindsOfDevicesShareInTheEnd()
{
    for (std::int32_t device = 0; device < 500; ++device)
        QVERIFY(settle({}, codes({device * 3 + 1, device * 3 + 2, device * 3 + 3})).isValid());
    QCOMPARE(m_sets.count(), MetricSets::kManySets);
}

void MetricSetsTest::whoseHomeIsFullGetsAnother()
{
    std::vector<MetricCode> full;
    for (size_t metric = 0; metric < PlacedSet::kMostPositions; ++metric)
        full.push_back({static_cast<std::int32_t>(metric + 1) * 4});
    const auto home = add(full);
    const auto choice = m_sets.choose(home, codes({5'000}));
    QVERIFY(choice && !choice->set.isValid());
}

PULSE_TEST_CASE(MetricSetsTest)
#include "metric_sets_test.moc"

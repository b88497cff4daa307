// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A series of one device: however it falls into batches, and however often it is handed over, the alerts are
// the same.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

constexpr int kLength = 300;

// A machine that wanders around 40, from a fixed seed.
std::vector<double> temperatures()
{
    QRandomGenerator random(20'260'115);
    std::vector<double> values;
    double value = 39;
    for (int i = 0; i < kLength; ++i) {
        value += (40 - value) * 0.1 + (random.generateDouble() - 0.5) * 4;
        values.push_back(std::round(value * 10) / 10);
    }
    return values;
}

// GT 40, clears on reaching 39: written down again, as simply as can be.
QStringList expectedTransitions(const std::vector<double> &values)
{
    QStringList expected;
    bool isOpen = false;
    for (const double value : values) {
        if (!isOpen && value > 40)
            expected.append(u"one OPENED"_s);
        else if (isOpen && value <= 39)
            expected.append(u"one CLEARED"_s);
        isOpen = isOpen ? value > 39 : value > 40;
    }
    return expected;
}

} // namespace

class SeriesTest : public QObject {
    Q_OBJECT
private slots:
    void batchesDoNotMatter_data();
    void batchesDoNotMatter();
    void redeliveriesDoNotMatter();
};

void SeriesTest::batchesDoNotMatter_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("all at once") << kLength;
    QTest::newRow("by seven") << 7;
    QTest::newRow("one by one") << 1;
}

void SeriesTest::batchesDoNotMatter()
{
    QFETCH(int, size);
    WriterRig rig;
    rig.addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40, u"39"_s);
    const auto values = temperatures();
    std::vector<Message> batch;
    for (int i = 0; i < kLength; ++i) {
        batch.push_back(
            {.metrics = R"({"temp_c":)" + QByteArray::number(values[static_cast<size_t>(i)], 'f', 1) + "}",
             .ts = i * 1s});
        if (std::ssize(batch) == size || i == kLength - 1) {
            rig.clock.set(WriterRig::noon() + i * 1s);
            QVERIFY(rig.commit(batch));
            batch.clear();
        }
    }
    const QStringList expected = expectedTransitions(values);
    QVERIFY(expected.size() > 10); // the series does what it is for
    QCOMPARE(rig.transitions(), expected);
    QCOMPARE(rig.rows(u"SELECT count(*) FROM reading"_s), QStringList{QString::number(kLength)});
}

void SeriesTest::redeliveriesDoNotMatter()
{
    WriterRig rig;
    rig.addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40, u"39"_s);
    const auto values = temperatures();
    std::vector<Message> all;
    for (int i = 0; i < kLength; ++i)
        all.push_back(
            {.metrics = R"({"temp_c":)" + QByteArray::number(values[static_cast<size_t>(i)], 'f', 1) + "}",
             .ts = i * 1s});
    rig.clock.set(WriterRig::noon() + kLength * 1s);
    // Each batch is handed over whole, then again from its middle on, as a broker does after a lost
    // connection.
    for (int begin = 0; begin < kLength; begin += 25) {
        const std::vector<Message> batch(all.begin() + begin, all.begin() + std::min(begin + 50, kLength));
        QVERIFY(rig.commit(batch));
        if (begin % 100 == 0)
            QVERIFY(rig.load());
    }
    QCOMPARE(rig.transitions(), expectedTransitions(values));
    QCOMPARE(rig.rows(u"SELECT count(*) FROM reading"_s), QStringList{QString::number(kLength)});
}

PULSE_TEST_CASE(SeriesTest)
#include "series_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is laid out in a set reads back: value by value, kind by kind, and what is absent is absent.
#include "model/reading_layout.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <map>
#include <random>

using namespace pulse;
using namespace pulse::model;

namespace {

PlacedSet setOf(size_t metrics, std::mt19937 *shuffle = nullptr)
{
    std::vector<MetricCode> codes;
    for (size_t i = 0; i < metrics; ++i)
        codes.push_back({static_cast<std::int32_t>(i + 1) * 4 + static_cast<std::int32_t>(i % 3)});
    if (shuffle)
        std::shuffle(codes.begin(), codes.end(), *shuffle);
    return PlacedSet({{1}, codes});
}

struct Laid {
    std::vector<double> values;
    std::vector<char> layout;
    QByteArrayView bytes() const { return {layout.data(), std::ssize(layout)}; }
};

Laid layOut(const PlacedSet &set, const std::vector<MetricValue> &metrics)
{
    Laid laid;
    set.layOut(metrics, laid.values, laid.layout);
    return laid;
}

} // namespace

class ReadingLayoutTest : public QObject {
    Q_OBJECT
private slots:
    void theWholeSetAsItWasHasNoLayout();
    void readingsOfBeforeReadAsBefore();
    void absentIsNotZero();
    void randomPartsComeBack_data();
    void randomPartsComeBack();
    void aLayoutIsShort();
    void aSetThatGrewIsReadAgain();
    void whatIsNoLayoutIsRefused();
};

void ReadingLayoutTest::theWholeSetAsItWasHasNoLayout()
{
    const PlacedSet set = setOf(3);
    const Laid whole = layOut(set, {{{4}, 1}, {{9}, 2}, {{14}, 1}});
    QVERIFY(whole.layout.empty());
    QCOMPARE(whole.values, (std::vector<double>{1, 2, 1}));
    QVERIFY(layOut(set, {{{4}, 1}, {{9}, 2}}).layout.empty()); // the last is missing
    QCOMPARE(layOut(set, {{{4}, 1}, {{8}, 2}}).bytes(), QByteArrayView("\x05")); // another kind: 01 01
}

void ReadingLayoutTest::readingsOfBeforeReadAsBefore()
{
    std::vector<MetricCode> codes;
    const std::vector<MetricCode> grown{{4}, {9}, {14}, {16}}; // it had two when they were stored
    QVERIFY(codesOfValues(grown, {}, 2, codes));
    QCOMPARE(codes, (std::vector<MetricCode>{{4}, {9}}));
    QVERIFY(codesOfValues(grown, {}, 0, codes));
    QVERIFY(codes.empty());
}

void ReadingLayoutTest::absentIsNotZero()
{
    const Laid laid = layOut(setOf(3), {{{14}, 0}});
    QCOMPARE(laid.values, std::vector<double>{0});
    std::vector<MetricCode> codes;
    QVERIFY(codesOfValues(setOf(3).codes(), laid.bytes(), 1, codes));
    QCOMPARE(codes, std::vector<MetricCode>{{14}});
}

void ReadingLayoutTest::randomPartsComeBack_data()
{
    QTest::addColumn<int>("metrics");
    QTest::addColumn<int>("share"); // one in so many
    for (const int metrics : {1, 4, 5, 24, 257, 4'096}) {
        for (const int share : {1, 2, 10, 1'000})
            QTest::addRow("%d metrics, one in %d", metrics, share) << metrics << share;
    }
}

void ReadingLayoutTest::randomPartsComeBack()
{
    QFETCH(int, metrics);
    QFETCH(int, share);
    std::mt19937 random(7);
    const PlacedSet set = setOf(static_cast<size_t>(metrics), &random);
    for (int round = 0; round < 20; ++round) {
        std::vector<MetricValue> sent;
        for (std::int32_t metric = 1; metric <= metrics; ++metric) {
            if (random() % static_cast<unsigned>(share) == 0)
                sent.push_back({{metric * 4 + static_cast<std::int32_t>(random() % 3)}, metric * 0.5});
        }
        if (sent.empty())
            continue;
        QVERIFY(set.covers(sent));
        const Laid laid = layOut(set, sent);
        QVERIFY(laid.layout.size() <= 2 * sent.size() + 1);
        std::vector<MetricCode> codes;
        QVERIFY(codesOfValues(set.codes(), laid.bytes(), laid.values.size(), codes));
        std::map<MetricCode, double> read;
        for (size_t i = 0; i < codes.size(); ++i)
            read[codes[i]] = laid.values[i];
        QCOMPARE(read.size(), sent.size());
        for (const MetricValue &value : sent)
            QCOMPARE(read.at(value.code), value.value);
    }
}

void ReadingLayoutTest::aLayoutIsShort()
{
    QCOMPARE(layOut(setOf(24), {{{8}, 1}}).layout.size(), size_t{1}); // what is behind it costs nothing
    QCOMPARE(layOut(setOf(4'096), {{{4'096 * 4}, 1}}).layout.size(), size_t{3}); // nor what is before
}

void ReadingLayoutTest::aSetThatGrewIsReadAgain()
{
    const Laid laid = layOut(setOf(5), {{{20}, 1}});
    std::vector<MetricCode> codes;
    QVERIFY(!codesOfValues(setOf(4).codes(), laid.bytes(), 1, codes));
    QVERIFY(!codesOfValues(setOf(4).codes(), {}, 5, codes));
}

void ReadingLayoutTest::whatIsNoLayoutIsRefused()
{
    std::vector<MetricCode> codes;
    const auto known = setOf(8).codes();
    QVERIFY(!codesOfValues(known, QByteArrayView("\x05"), 3, codes)); // two values in it, not three
    QVERIFY(!codesOfValues(known, QByteArrayView("\x00\x04\x00", 3), 1, codes)); // a value of no kind
    QVERIFY(!codesOfValues(known, QByteArrayView("\x00", 1), 1, codes)); // a list of none
}

PULSE_TEST_CASE(ReadingLayoutTest)
#include "reading_layout_test.moc"

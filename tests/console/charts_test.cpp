// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ticks and decimation as tables, and that Qt Charts is never fed more than two points per pixel column.
#include "charts/decimation.h"
#include "charts/metric_chart.h"
#include "charts/ticks.h"
#include "support/suite/test_case.h"

#include <QDateTime>
#include <QTest>
#include <cmath>

using namespace pulse::charts;
using namespace Qt::StringLiterals;

class ChartsTest : public QObject {
    Q_OBJECT

private slots:
    void valueScaleIsRound_data();
    void valueScaleIsRound();
    void timeTicksAreRoundInLocalTime_data();
    void timeTicksAreRoundInLocalTime();
    void decimationKeepsWhatMatters_data();
    void decimationKeepsWhatMatters();
    void peaksSurviveDecimation();
    void aHoleBreaksTheLine();
    void linesEnterAndLeaveTheWindow();
    void chartIsFedAtMostTwoPointsPerColumn();
    void chartDoesNothingWhileHidden();
};

void ChartsTest::valueScaleIsRound_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<double>("step");
    QTest::newRow("plain") << 0.0 << 9.7 << 0.0 << 10.0 << 5.0;
    QTest::newRow("on the marks") << 20.0 << 30.0 << 20.0 << 30.0 << 5.0;
    QTest::newRow("negative") << -83.0 << -51.0 << -100.0 << -40.0 << 20.0;
    QTest::newRow("across zero") << -1.2 << 1.4 << -2.0 << 2.0 << 1.0;
    QTest::newRow("small") << 0.0012 << 0.0031 << 0.001 << 0.004 << 0.001;
    QTest::newRow("reversed") << 9.7 << 0.0 << 0.0 << 10.0 << 5.0;
    QTest::newRow("constant zero is widened") << 0.0 << 0.0 << -0.5 << 0.5 << 0.5;
    QTest::newRow("constant is widened") << 100.0 << 100.0 << 95.0 << 105.0 << 5.0;
    QTest::newRow("not a number") << std::nan("") << 1.0 << 0.0 << 1.0 << 1.0;
}

void ChartsTest::valueScaleIsRound()
{
    QFETCH(double, low);
    QFETCH(double, high);
    const ValueScale scale = valueScale(low, high, 3);
    QTEST(scale.from, "from");
    QTEST(scale.to, "to");
    QTEST(scale.step, "step");
    QCOMPARE(scale.ticks().front(), scale.from);
    QVERIFY(std::abs(scale.ticks().back() - scale.to) < scale.step * 1e-6);
}

void ChartsTest::timeTicksAreRoundInLocalTime_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("target");
    QTest::addColumn<QStringList>("expected"); // local
    QTest::newRow("an hour") << QByteArray("Europe/Berlin") << u"2026-06-01T10:07:00Z"_s
                             << u"2026-06-01T11:07:00Z"_s << 4
                             << QStringList{u"12:15"_s, u"12:30"_s, u"12:45"_s, u"13:00"_s};
    QTest::newRow("half-hour zone") << QByteArray("Asia/Kolkata") << u"2026-06-01T00:00:00Z"_s
                                    << u"2026-06-01T06:00:00Z"_s << 3
                                    << QStringList{u"06:00"_s, u"08:00"_s, u"10:00"_s};
    QTest::newRow("a day") << QByteArray("America/New_York") << u"2026-06-01T00:00:00Z"_s
                           << u"2026-06-02T00:00:00Z"_s << 4
                           << QStringList{u"00:00"_s, u"06:00"_s, u"12:00"_s, u"18:00"_s};
    QTest::newRow("no span") << QByteArray("UTC") << u"2026-06-01T00:00:00Z"_s << u"2026-06-01T00:00:00Z"_s
                             << 4 << QStringList{};
}

void ChartsTest::timeTicksAreRoundInLocalTime()
{
    QFETCH(QByteArray, zone);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(int, target);
    QFETCH(QStringList, expected);
    const QTimeZone timeZone(zone);
    if (!timeZone.isValid())
        QSKIP("this machine has no time zone data");
    const TimeTicks ticks =
        timeTicks(QDateTime::fromString(from, Qt::ISODate).toMSecsSinceEpoch(),
                  QDateTime::fromString(to, Qt::ISODate).toMSecsSinceEpoch(), target, timeZone);
    QStringList local;
    for (const qint64 mark : ticks.at)
        local.append(QDateTime::fromMSecsSinceEpoch(mark, timeZone).toString(u"HH:mm"_s));
    QCOMPARE(local, expected);
}

void ChartsTest::decimationKeepsWhatMatters_data()
{
    QTest::addColumn<QList<QPointF>>("samples");
    QTest::addColumn<QList<QPointF>>("expected");
    const QList<QPointF> few{{1, 5}, {12, 6}, {25, 4}};
    QTest::newRow("nothing") << QList<QPointF>{} << QList<QPointF>{};
    QTest::newRow("one") << QList<QPointF>{{5, 1}} << QList<QPointF>{{5, 1}};
    QTest::newRow("fewer than columns: all") << few << few;
    QTest::newRow("low then high") << QList<QPointF>{{1, 5}, {2, 1}, {3, 3}, {4, 9}, {5, 5}}
                                   << QList<QPointF>{{2, 1}, {4, 9}};
    QTest::newRow("high then low") << QList<QPointF>{{1, 5}, {2, 9}, {3, 3}, {4, 1}, {5, 5}}
                                   << QList<QPointF>{{2, 9}, {4, 1}};
    QTest::newRow("flat") << QList<QPointF>{{1, 5}, {2, 5}, {3, 5}} << QList<QPointF>{{1, 5}};
}

void ChartsTest::decimationKeepsWhatMatters()
{
    QFETCH(QList<QPointF>, samples);
    QFETCH(QList<QPointF>, expected);
    const auto lines = decimate(samples, {0, 100, 10, 0});
    QCOMPARE(lines.empty() ? QList<QPointF>() : lines.front(), expected);
    QVERIFY(lines.size() <= 1);
}

void ChartsTest::peaksSurviveDecimation()
{
    QList<QPointF> samples;
    for (int i = 0; i < 100'000; ++i)
        samples.append({double(i), std::sin(i / 500.0)});
    samples[54'321].setY(40);
    samples[70'001].setY(-40);
    const auto lines = decimate(samples, {0, 100'000, 500, 0});
    QCOMPARE(lines.size(), size_t{1});
    QVERIFY(lines.front().size() <= 2 * 500 + 2);
    QCOMPARE(extentOf(lines).high, 40.0);
    QCOMPARE(extentOf(lines).low, -40.0);
    for (qsizetype i = 1; i < lines.front().size(); ++i)
        QVERIFY(lines.front()[i - 1].x() < lines.front()[i].x());
}

void ChartsTest::aHoleBreaksTheLine()
{
    const QList<QPointF> samples{{0, 1}, {10, 1}, {20, 1}, {70, 2}, {80, 2}};
    QCOMPARE(typicalGap(samples), 40.0);
    const auto lines = decimate(samples, {0, 100, 100, 40});
    QCOMPARE(lines.size(), size_t{2});
    QCOMPARE(lines[0], (QList<QPointF>{{0, 1}, {10, 1}, {20, 1}}));
    QCOMPARE(lines[1], (QList<QPointF>{{70, 2}, {80, 2}}));
}

void ChartsTest::linesEnterAndLeaveTheWindow()
{
    const QList<QPointF> samples{{-90, 7}, {-10, 1}, {10, 2}, {20, 3}, {110, 4}, {300, 5}};
    const auto lines = decimate(samples, {0, 100, 100, 0});
    QCOMPARE(lines.size(), size_t{1});
    QCOMPARE(lines.front(), (QList<QPointF>{{-10, 1}, {10, 2}, {20, 3}, {110, 4}}));
}

void ChartsTest::chartIsFedAtMostTwoPointsPerColumn()
{
    MetricChart chart;
    chart.resize(600, 200);
    QList<QPointF> samples;
    for (int i = 0; i < 50'000; ++i)
        samples.append({i * 1000.0, std::sin(i / 100.0) * i});
    chart.setSamples(samples);
    chart.setWindow(0, 50'000'000);
    chart.refresh();
    QVERIFY(chart.plottedPointCount() > 600);
    QVERIFY(chart.plottedPointCount() <= 2 * 600);
    chart.setSamples({});
    chart.refresh();
    QCOMPARE(chart.plottedPointCount(), 0);
}

void ChartsTest::chartDoesNothingWhileHidden()
{
    MetricChart chart;
    chart.setSamples({{0, 1}, {1, 2}});
    chart.setWindow(0, 2);
    QCoreApplication::processEvents();
    QCOMPARE(chart.plottedPointCount(), 0);
    chart.resize(300, 150);
    chart.grab(); // painting brings it up to date
    QCOMPARE(chart.plottedPointCount(), 2);
}

PULSE_TEST_CASE(ChartsTest)
#include "charts_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which value of a metric is the latest, whatever came in between.
#include "rules/latest_values.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;

namespace {

struct Message {
    std::chrono::seconds ts; // after noon
    std::vector<std::pair<int, double>> metrics; // sorted by metric
};

void take(const Message &message, std::vector<model::LatestValue> &values)
{
    model::MetricValues metrics;
    for (const auto &[metric, value] : message.metrics)
        metrics.push_back({model::MetricCode::of({metric}, model::MetricKind::Number), value});
    model::Reading reading;
    reading.ts = kNoon + message.ts;
    reading.metrics = metrics;
    rules::takeLatest(reading, values);
}

QByteArray told(const std::vector<model::LatestValue> &values)
{
    QByteArray text;
    for (const model::LatestValue &value : values) {
        text += QByteArray::number(static_cast<qint64>(value.code.metric().value)) + '='
            + QByteArray::number(value.value) + '@'
            + QByteArray::number(static_cast<qint64>((value.ts - kNoon) / 1s)) + ' ';
    }
    return text.trimmed();
}

} // namespace

class LatestValuesTest : public QObject {
    Q_OBJECT
private slots:
    void theNewestDeviceTimeOfEachMetricWins_data();
    void theNewestDeviceTimeOfEachMetricWins();
    void theSameMetricsAgainStayWhereTheyAre();
    void afterAStepBackTheNewTimesCount();
};

void LatestValuesTest::theNewestDeviceTimeOfEachMetricWins_data()
{
    QTest::addColumn<QList<Message>>("messages");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("in order") << QList<Message>{{0s, {{1, 11}}}, {1s, {{1, 22}}}} << QByteArray("1=22@1");
    QTest::newRow("a minute older") << QList<Message>{{0s, {{1, 11}}}, {-60s, {{1, 22}}}}
                                    << QByteArray("1=11@0");
    QTest::newRow("of one time, the last")
        << QList<Message>{{0s, {{1, 11}}}, {0s, {{1, 22}}}} << QByteArray("1=22@0");
    QTest::newRow("older, with a metric that is new")
        << QList<Message>{{0s, {{2, 11}}}, {-60s, {{1, 1}, {2, 22}, {3, 3}}}}
        << QByteArray("1=1@-60 2=11@0 3=3@-60");
    QTest::newRow("each for itself") << QList<Message>{{0s, {{1, 1}}},
                                                       {10s, {{2, 2}}},
                                                       {5s, {{1, 3}, {2, 4}}}}
                                     << QByteArray("1=3@5 2=2@10");
    QTest::newRow("some of them") << QList<Message>{{0s, {{1, 1}, {2, 2}, {3, 3}}}, {1s, {{2, 4}}}}
                                  << QByteArray("1=1@0 2=4@1 3=3@0");
    QTest::newRow("none") << QList<Message>{{0s, {{1, 1}}}, {1s, {}}} << QByteArray("1=1@0");
}

void LatestValuesTest::theNewestDeviceTimeOfEachMetricWins()
{
    QFETCH(QList<Message>, messages);
    std::vector<model::LatestValue> values;
    for (const Message &message : messages)
        take(message, values);
    QTEST(told(values), "expected");
}

void LatestValuesTest::theSameMetricsAgainStayWhereTheyAre()
{
    std::vector<model::LatestValue> values;
    take({0s, {{1, 1}, {2, 2}}}, values);
    const model::LatestValue *before = values.data();
    take({1s, {{1, 3}, {2, 4}}}, values);
    take({2s, {{2, 5}}}, values);
    QVERIFY(values.data() == before);
    QCOMPARE(told(values), QByteArray("1=3@1 2=5@2"));
}

void LatestValuesTest::afterAStepBackTheNewTimesCount()
{
    std::vector<model::LatestValue> values;
    take({0s, {{1, 1}, {2, 2}}}, values);
    take({-7200s, {{3, 3}}}, values);
    rules::forgetTimesAfter(kNoon - 3600s, values);
    take({-3600s, {{1, 4}}}, values);
    QCOMPARE(told(values), QByteArray("1=4@-3600 2=2@-3600 3=3@-7200"));
}

PULSE_TEST_CASE(LatestValuesTest)
#include "latest_values_test.moc"

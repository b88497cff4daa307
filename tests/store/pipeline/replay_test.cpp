// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real series, machine_temperature_system_failure of the Numenta Anomaly Benchmark: the transitions that
// six rules make of it, one by one, are those of machine_temperature_transitions.csv, which was made from the
// series by a dozen lines of another language. The series is not ours to hand on: $PULSE_SERIES names its
// file, else it is looked for beside the source.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

QList<QByteArrayList> readTable(const QString &path)
{
    QList<QByteArrayList> rows;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    file.readLine(); // names of columns
    while (!file.atEnd())
        rows.append(file.readLine().trimmed().split(','));
    return rows;
}

QString seriesPath()
{
    return qEnvironmentVariable(
        "PULSE_SERIES",
        QStringLiteral(PULSE_SOURCE_DIR "/../shared/data/machine_temperature_system_failure.csv"));
}

QStringList expectedTransitions()
{
    QStringList expected;
    const QString path =
        QStringLiteral(PULSE_SOURCE_DIR "/tests/store/pipeline/machine_temperature_transitions.csv");
    for (const QByteArrayList &row : readTable(path))
        expected.append(QString::fromUtf8(row.join(' ')));
    return expected;
}

} // namespace

class ReplayTest : public QObject {
    Q_OBJECT
private slots:
    void sixRulesSeeWhatTheSeriesHolds_data();
    void sixRulesSeeWhatTheSeriesHolds();
};

void ReplayTest::sixRulesSeeWhatTheSeriesHolds_data()
{
    QTest::addColumn<qsizetype>("batch");
    QTest::addColumn<bool>("hasNewLeaders"); // after each batch
    QTest::newRow("by the thousand") << qsizetype{1'000} << false;
    QTest::newRow("by 333, each by another leader") << qsizetype{333} << true;
}

void ReplayTest::sixRulesSeeWhatTheSeriesHolds()
{
    QFETCH(qsizetype, batch);
    QFETCH(bool, hasNewLeaders);
    const QList<QByteArrayList> series = readTable(seriesPath());
    if (series.isEmpty())
        QSKIP("the series is not here");
    WriterRig rig;
    rig.execute(
        u"UPDATE app_settings SET value = '20000' WHERE key = 'LATE_ACCEPT_DAYS';"
        "INSERT INTO app_settings (tenant_key, key, value) VALUES (1, 'TENANT_RATE_LIMIT_BURST', '1000000');"
        "INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, clear_value, "
        "for_seconds) VALUES "
        "(1, 'GT 100', 't', 'GT', 100, NULL, 0), (1, 'GT 100 clear 95', 't', 'GT', 100, 95, 0), "
        "(1, 'GT 100 clear 95 for 30 min', 't', 'GT', 100, 95, 1800), (1, 'LT 60', 't', 'LT', 60, NULL, 0), "
        "(1, 'LT 60 clear 70', 't', 'LT', 60, 70, 0), (1, 'LT 60 for 30 min', 't', 'LT', 60, NULL, 1800)"_s);
    std::vector<Message> messages;
    for (qsizetype i = 0; i < series.size(); ++i) {
        const auto ts = parseIso8601(QByteArray(series[i][0]).replace(' ', 'T') + 'Z');
        QVERIFY(ts);
        messages.push_back({.metrics = "{\"t\":" + series[i][1] + '}', .ts = *ts - WriterRig::noon()});
        if (std::ssize(messages) < batch && i + 1 < series.size())
            continue;
        QVERIFY(rig.commit(messages));
        messages.clear();
        if (hasNewLeaders)
            QVERIFY(rig.load());
    }
    QCOMPARE(rig.rows(u"SELECT count(*) FROM reading"_s), QStringList{QString::number(series.size())});
    const QStringList came =
        rig.rows(u"SELECT concat_ws(' ', r.name, t.event, to_char((t.evidence->>'reading_at')::timestamptz "
                 u"AT TIME ZONE 'UTC', "
                 "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')) FROM alert_transition AS t JOIN alert USING (alert_id) "
                 "JOIN alert_rule AS r USING (rule_key) ORDER BY rule_key, transition_id"_s);
    const QStringList expected = expectedTransitions();
    QCOMPARE(expected.filter(u" OPENED "_s).size(), 239 + 21 + 16 + 53 + 18 + 14);
    QCOMPARE(came, expected);
}

PULSE_TEST_CASE(ReplayTest)
#include "replay_test.moc"

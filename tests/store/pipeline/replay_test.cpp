// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whole series through the pipeline: the transitions that six rules make of them are, one by one, those that
// another program found.
#include "store/pipeline/replayed_series.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

QStringList expectedTransitions(const QString &path)
{
    QStringList expected;
    for (const QByteArrayList &row : test::readTable(path))
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
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("transitions");
    QTest::addColumn<qsizetype>("batch");
    QTest::addColumn<bool>("hasNewLeaders"); // after each batch
    for (const test::ReplayedSeries &series : test::replayedSeries()) {
        QTest::addRow("%s by the thousand", series.name)
            << series.file << series.transitions << qsizetype{1'000} << false;
        QTest::addRow("%s in small batches, each by another leader", series.name)
            << series.file << series.transitions << series.smallBatch << true;
    }
}

void ReplayTest::sixRulesSeeWhatTheSeriesHolds()
{
    QFETCH(QString, file);
    QFETCH(QString, transitions);
    QFETCH(qsizetype, batch);
    QFETCH(bool, hasNewLeaders);
    const QList<QByteArrayList> series = test::readTable(file);
    QVERIFY(series.size() > 100);
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
    const QStringList expected = expectedTransitions(transitions);
    QVERIFY(expected.filter(u" OPENED "_s).size() > 20);
    QCOMPARE(came, expected);
}

PULSE_TEST_CASE(ReplayTest)
#include "replay_test.moc"

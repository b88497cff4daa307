// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a back-test finds in stored readings is what the pipeline did when they came in: transition by
// transition, with the same evidence.
#include "backtested.h"
#include "store/pipeline/replayed_series.h"
#include "support/suite/test_case.h"

#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <algorithm>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

struct Draft {
    const char *name;
    const char *comparison;
    double threshold;
    std::optional<double> clearValue;
    int forSeconds;

    QJsonObject body() const
    {
        QJsonObject body{{u"metric_name"_s, u"t"_s},
                         {u"operator"_s, QString::fromLatin1(comparison)},
                         {u"threshold"_s, threshold},
                         {u"for_seconds"_s, forSeconds}};
        if (clearValue)
            body.insert(u"clear_value"_s, *clearValue);
        return body;
    }
    QString row() const
    {
        return u"(1, '%1', 't', '%2', %3, %4, %5)"_s
            .arg(QString::fromLatin1(name), QString::fromLatin1(comparison))
            .arg(threshold)
            .arg(clearValue ? QString::number(*clearValue) : u"NULL"_s)
            .arg(forSeconds);
    }
};

constexpr Draft kDrafts[] = {
    {"GT 100", "GT", 100, std::nullopt, 0},
    {"GT 100 clear 95", "GT", 100, 95, 0},
    {"GT 100 clear 95 for 30 min", "GT", 100, 95, 1800},
    {"LT 60", "LT", 60, std::nullopt, 0},
    {"LT 60 clear 70", "LT", 60, 70, 0},
    {"LT 60 for 30 min", "LT", 60, std::nullopt, 1800},
};

} // namespace

class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void wholeSeries_data();
    void wholeSeries();
    void whateverComesInWhateverOrder_data();
    void whateverComesInWhateverOrder();
    void aReadingThatWasLateIsNotEvaluatedNow();

private:
    static void addDrafts(const WriterRig &rig);
    static void commitSeries(WriterRig &rig, const QList<QByteArrayList> &series);
};

void ReplayTest::addDrafts(const WriterRig &rig)
{
    QStringList rows;
    for (const Draft &draft : kDrafts)
        rows.append(draft.row());
    rig.execute(u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, clear_value, "
                u"for_seconds) VALUES "_s
                + rows.join(u','));
}

// In the order of the file; the machine's repeats an hour.
void ReplayTest::commitSeries(WriterRig &rig, const QList<QByteArrayList> &series)
{
    std::vector<ingest::Envelope> batch;
    for (const QByteArrayList &row : series) {
        const Instant ts = parseIso8601(QByteArray(row[0]).replace(' ', 'T') + 'Z').value_or(Instant{});
        rig.clock.advance(1us);
        batch.push_back(rig.envelope({.metrics = "{\"t\":" + row[1] + '}', .ts = ts - WriterRig::noon()}));
        if (std::ssize(batch) < 1000 && &row != &series.last())
            continue;
        QVERIFY(rig.commit(batch));
        batch.clear();
    }
}

void ReplayTest::wholeSeries_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("transitions");
    QTest::addColumn<int>("portion");
    for (const test::ReplayedSeries &series : test::replayedSeries()) {
        QTest::addRow("%s in usual portions", series.name)
            << series.file << series.transitions << api::BacktestLimits{}.portionReadings;
        QTest::addRow("%s in small portions", series.name) << series.file << series.transitions << 97;
    }
}

void ReplayTest::wholeSeries()
{
    QFETCH(QString, file);
    QFETCH(QString, transitions);
    QFETCH(int, portion);
    WriterRig rig;
    rig.execute(
        u"UPDATE app_settings SET value = '20000' WHERE key = 'LATE_ACCEPT_DAYS';"
        "INSERT INTO app_settings (tenant_key, key, value) VALUES (1, 'TENANT_RATE_LIMIT_BURST', '1000000')"_s);
    addDrafts(rig);
    commitSeries(rig, test::readTable(file));
    QVERIFY(!QTest::currentTestFailed());
    const QList<QByteArrayList> expected = test::readTable(transitions);
    api::BacktestLimits limits;
    limits.portionReadings = portion;
    for (const Draft &draft : kDrafts) {
        const auto opens = [&draft](const QByteArrayList &row) {
            return row[0] == draft.name && row[1] == "OPENED";
        };
        const QStringList live = test::liveTransitions(rig, QString::fromLatin1(draft.name), u"one"_s);
        QVERIFY(!live.isEmpty());
        QCOMPARE(live.filter(u"OPENED"_s).size(), std::ranges::count_if(expected, opens));
        QCOMPARE(test::backtested(rig, draft.body(), u"one"_s, limits), live);
    }
}

void ReplayTest::whateverComesInWhateverOrder_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 6; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

// Two devices with bad clocks and links: readings that are late, ahead, reordered, sent twice, without the
// metric, and heartbeats that carry it.
void ReplayTest::whateverComesInWhateverOrder()
{
    QFETCH(int, seed);
    QRandomGenerator random(static_cast<quint32>(seed));
    WriterRig rig;
    addDrafts(rig);
    double value = 80;
    for (int batchNumber = 0; batchNumber < 40; ++batchNumber) {
        std::vector<ingest::Envelope> batch;
        for (int i = 0; i < 25; ++i) {
            rig.clock.advance(std::chrono::seconds(random.bounded(0, 200)) + 1us);
            value += (80 - value) * 0.1 + (random.generateDouble() - 0.5) * 60;
            const int offset = random.bounded(5) == 0 ? random.bounded(-7200, 400) : random.bounded(-200, 30);
            const Message message{.device = random.bounded(2) == 0 ? "one" : "two",
                                  .metrics = (random.bounded(10) == 0 ? "{\"u\":" : "{\"t\":")
                                      + QByteArray::number(value) + '}',
                                  .ts = rig.clock.now() - WriterRig::noon() + std::chrono::seconds(offset),
                                  .type = random.bounded(8) == 0 ? "heartbeat" : "telemetry"};
            batch.push_back(rig.envelope(message));
            if (random.bounded(10) == 0)
                batch.push_back(rig.envelope(message));
        }
        QVERIFY(rig.commit(batch));
    }
    QVERIFY(rig.rows(u"SELECT count(*) FROM reading WHERE is_late"_s).first().toInt() > 20);
    QVERIFY(rig.rows(u"SELECT count(*) FROM reading WHERE ts > received_at"_s).first().toInt() > 20);
    api::BacktestLimits limits;
    limits.portionReadings = 31;
    qsizetype all = 0;
    for (const Draft &draft : kDrafts) {
        for (const QString &device : {u"one"_s, u"two"_s}) {
            const QStringList live = test::liveTransitions(rig, QString::fromLatin1(draft.name), device);
            QCOMPARE(test::backtested(rig, draft.body(), device, limits), live);
            all += live.size();
        }
    }
    QVERIFY(all > 100);
}

void ReplayTest::aReadingThatWasLateIsNotEvaluatedNow()
{
    WriterRig rig;
    addDrafts(rig);
    const auto send = [&rig](std::chrono::microseconds ts, const QByteArray &value) {
        rig.clock.advance(1min);
        std::vector<ingest::Envelope> batch{rig.envelope({.metrics = "{\"t\":" + value + '}', .ts = ts})};
        return rig.commit(batch).has_value();
    };
    QVERIFY(send(0s, "80"));
    QVERIFY(send(-1h, "120"));
    QVERIFY(send(1min, "80"));
    QCOMPARE(test::backtested(rig, kDrafts[0].body(), u"one"_s), QStringList());
    rig.execute(u"UPDATE reading SET is_late = false"_s); // what it would say if it had not been
    QCOMPARE(test::backtested(rig, kDrafts[0].body(), u"one"_s).size(), 2);
}

PULSE_TEST_CASE(ReplayTest)
#include "replay_test.moc"

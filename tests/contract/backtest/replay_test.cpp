// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a back-test finds in stored readings is what the pipeline did when they came in: transition by
// transition, with the same evidence.
//
// The machine's series is not ours to hand on: $PULSE_SERIES names its file, else it is looked for beside the
// source.
#include "backtested.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

QString seriesPath()
{
    return qEnvironmentVariable(
        "PULSE_SERIES",
        QStringLiteral(PULSE_SOURCE_DIR "/../shared/data/machine_temperature_system_failure.csv"));
}

struct Draft {
    const char *name;
    const char *comparison;
    double threshold;
    std::optional<double> clearValue;
    int forSeconds;
    int openings; // in the machine's series

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
    {"GT 100", "GT", 100, std::nullopt, 0, 239},
    {"GT 100 clear 95", "GT", 100, 95, 0, 21},
    {"GT 100 clear 95 for 30 min", "GT", 100, 95, 1800, 16},
    {"LT 60", "LT", 60, std::nullopt, 0, 53},
    {"LT 60 clear 70", "LT", 60, 70, 0, 18},
    {"LT 60 for 30 min", "LT", 60, std::nullopt, 1800, 14},
};

} // namespace

class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void theMachinesSeries_data();
    void theMachinesSeries();
    void whateverComesInWhateverOrder_data();
    void whateverComesInWhateverOrder();
    void aReadingThatWasLateIsNotEvaluatedNow();

private:
    static void addDrafts(const WriterRig &rig);
    static bool commitSeries(WriterRig &rig);
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

// In the order of the file, which repeats an hour.
bool ReplayTest::commitSeries(WriterRig &rig)
{
    QFile file(seriesPath());
    if (!file.open(QIODevice::ReadOnly))
        return false;
    file.readLine(); // names of columns
    std::vector<ingest::Envelope> batch;
    while (!file.atEnd()) {
        const QByteArrayList row = file.readLine().trimmed().split(',');
        const Instant ts = parseIso8601(QByteArray(row[0]).replace(' ', 'T') + 'Z').value_or(Instant{});
        rig.clock.advance(1us);
        batch.push_back(rig.envelope({.metrics = "{\"t\":" + row[1] + '}', .ts = ts - WriterRig::noon()}));
        if (std::ssize(batch) < 1000 && !file.atEnd())
            continue;
        if (!rig.commit(batch))
            return false;
        batch.clear();
    }
    return true;
}

void ReplayTest::theMachinesSeries_data()
{
    QTest::addColumn<int>("portion");
    QTest::newRow("in usual portions") << api::BacktestLimits{}.portionReadings;
    QTest::newRow("in small portions") << 97;
}

void ReplayTest::theMachinesSeries()
{
    QFETCH(int, portion);
    if (!QFile::exists(seriesPath()))
        QSKIP("the series is not here");
    WriterRig rig;
    rig.execute(
        u"UPDATE app_settings SET value = '20000' WHERE key = 'LATE_ACCEPT_DAYS';"
        "INSERT INTO app_settings (tenant_key, key, value) VALUES (1, 'TENANT_RATE_LIMIT_BURST', '1000000')"_s);
    addDrafts(rig);
    QVERIFY(commitSeries(rig));
    api::BacktestLimits limits;
    limits.portionReadings = portion;
    for (const Draft &draft : kDrafts) {
        const QStringList live = test::liveTransitions(rig, QString::fromLatin1(draft.name), u"one"_s);
        QCOMPARE(live.filter(u"OPENED"_s).size(), draft.openings);
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

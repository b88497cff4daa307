// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices that send only what changed, and values whose kind changes: stored as they came, in few metric
// sets.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <random>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class ReportByExceptionTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void wholeAndFractionalByTurnsComeBackAsTheyWentIn();
    void absentIsNotZero();
    void reportByExceptionMakesFewSets();
    void aGatewayCannotUseUpTheSetsOfItsTenant();
    void twoHundredDevicesThatStartAtOnceShareSets();
    void afterARestartADeviceKeepsItsSet();
    void usedUpSetsOfBeforeAreNoObstacle();
    void readingsOfBeforeReadAsBefore();

private:
    QStringList stored(const QString &device = u"one"_s) const; // metrics, by time
    QString sets() const { return m_rig->rows(u"SELECT count(*) FROM metric_set"_s).value(0); }
    QByteArray someOf(int points, double share);

    std::unique_ptr<WriterRig> m_rig;
    std::mt19937 m_random{11};
};

QStringList ReportByExceptionTest::stored(const QString &device) const
{
    return m_rig->rows(
        u"SELECT metrics_json(s.codes, r.layout, r.\"values\") FROM reading AS r"
        " JOIN metric_set AS s ON s.metric_set_key = r.metric_set JOIN device USING (device_key)"
        " WHERE device_id = '%1' ORDER BY r.ts"_s.arg(device));
}

// Values of points at random, whole, fractional or boolean at random.
QByteArray ReportByExceptionTest::someOf(int points, double share)
{
    QByteArray metrics;
    for (int point = 0; point < points; ++point) {
        if (std::uniform_real_distribution<>()(m_random) > share
            && !(metrics.isEmpty() && point == points - 1))
            continue;
        const auto number = QByteArray::number(static_cast<int>(m_random() % 1'000));
        const QByteArray values[] = {number, number + ".5", m_random() % 2 == 0 ? "true" : "false"};
        metrics +=
            (metrics.isEmpty() ? "\"p" : ",\"p") + QByteArray::number(point) + "\":" + values[m_random() % 3];
    }
    return '{' + metrics + '}';
}

void ReportByExceptionTest::wholeAndFractionalByTurnsComeBackAsTheyWentIn()
{
    const QStringList sent{uR"({"a": 21, "on": true})"_s, uR"({"a": 21.5, "on": true})"_s,
                           uR"({"a": 22, "on": 1})"_s, uR"({"a": 22.5, "on": 0.5})"_s,
                           uR"({"a": true, "on": false})"_s};
    for (int i = 0; i < 3; ++i) { // more than once, so that each has been met before
        for (const QString &metrics : sent) {
            m_rig->clock.advance(1s);
            QVERIFY(m_rig->commit({{.metrics = metrics.toUtf8(), .ts = std::nullopt}}));
            QCOMPARE(m_rig->rows(u"SELECT metrics_json(codes, \"values\") FROM device_state"_s),
                     QStringList{metrics});
        }
    }
    QCOMPARE(stored(), sent + sent + sent);
    QCOMPARE(sets(), u"1"_s);
}

void ReportByExceptionTest::absentIsNotZero()
{
    QVERIFY(m_rig->commit({{.metrics = R"({"a":1,"b":2,"c":true})", .ts = 0s}}));
    QVERIFY(m_rig->commit({{.metrics = R"({"c":false})", .ts = 1s}, {.metrics = R"({"a":0})", .ts = 2s}}));
    QCOMPARE(stored(),
             (QStringList{uR"({"a": 1, "b": 2, "c": true})"_s, uR"({"c": false})"_s, uR"({"a": 0})"_s}));
    QCOMPARE(
        m_rig->rows(u"SELECT metric || '=' || value FROM reading_value ORDER BY ts DESC, metric LIMIT 2"_s),
        (QStringList{u"a=0"_s, u"c=0"_s}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading_value WHERE metric = 'b'"_s), QStringList{u"1"_s});
}

void ReportByExceptionTest::reportByExceptionMakesFewSets()
{
    std::map<QByteArray, std::vector<QJsonObject>> sent;
    for (int batch = 0; batch < 20; ++batch) {
        std::vector<Message> messages;
        for (int i = 0; i < 90; ++i) {
            const QByteArray device = std::array{"one", "two", "three"}[static_cast<size_t>(i % 3)];
            messages.push_back({.device = device, .metrics = someOf(24, 0.33), .ts = (batch * 90 + i) * 1ms});
            sent[device].push_back(QJsonDocument::fromJson(messages.back().metrics).object());
        }
        const auto totals = m_rig->commit(messages);
        QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
        QCOMPARE(totals->stored, 90);
    }
    for (const auto &[device, objects] : sent) {
        const QStringList texts = stored(QString::fromLatin1(device));
        QCOMPARE(texts.size(), std::ssize(objects));
        for (qsizetype i = 0; i < texts.size(); ++i)
            QCOMPARE(QJsonDocument::fromJson(texts[i].toUtf8()).object(), objects[static_cast<size_t>(i)]);
    }
    QVERIFY2(sets().toInt() <= 3, qPrintable(sets()));
}

// Seen: after 5,025 messages every new combination of any device was refused, for ever.
void ReportByExceptionTest::aGatewayCannotUseUpTheSetsOfItsTenant()
{
    for (int batch = 0; batch < 12; ++batch) {
        std::vector<Message> messages;
        for (int i = 0; i < 500; ++i)
            messages.push_back({.metrics = someOf(24, 0.33), .ts = (batch * 500 + i) * 1us});
        const auto totals = m_rig->commit(messages);
        QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
        QCOMPARE(totals->stored, 500);
    }
    QCOMPARE(sets(), u"1"_s);
    const auto totals = m_rig->commit({{.device = "two", .metrics = R"({"p3":1,"own":2})"}});
    QVERIFY(totals && totals->stored == 1 && totals->rejectedBy.empty());
}

void ReportByExceptionTest::twoHundredDevicesThatStartAtOnceShareSets()
{
    m_rig->execute(
        u"INSERT INTO device (tenant_key, device_id, site_key, token_hash)"
        " SELECT 1, 'd' || n, 1, sha256(('tok-d' || n)::bytea) FROM generate_series(1, 200) AS n"_s);
    QVERIFY(m_rig->load());
    for (int round = 0; round < 3; ++round) {
        std::vector<Message> messages;
        for (int device = 1; device <= 200; ++device)
            messages.push_back(
                {.device = "d" + QByteArray::number(device), .metrics = someOf(24, 0.1), .ts = round * 1s});
        const auto totals = m_rig->commit(messages);
        QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
        QCOMPARE(totals->stored, 200);
    }
    QVERIFY2(sets().toInt() <= 100, qPrintable(sets()));
    QCOMPARE(m_rig->rows(u"SELECT max(sets) FROM (SELECT count(DISTINCT metric_set) AS sets FROM reading"
                         " GROUP BY device_key) AS of_device"_s),
             QStringList{u"1"_s});
}

void ReportByExceptionTest::afterARestartADeviceKeepsItsSet()
{
    QVERIFY(m_rig->commit({{.metrics = R"({"a":1,"b":2,"c":true})", .ts = 0s},
                           {.device = "two", .metrics = R"({"b":1,"d":2})"}}));
    QVERIFY(m_rig->load());
    QVERIFY(m_rig->commit({{.metrics = R"({"b":7.5})", .ts = 1s}}));
    QVERIFY(m_rig->load());
    QVERIFY(m_rig->commit({{.metrics = R"({"c":3})", .ts = 2s}}));
    QCOMPARE(m_rig
                 ->rows(u"SELECT DISTINCT metric_set FROM reading JOIN device USING (device_key)"
                        " WHERE device_id = 'one'"_s)
                 .size(),
             1);
    QCOMPARE(stored().mid(1), (QStringList{uR"({"b": 7.5})"_s, uR"({"c": 3})"_s}));
}

// An installation whose gateways made thousands of them.
void ReportByExceptionTest::usedUpSetsOfBeforeAreNoObstacle()
{
    m_rig->execute(
        u"INSERT INTO metric (tenant_key, name) SELECT 1, 'p' || n FROM generate_series(0, 11) AS n;"
        "INSERT INTO metric_set (tenant_key, codes)"
        " SELECT 1, (SELECT array_agg((p + 1) * 4) FROM generate_series(0, 11) AS p"
        "             WHERE (n >> p) & 1 = 1) FROM generate_series(1, 4095) AS n;"
        "INSERT INTO metric_set (tenant_key, codes) SELECT 1, ARRAY[4] FROM generate_series(1, 1000)"_s);
    QVERIFY(m_rig->load());
    const auto totals = m_rig->commit({{.metrics = R"({"p1":1,"new":2.5})", .ts = 0s},
                                       {.metrics = R"({"p7":true})", .ts = 1s},
                                       {.device = "two", .metrics = R"({"p2":1,"p3":1})"}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 3);
    QCOMPARE(stored(), (QStringList{uR"({"p1": 1, "new": 2.5})"_s, uR"({"p7": true})"_s}));
    QCOMPARE(sets(), u"5095"_s);
}

// Rows of before the layout, and of sets that have grown since.
void ReportByExceptionTest::readingsOfBeforeReadAsBefore()
{
    m_rig->execute(
        u"INSERT INTO metric (tenant_key, name) VALUES (1, 'a'), (1, 'b');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{5,10}');"
        "SELECT ensure_reading_partition('2026-01-15');"
        "INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, metric_set, "
        "kind, \"values\") SELECT device_key, '2026-01-15 11:00Z', 1, now(), 1, 1, 'T', '{7,1}'"
        " FROM device WHERE device_id = 'one' AND tenant_key = 1;"
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_state_change_at, "
        "codes, \"values\") SELECT device_key, 1, 'STALE', now(), now(), '{5,10}', '{7,1}'"
        " FROM device WHERE device_id = 'one' AND tenant_key = 1"_s);
    QVERIFY(m_rig->load());
    QVERIFY(
        m_rig->commit({{.metrics = R"({"a":8,"b":false})", .ts = 0s}, {.metrics = R"({"c":1})", .ts = 1s}}));
    QCOMPARE(stored(),
             (QStringList{uR"({"a": 7, "b": true})"_s, uR"({"a": 8, "b": false})"_s, uR"({"c": 1})"_s}));
    QCOMPARE(sets(), u"1"_s);
    QCOMPARE(m_rig->rows(u"SELECT metrics_json(s.codes, r.\"values\") FROM reading AS r" // as other tools ask
                         " JOIN metric_set AS s ON s.metric_set_key = r.metric_set ORDER BY r.ts LIMIT 1"_s),
             QStringList{uR"({"a": 7, "b": true})"_s});
    QCOMPARE(m_rig->rows(u"SELECT octet_length(layout) FROM reading ORDER BY ts LIMIT 2"_s),
             (QStringList{u"0"_s, u"0"_s}));
}

PULSE_TEST_CASE(ReportByExceptionTest)
#include "report_by_exception_test.moc"

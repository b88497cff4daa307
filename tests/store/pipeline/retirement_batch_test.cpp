// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is open when a rule goes, or its device, is closed: each with its own reason, and whoever was told
// that it opened is told that it closed.
#include "store/delivery/stage_probe.h"
#include "store/pipeline/writer_rig.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class RetirementBatchTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void eachEndHasItsReason_data();
    void eachEndHasItsReason();
    void theHeartbeatAlertOfARevokedDeviceCloses();
    void aDeletedRuleClosesAThousandAlertsAndSaysSo();

private:
    QStringList closings() const;

    std::unique_ptr<WriterRig> m_rig;
};

// "one: system: its rule was deleted"
QStringList RetirementBatchTest::closings() const
{
    return m_rig->rows(
        u"SELECT device_id || ': ' || t.actor || ': ' || t.reason FROM alert_transition AS t "
        "JOIN alert USING (alert_id) JOIN device USING (device_key) WHERE t.event = 'CLEARED' ORDER BY device_key"_s);
}

void RetirementBatchTest::eachEndHasItsReason_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<bool>("isNewLeader");
    const auto row = [](const char *name, const QString &change, const QStringList &expected) {
        QTest::addRow("%s", name) << change << expected << false;
        QTest::addRow("%s, by the next leader", name) << change << expected << true;
    };
    const auto both = [](const QString &reason) {
        return QStringList{u"one: system: "_s + reason, u"two: system: "_s + reason};
    };
    row("deleted", u"DELETE FROM alert_rule"_s, both(u"its rule was deleted"_s));
    row("disabled", u"UPDATE alert_rule SET enabled = false"_s, both(u"its rule was disabled"_s));
    row("other sites", u"UPDATE alert_rule SET site_ids = '{south}'"_s,
        both(u"its rule is no longer for the device's site"_s));
    row("other prefixes", u"UPDATE alert_rule SET device_prefixes = '{th}'"_s,
        both(u"its rule is no longer for the device's name"_s));
    row("another metric", u"UPDATE alert_rule SET metric_name = 'humidity'"_s,
        both(u"its rule is about another metric now"_s));
    row("another condition",
        u"UPDATE alert_rule SET condition = 'METRIC_SILENT', operator = NULL, threshold = NULL, silent_seconds = 60"_s,
        both(u"its rule has another condition now"_s));
    row("revoked", u"UPDATE device SET status = 'REVOKED'"_s, both(u"the device was revoked"_s));
    row("one of them", u"UPDATE alert_rule SET device_prefixes = '{tw}'"_s,
        {u"one: system: its rule is no longer for the device's name"_s});
    row("another threshold", u"UPDATE alert_rule SET threshold = 99, version = version + 1"_s, {});
}

// By a server that saw it open, and by one that takes over after the change.
void RetirementBatchTest::eachEndHasItsReason()
{
    QFETCH(QString, change);
    QFETCH(QStringList, expected);
    QFETCH(bool, isNewLeader);
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRoute();
    QVERIFY(
        m_rig->commit({{.metrics = R"({"temp_c":41})"}, {.device = "two", .metrics = R"({"temp_c":41})"}}));
    m_rig->execute(change);
    QVERIFY(isNewLeader ? m_rig->load() : m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(m_rig->commit(std::vector<Message>{})); // no message needs to come
    QCOMPARE(closings(), expected);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM delivery_job WHERE deliver_on_event = 'CLOSED'"_s),
             QStringList{QString::number(expected.size())});
}

void RetirementBatchTest::theHeartbeatAlertOfARevokedDeviceCloses()
{
    m_rig->execute(u"INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, "
                   u"confidence, summary, "
                   "created_at, opened_ts, updated_at) SELECT nextval('alert_ids'), tenant_key, device_key, "
                   "'NO_HEARTBEAT', "
                   "'NO_HEARTBEAT:' || device_id, 4, 0.9, '', now(), now(), now() FROM device WHERE "
                   "device_id <> 'three' AND "
                   "tenant_key = 1"_s);
    QVERIFY(m_rig->load());
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QCOMPARE(closings(), QStringList()); // it needs no rule
    m_rig->execute(u"UPDATE device SET status = 'REVOKED' WHERE device_id = 'one' AND tenant_key = 1"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QCOMPARE(closings(), QStringList{u"one: system: the device was revoked"_s});
}

void RetirementBatchTest::aDeletedRuleClosesAThousandAlertsAndSaysSo()
{
    constexpr int kAlerts = 1'000;
    test::HttpReceiver receiver;
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRoute();
    m_rig->execute(
        u"UPDATE integration SET sealed = convert_to('integration:' || integration_id || "
        u"'|{\"url\":\"%1\"}', "
        "'UTF8');"
        "INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, 'd' || n, "
        "site_key, sha256(('tok-d' || n)::bytea) FROM site, generate_series(1, %2) AS n WHERE tenant_key = 1"_s
            .arg(receiver.url())
            .arg(kAlerts));
    std::vector<Message> messages;
    for (int i = 1; i <= kAlerts; ++i)
        messages.push_back({.device = "d" + QByteArray::number(i), .metrics = R"({"temp_c":41})"});
    // With a route they are 2,000 changes each time: more than one batch makes of a tenant's.
    QVERIFY(m_rig->commit(messages));
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"1000"_s});
    m_rig->execute(u"DELETE FROM alert_rule"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QCOMPARE(closings().filter(u": system: its rule was deleted"_s).size(), kAlerts);
    QCOMPARE(
        m_rig->rows(u"SELECT count(DISTINCT alert_id) FROM delivery_job WHERE deliver_on_event = 'CLOSED'"_s),
        QStringList{u"1000"_s});

    test::StageProbe probe({.conninfo = m_rig->database->appConnInfo().toUtf8()}, {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(test::spinUntil([&] { return probe.stage.counts().delivered >= 2 * kAlerts; }, 60s));
    QMap<qint64, QStringList> told; // by alert
    for (const test::HttpRequest &request : receiver.requests()) {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        told[body.value(u"alert_id"_s).toInteger()].append(body.value(u"status"_s).toString());
    }
    QCOMPARE(told.size(), kAlerts);
    for (const QStringList &statuses : std::as_const(told))
        QCOMPARE(statuses, (QStringList{u"OPEN"_s, u"CLOSED"_s}));
}

PULSE_TEST_CASE(RetirementBatchTest)
#include "retirement_batch_test.moc"

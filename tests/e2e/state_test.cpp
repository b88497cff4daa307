// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse says how it is: metrics, health, what customers are told while nothing comes in, and what operators
// learn of a broker that is silent, drops, or forgets. The whole product, with a broker that holds little.
#include "base/clock.h"
#include "e2e/foreign_device.h"
#include "e2e/live_client.h"
#include "support/process/metrics_text.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>
#include <csignal>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class StateTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void metricsAreReadableAndMove();
    void everyMetricIsInTheGuide();
    void metricsNeedTheirToken();
    void healthIsWell();
    void aSilentBrokerIsOneOutage();
    void aBrokerThatDropsIsSaid();
    void aBrokerThatForgetsIsSaid();
    void operatorsAcknowledge();
    void stopsCleanly();

private:
    struct Text {
        int status = 0;
        QByteArray body;
    };
    Text read(const QString &path, const QByteArray &token = {});
    test::MetricsText metrics() { return test::readMetrics(read(u"/metrics"_s, kMetricsToken).body); }
    QString health()
    {
        return QJsonDocument::fromJson(read(u"/api/v2/health"_s).body)[u"status"_s].toString();
    }
    QJsonArray systemAlerts(const QString &query = {});
    QJsonObject systemAlert(const QString &kind, const QString &query = {});
    bool waitForAlert(const QString &kind, std::chrono::seconds most = 40s);
    void signalBroker(int number) const;

    static constexpr auto kMetricsToken = "a-token-for-the-test";
    static constexpr auto kTopic = "tenant/acme/device/pump-1/telemetry";
    std::unique_ptr<test::Product> m_product;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    QByteArray m_customerToken;
};

void StateTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_METRICS_TOKEN=%1"_s.arg(QLatin1StringView(kMetricsToken)),
                           u"PULSE_BROKER_QUEUE_MIB=1"_s, u"PULSE_INGEST_LARGEST_BATCH=50"_s};
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(m_product->addTenant(u"acme"_s));
    m_customerToken = m_product->accessToken();
    const auto token = m_product->addDevice(u"acme"_s, u"pump-1"_s, u"site-1"_s);
    QVERIFY2(token, qPrintable(token ? QString() : token.error().what));
    m_token = *token;
    QVERIFY(m_product->signInAsOperator());
}

StateTest::Text StateTest::read(const QString &path, const QByteArray &token)
{
    QNetworkRequest request(QUrl(m_product->httpUrl() + path));
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token);
    const std::unique_ptr<QNetworkReply> reply(m_network.get(request));
    test::spinUntil([&reply] { return reply->isFinished(); }, 10s);
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

QJsonArray StateTest::systemAlerts(const QString &query)
{
    return m_product->call("GET", u"/operator/system-alerts"_s + query).json[u"system_alerts"_s].toArray();
}

QJsonObject StateTest::systemAlert(const QString &kind, const QString &query)
{
    for (const QJsonValue &alert : systemAlerts(query)) {
        if (alert[u"kind"_s].toString() == kind)
            return alert.toObject();
    }
    return {};
}

bool StateTest::waitForAlert(const QString &kind, std::chrono::seconds most)
{
    return test::spinUntil([&] { return !systemAlert(kind).isEmpty(); }, most, 200ms);
}

// The one that this product started.
void StateTest::signalBroker(int number) const
{
    QFile file(m_product->dataFolder() + u"/run/broker.pid"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t pid = file.readAll().split(' ').first().trimmed().toInt();
    QVERIFY(pid > 1);
    QCOMPARE(::kill(pid, number), 0);
}

void StateTest::metricsAreReadableAndMove()
{
    const test::MetricsText before = metrics();
    QCOMPARE(before.problem, QString());
    QCOMPARE(before.value("pulse_ingest_leading"), 1.0);
    QCOMPARE(before.value("pulse_ingest_connected"), 1.0);
    QCOMPARE(before.value("pulse_broker_queue_limit_bytes"), 1024.0 * 1024 / 4);
    QCOMPARE(before.value("pulse_broker_queue_limit_messages"), 983.0);
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    const auto payload = [this](const QByteArray &metric) {
        return "{\"site_id\":\"site-1\",\"provision_token\":\"" + m_token + "\",\"ts\":\""
            + toRfc3339(SystemClock().now()) + "\",\"metrics\":{" + metric + "}}";
    };
    QVERIFY(device.publish(kTopic, payload("\"temp_c\":20")));
    QVERIFY(device.publish(kTopic, "nonsense"));
    const auto isIn = [&](const char *name, double more) {
        return test::spinUntil([&] { return metrics().value(name, 0) >= before.value(name, 0) + more; }, 10s,
                               50ms);
    };
    QVERIFY(isIn("pulse_ingest_stored_total", 1));
    QVERIFY(isIn("pulse_ingest_rejected_total{reason=\"BAD_JSON\"}", 1));
    QVERIFY(isIn("pulse_ingest_received_total", 2));
    QVERIFY(isIn("pulse_ingest_acknowledged_total", 2));
    QVERIFY(isIn("pulse_ingest_batch_messages_count", 1));
    QVERIFY(isIn("pulse_ingest_commit_duration_seconds_sum", 1e-6));
    const test::MetricsText after = metrics();
    QCOMPARE(after.problem, QString());
    QVERIFY(after.value("pulse_http_requests_total{class=\"2xx\"}")
            > before.value("pulse_http_requests_total{class=\"2xx\"}"));
    QVERIFY(after.value("process_resident_memory_bytes") > 1e6);
    QVERIFY(after.value("process_open_fds") > 5);
    const double now = static_cast<double>(QDateTime::currentSecsSinceEpoch());
    QVERIFY(std::abs(after.value("process_start_time_seconds") - now) < 600);
    QVERIFY(after.value("pulse_ingest_complete_up_to_timestamp_seconds") > now - 60);
}

void StateTest::everyMetricIsInTheGuide()
{
    QFile guide(QStringLiteral(PULSE_SOURCE_DIR) + u"/docs/operator-guide.md"_s);
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QByteArray page = guide.readAll();
    const QList<QByteArray> families = metrics().types.keys();
    QVERIFY(families.size() > 30);
    for (const QByteArray &family : families)
        QVERIFY2(page.contains('`' + family + '`'), family.constData());
}

void StateTest::metricsNeedTheirToken()
{
    QCOMPARE(read(u"/metrics"_s).status, 401);
    QCOMPARE(read(u"/metrics"_s, m_customerToken).status, 403);
    QCOMPARE(read(u"/metrics"_s, m_product->accessToken()).status, 200); // an operator's
}

// What the server said, where that may tell why.
void StateTest::cleanup()
{
    if (QTest::currentTestFailed())
        qWarning().noquote() << m_product->process().output().right(8'000);
}

void StateTest::healthIsWell()
{
    QCOMPARE(health(), u"ok"_s);
    QCOMPARE(read(u"/api/v2/health?live"_s).status, 200);
    QCOMPARE(systemAlerts(u"?status=ALL"_s), QJsonArray());
}

void StateTest::aSilentBrokerIsOneOutage()
{
    test::LiveClient screen(m_product->httpUrl(), m_customerToken);
    QVERIFY(screen.waitFor(u"state"_s));
    QCOMPARE(screen.last(u"state"_s)[u"receiving"_s].toBool(), true);
    signalBroker(SIGSTOP);
    const bool isDegraded = test::spinUntil([this] { return health() == u"degraded"_s; }, 40s, 200ms);
    const bool isTold = screen.waitFor(u"state"_s, 2);
    const bool isRaised = waitForAlert(u"INGEST_BLIND"_s);
    signalBroker(SIGCONT);
    QVERIFY(isDegraded && isTold && isRaised);
    const QJsonObject told = screen.last(u"state"_s);
    QCOMPARE(told[u"receiving"_s].toBool(true), false);
    QVERIFY(parseIso8601(told[u"since"_s].toString().toLatin1()));

    QVERIFY(test::spinUntil([this] { return health() == u"ok"_s; }, 40s, 200ms));
    QVERIFY(screen.waitFor(u"state"_s, 3));
    QCOMPARE(screen.last(u"state"_s)[u"receiving"_s].toBool(), true);
    const auto isOver = [this] {
        return systemAlert(u"INGEST_BLIND"_s, u"?status=ALL"_s)[u"status"_s].toString() == u"CLOSED"_s;
    };
    QVERIFY(test::spinUntil(isOver, 40s, 200ms));
    const QJsonObject outage = systemAlert(u"INGEST_BLIND"_s, u"?status=ALL"_s);
    const auto since = parseIso8601(outage[u"details"_s][u"since"_s].toString().toLatin1());
    const auto until = parseIso8601(outage[u"details"_s][u"until"_s].toString().toLatin1());
    QVERIFY2(since && until && *until - *since >= 10s,
             qPrintable(outage[u"details"_s][u"since"_s].toString() + u" to "_s
                        + outage[u"details"_s][u"until"_s].toString()));
    QCOMPARE(told[u"since"_s], outage[u"details"_s][u"since"_s]);
    QCOMPARE(outage[u"details"_s][u"cause"_s].toString(), u"BROKER_AWAY"_s);
    QCOMPARE(m_product->number("SELECT count(*) FROM system_alert WHERE kind = 'INGEST_BLIND'").value(), 1);
}

void StateTest::aBrokerThatDropsIsSaid()
{
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    m_product->process().pause();
    bool isAcknowledged = true;
    for (int i = 0; i < 300; ++i) // 100 may be on their way, a MiB may wait; all are acknowledged
        isAcknowledged = isAcknowledged && device.publish(kTopic, QByteArray(8'000, 'x'));
    m_product->process().resume();
    QVERIFY(isAcknowledged);
    QVERIFY(m_product->signInAsOperator());
    QVERIFY(waitForAlert(u"BROKER_DROPPING"_s));
    const QJsonObject alert = systemAlert(u"BROKER_DROPPING"_s);
    QVERIFY(alert[u"details"_s][u"dropped"_s].toInt() > 0);
    QCOMPARE(alert[u"severity"_s].toInt(), 5);
    QVERIFY(metrics().value("pulse_broker_dropped_total") > 0);
    QVERIFY(metrics().value("pulse_system_alerts_open{kind=\"BROKER_DROPPING\"}") == 1);
}

void StateTest::aBrokerThatForgetsIsSaid()
{
    QVERIFY(QFile::remove(m_product->dataFolder() + u"/broker/mosquitto.db"_s));
    signalBroker(SIGKILL); // it is started again, and knows nothing
    QVERIFY(waitForAlert(u"SESSION_LOST"_s));
    QCOMPARE(systemAlert(u"SESSION_LOST"_s)[u"details"_s][u"times"_s].toInt(), 1);
    QCOMPARE(metrics().value("pulse_ingest_sessions_lost_total"), 1.0);
    QVERIFY(test::spinUntil([this] { return health() == u"ok"_s; }, 40s, 200ms));
}

void StateTest::operatorsAcknowledge()
{
    const QString id = systemAlert(u"SESSION_LOST"_s)[u"system_alert_id"_s].toString();
    const QString path = u"/operator/system-alerts/%1/acknowledge"_s.arg(id);
    test::LiveClient screen(m_product->httpUrl(), m_product->accessToken());
    QVERIFY(screen.waitFor(u"hello"_s));
    const auto answer = m_product->call("POST", path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json[u"system_alert"_s][u"acknowledged_by"_s].toString(), u"test-operator"_s);
    QVERIFY(screen.waitFor(u"system_alerts"_s));
    QCOMPARE(systemAlert(u"SESSION_LOST"_s)[u"status"_s].toString(), u"ACKNOWLEDGED"_s);
    QVERIFY(m_product->signInAsTenant());
    QCOMPARE(m_product->call("POST", path).status, 403);
    QCOMPARE(m_product->call("GET", u"/operator/system-alerts"_s).status, 403);
}

void StateTest::stopsCleanly() { QVERIFY(m_product->stop()); }

PULSE_TEST_CASE(StateTest)
#include "state_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must answer whatever the database does: health, for everybody and without internals; metrics, for
// operators and for whoever holds their token, in a form that Prometheus reads.
#include "api/http/exposition.h"
#include "api/operation/health_resource.h"
#include "api/operation/openapi_resource.h"
#include "door_fixture.h"
#include "support/process/metrics_text.h"

#include "support/suite/test_case.h"
#include "wire/openapi/document.h"
#include <QJsonDocument>
#include <QSemaphore>
#include <QTest>

using namespace pulse;
using namespace pulse::test;

class QuickTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theDocumentIsServed();
    void healthSaysHowItIs_data();
    void healthSaysHowItIs();
    void healthSaysNothingElse();
    void liveIsLiveWhateverElse();
    void answersWhileEveryWorkerWaits();
    void metricsAreForOperatorsAndTheirToken_data();
    void metricsAreForOperatorsAndTheirToken();
    void withoutATokenSetNoneOpensMetrics();
    void requestsAreCountedByStatus();
    void expositionIsReadable();
    void expositionEscapes();
    void theReaderIsStrict_data();
    void theReaderIsStrict();

private:
    void make(const QByteArray &metricsToken);
    Answer call(const QByteArray &bytes)
    {
        RawClient client(m_door->door.port());
        client.send(bytes);
        return client.next();
    }

    api::Health m_health;
    QSemaphore m_hold;
    std::unique_ptr<Door> m_door;
};

void QuickTest::make(const QByteArray &metricsToken)
{
    api::HttpDoorConfig config;
    config.metricsToken = metricsToken;
    config.quick.insert(wire::EndpointId::Health, api::healthHandler([this] { return m_health; }));
    config.quick.insert(wire::EndpointId::OpenApi, api::openApiHandler());
    config.quick.insert(wire::EndpointId::Metrics, [](const api::Request &) {
        api::Exposition out;
        out.family("up", api::Exposition::Gauge, "Up.").sample(1);
        return api::Reply{200, api::Exposition::kContentType, out.text(), {}};
    });
    api::Handlers handlers;
    handlers.insert(wire::EndpointId::Token, [this](const auto &, auto &) -> Result<api::Reply> {
        m_hold.acquire();
        return api::Reply::noContent();
    });
    m_door = std::make_unique<Door>(std::move(config), std::move(handlers));
    QVERIFY(m_door->start());
}

void QuickTest::init()
{
    m_health = {};
    make("a-token-that-is-long-enough");
}

void QuickTest::cleanup()
{
    m_hold.release(1000);
    m_door.reset();
    m_hold.acquire(m_hold.available());
}

void QuickTest::theDocumentIsServed()
{
    // Not to strangers: one who reads nothing of so large an answer would use up what all of them may have.
    QCOMPARE(call(get("/api/openapi.json")).status, 401);
    const api::Reply reply = api::openApiHandler()({});
    QCOMPARE(QJsonDocument::fromJson(reply.body).object(), wire::openApiDocument());
}

void QuickTest::healthSaysHowItIs_data()
{
    QTest::addColumn<bool>("isDatabaseAnswering");
    QTest::addColumn<bool>("isReceiving");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("code");
    QTest::newRow("well") << true << true << u"ok"_s << 200;
    QTest::newRow("nothing comes in") << true << false << u"degraded"_s << 200; // another would not help
    QTest::newRow("no database") << false << true << u"failed"_s << 503;
    QTest::newRow("neither") << false << false << u"failed"_s << 503;
}

void QuickTest::healthSaysHowItIs()
{
    QFETCH(bool, isDatabaseAnswering);
    QFETCH(bool, isReceiving);
    QFETCH(int, code);
    m_health.isDatabaseAnswering = isDatabaseAnswering;
    m_health.service = {isReceiving, Instant{1'768'478'400s}};
    const Answer answer = call(get("/api/v2/health"));
    QCOMPARE(answer.status, code);
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    QTEST(json[u"status"_s].toString(), "status");
    QCOMPARE(json[u"service"_s].toString(), u"pulse"_s);
    QCOMPARE(json[u"checks"_s][u"database"_s][u"status"_s].toString(),
             isDatabaseAnswering ? u"ok"_s : u"failed"_s);
    const QJsonObject ingest = json[u"checks"_s][u"ingest"_s].toObject();
    QCOMPARE(ingest.value(u"status"_s).toString(), isReceiving ? u"ok"_s : u"degraded"_s);
    QCOMPARE(ingest.value(u"since"_s).toString(), isReceiving ? QString() : u"2026-01-15T12:00:00.000000Z"_s);
}

// Strangers may ask.
void QuickTest::healthSaysNothingElse()
{
    m_health = {false, {false, Instant{}}};
    const QJsonObject json = QJsonDocument::fromJson(call(get("/api/v2/health")).body).object();
    QCOMPARE(json.keys(), (QStringList{u"api_version"_s, u"checks"_s, u"service"_s, u"status"_s}));
    const QJsonObject checks = json.value(u"checks"_s).toObject();
    QCOMPARE(checks.keys(), (QStringList{u"database"_s, u"ingest"_s}));
    QCOMPARE(checks.value(u"database"_s).toObject().keys(), QStringList{u"status"_s});
    QCOMPARE(checks.value(u"ingest"_s).toObject().keys(), (QStringList{u"since"_s, u"status"_s}));
}

void QuickTest::liveIsLiveWhateverElse()
{
    m_health = {false, {false, Instant{}}};
    const Answer answer = call("GET /api/v2/health?live HTTP/1.1\r\nHost: test\r\n\r\n");
    QCOMPARE(answer.status, 200);
    QCOMPARE(QJsonDocument::fromJson(answer.body)[u"status"_s].toString(), u"ok"_s);
}

void QuickTest::answersWhileEveryWorkerWaits()
{
    RawClient busy(m_door->door.port());
    busy.send(post("/api/auth/token", "{}").repeated(4)); // more than there are workers
    QVERIFY(spinUntil([&] { return m_door->door.requestsUnderWay() == 4; }, 5s));
    QCOMPARE(call(get("/api/v2/health")).status, 200);
    QCOMPARE(call(get("/metrics", "Authorization: Bearer a-token-that-is-long-enough\r\n")).status, 200);
    QCOMPARE(m_door->door.requestsUnderWay(), 4);
}

void QuickTest::metricsAreForOperatorsAndTheirToken_data()
{
    QTest::addColumn<QByteArray>("token"); // R: a token of that role
    QTest::addColumn<int>("status");
    QTest::newRow("nobody") << QByteArray() << 401;
    QTest::newRow("the token") << QByteArray("a-token-that-is-long-enough") << 200;
    QTest::newRow("nearly the token") << QByteArray("a-token-that-is-long-enougH") << 401;
    QTest::newRow("the token and more") << QByteArray("a-token-that-is-long-enough!") << 401;
    QTest::newRow("a part of it") << QByteArray("a-token") << 401;
    QTest::newRow("operator") << QByteArray("R") + char(model::Role::Operator) << 200;
    QTest::newRow("operator admin") << QByteArray("R") + char(model::Role::OperatorAdmin) << 200;
    QTest::newRow("customer") << QByteArray("R") + char(model::Role::CustomerViewer) << 403;
    QTest::newRow("customer admin") << QByteArray("R") + char(model::Role::CustomerAdmin) << 403;
}

void QuickTest::metricsAreForOperatorsAndTheirToken()
{
    QFETCH(QByteArray, token);
    QFETCH(int, status);
    if (token.startsWith('R'))
        token = m_door->token(static_cast<model::Role>(token[1]), u"tenant-a"_s);
    const Answer answer =
        call(get("/metrics", token.isEmpty() ? QByteArray() : "Authorization: Bearer " + token + "\r\n"));
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.body.contains("up 1\n"), status == 200);
    if (status == 200)
        QVERIFY(answer.head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
}

void QuickTest::withoutATokenSetNoneOpensMetrics()
{
    m_door.reset();
    make({});
    QCOMPARE(call(get("/metrics")).status, 401);
    QCOMPARE(call(get("/metrics", "Authorization: Bearer \r\n")).status, 401);
    QCOMPARE(call(get("/metrics", "Authorization: Bearer x\r\n")).status, 401);
    // Not even from this machine: a proxy on it makes everybody local.
    const QByteArray forwarded = "X-Forwarded-For: 127.0.0.1\r\n";
    QCOMPARE(call(get("/metrics", forwarded)).status, 401);
}

void QuickTest::requestsAreCountedByStatus()
{
    call(get("/api/v2/health"));
    call(get("/api/v2/health"));
    call(get("/nowhere"));
    m_health.isDatabaseAnswering = false;
    call(get("/api/v2/health"));
    QVERIFY((m_door->door.answered() == api::RequestFlow::Answered{0, 0, 2, 0, 1, 1}));
}

void QuickTest::expositionIsReadable()
{
    Histogram histogram{0.1, 1};
    for (const double value : {0.05, 0.5, 5.0, 0.1})
        histogram.observe(value);
    api::Exposition out;
    out.family("a_total", api::Exposition::Counter, "A.").sample(9'007'199'254'740'991.0);
    out.family("b", api::Exposition::Gauge, "B.")
        .sample(-0.25, {{"x", "1"}, {"y", "2"}})
        .sample(0, {{"x", "2"}});
    out.family("none", api::Exposition::Gauge, "Nothing is known.");
    out.family("c_seconds", api::Exposition::Histogram, "C.").histogram(histogram.counts());
    const MetricsText read = readMetrics(out.text());
    QCOMPARE(read.problem, QString());
    QCOMPARE(read.value("a_total"), 9'007'199'254'740'991.0);
    QCOMPARE(read.value("b{x=\"1\",y=\"2\"}"), -0.25);
    QCOMPARE(read.value("c_seconds_bucket{le=\"0.1\"}"), 2.0);
    QCOMPARE(read.value("c_seconds_bucket{le=\"1\"}"), 3.0);
    QCOMPARE(read.value("c_seconds_bucket{le=\"+Inf\"}"), 4.0);
    QCOMPARE(read.value("c_seconds_count"), 4.0);
    QVERIFY(qAbs(read.value("c_seconds_sum") - 5.65) < 1e-9);
    QCOMPARE(read.types.value("none"), "gauge");
}

void QuickTest::expositionEscapes()
{
    api::Exposition out;
    out.family("a", api::Exposition::Gauge, "One\nline, one \\.").sample(1, {{"x", "\"q\" \\ \n"}});
    QCOMPARE(out.text(), "# HELP a One\\nline, one \\\\.\n# TYPE a gauge\na{x=\"\\\"q\\\" \\\\ \\n\"} 1\n");
    QCOMPARE(readMetrics(out.text()).problem, QString());
}

// Otherwise what it accepts would prove nothing.
void QuickTest::theReaderIsStrict_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray a = "# HELP a A.\n# TYPE a gauge\n";
    QTest::newRow("no end") << a + "a 1";
    QTest::newRow("no type") << QByteArray("# HELP a A.\na 1\n");
    QTest::newRow("no help") << QByteArray("# TYPE a gauge\na 1\n");
    QTest::newRow("an unknown type") << QByteArray("# HELP a A.\n# TYPE a meter\na 1\n");
    QTest::newRow("twice") << a + "a 1\na 1\n";
    QTest::newRow("a family twice") << a + "a 1\n" + a + "a{x=\"1\"} 1\n";
    QTest::newRow("not its family") << a + "b 1\n";
    QTest::newRow("no value") << a + "a\n";
    QTest::newRow("no number") << a + "a one\n";
    QTest::newRow("a name with a dash") << QByteArray("# HELP a-b A.\n# TYPE a-b gauge\na-b 1\n");
    QTest::newRow("a label without quotes") << a + "a{x=1} 1\n";
    QTest::newRow("a label that does not end") << a + "a{x=\"1} 1\n";
    QTest::newRow("an unknown escape") << a + "a{x=\"\\t\"} 1\n";
    QTest::newRow("an empty line") << a + "\na 1\n";
    QTest::newRow("a counter below zero")
        << QByteArray("# HELP a_total A.\n# TYPE a_total counter\na_total -1\n");
    QTest::newRow("a counter by another name") << QByteArray("# HELP a A.\n# TYPE a counter\na 1\n");
    const QByteArray h = "# HELP h H.\n# TYPE h histogram\n";
    QTest::newRow("a histogram without +Inf") << h + "h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n";
    QTest::newRow("buckets that shrink")
        << h + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";
    QTest::newRow("a count of its own") << h + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n";
}

void QuickTest::theReaderIsStrict()
{
    QFETCH(QByteArray, text);
    QVERIFY(!readMetrics(text).problem.isEmpty());
}

PULSE_TEST_CASE(QuickTest)
#include "quick_test.moc"

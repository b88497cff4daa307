// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench replay [FILE] [--kill]: a real series through the whole product, once and then again. Exact figures,
// not speed: every row is stored, the alerts of six rules are those that the series holds, each OPEN is
// delivered, and the second time nothing is stored. A back-test of each rule gives the transitions that were,
// one by one with their evidence. --kill: the server is killed in the middle of it and started again; the
// figures are the same.
#include "base/clock.h"
#include "bench/rule_transitions.h"
#include "bench/series_publisher.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kTenant = u"replay"_s;
const QString kDevice = u"machine-1"_s;

struct RuleCase {
    QString name;
    QJsonObject fields;
    qint64 opened; // in the series that is played without FILE
};

QList<RuleCase> ruleCases()
{
    const auto fields = [](const QString &comparison, int threshold, std::optional<int> clear, int seconds) {
        QJsonObject json{{u"metric_name"_s, u"machine_temp_f"_s},
                         {u"operator"_s, comparison},
                         {u"threshold"_s, threshold},
                         {u"for_seconds"_s, seconds},
                         {u"severity"_s, 5}};
        if (clear)
            json.insert(u"clear_value"_s, *clear);
        return json;
    };
    return {{u"GT 100"_s, fields(u"GT"_s, 100, {}, 0), 239},
            {u"GT 100 clear 95"_s, fields(u"GT"_s, 100, 95, 0), 21},
            {u"GT 100 clear 95 for 30 min"_s, fields(u"GT"_s, 100, 95, 1'800), 16},
            {u"LT 60"_s, fields(u"LT"_s, 60, {}, 0), 53},
            {u"LT 60 clear 70"_s, fields(u"LT"_s, 60, 70, 0), 18},
            {u"LT 60 for 30 min"_s, fields(u"LT"_s, 60, {}, 1'800), 14}};
}

// {"ts":"2013-12-02T21:15:00Z","site_id":"plant","provision_token":"…","seq":1,"metrics":{"machine_temp_f":73.967}}
std::vector<QByteArray> readSeries(const QString &file, const QByteArray &token)
{
    std::vector<QByteArray> payloads;
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return payloads;
    source.readLine(); // timestamp,value
    while (!source.atEnd()) {
        const QList<QByteArray> fields = source.readLine().trimmed().split(',');
        if (fields.size() != 2)
            continue;
        payloads.push_back("{\"ts\":\"" + QByteArray(fields[0]).replace(' ', 'T')
                           + "Z\",\"site_id\":\"plant\",\"seq\":" + QByteArray::number(payloads.size() + 1)
                           + ",\"provision_token\":\"" + token
                           + "\",\"metrics\":{\"machine_temp_f\":" + fields[1] + "}}");
    }
    return payloads;
}

QByteArray lastPayload(const QByteArray &token)
{
    return "{\"ts\":\"" + toRfc3339(SystemClock().now()) + "\",\"site_id\":\"plant\",\"provision_token\":\""
        + token + "\",\"metrics\":{\"machine_temp_f\":80}}";
}

Result<> prepare(test::Product &product, const test::HttpReceiver &receiver)
{
    PULSE_CHECK(product.addTenant(kTenant));
    const QList<std::pair<QString, QString>> settings{
        {u"RATE_LIMIT_RPS"_s, u"1000000"_s},        {u"RATE_LIMIT_BURST"_s, u"1000000"_s},
        {u"TENANT_RATE_LIMIT_RPS"_s, u"1000000"_s}, {u"TENANT_RATE_LIMIT_BURST"_s, u"1000000"_s},
        {u"LATE_ACCEPT_DAYS"_s, u"20000"_s},        {u"HEARTBEAT_ALERTS"_s, u"0"_s}};
    for (const auto &[key, value] : settings)
        PULSE_CHECK(product.run({u"setting"_s, u"set"_s, key, value, u"--tenant"_s, kTenant}));
    const auto webhook =
        product.call("POST", u"/customer/integrations"_s,
                     {{u"name"_s, u"receiver"_s}, {u"webhook_url"_s, receiver.url(u"/alerts"_s)}});
    const auto route = product.call("POST", u"/customer/integration-routes"_s,
                                    {{u"integration_id"_s, webhook.json.value(u"integration_id"_s)},
                                     {u"deliver_on"_s, QJsonArray{u"OPEN"_s}}});
    QList<test::Answer> answers{webhook, route};
    for (const RuleCase &rule : ruleCases()) {
        QJsonObject body = rule.fields;
        body.insert(u"name"_s, rule.name);
        answers.append(product.call("POST", u"/customer/alert-rules"_s, body));
    }
    for (const auto &answer : std::as_const(answers)) {
        if (answer.status / 100 != 2)
            return pulse::fail(ErrorKind::Invalid, QString::fromUtf8(QJsonDocument(answer.json).toJson()));
    }
    return {};
}

struct AlertCounts {
    qint64 opened = 0;
    qint64 closed = 0;
};

AlertCounts countAlerts(const QJsonArray &alerts)
{
    AlertCounts counts{alerts.size(), 0};
    for (const QJsonValue &alert : alerts)
        counts.closed += alert[u"closed_at"_s].isString() ? 1 : 0;
    return counts;
}

struct WebhookCounts {
    qint64 delivered = 0; // by webhook-id, as a receiver that knows Standard Webhooks counts
    qint64 repeated =
        0; // sent, but the server was killed before it had written so: sent again under the same id
};

WebhookCounts countWebhooks(const test::HttpReceiver &receiver, const QString &ruleName)
{
    WebhookCounts counts;
    QSet<QByteArray> ids;
    for (const test::HttpRequest &request : receiver.requests()) {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (body[u"status"_s] != u"OPEN"_s || body[u"details"_s][u"rule_name"_s].toString() != ruleName)
            continue;
        const QByteArray id = request.header("webhook-id");
        ++(ids.contains(id) ? counts.repeated : counts.delivered);
        ids.insert(id);
    }
    return counts;
}

qint64 countReadings(test::Product &product)
{
    return product.number("SELECT count(*) FROM reading WHERE ts < '2020-01-01'").value_or(-1);
}

// Waits for the reading that the broker hands over last.
bool waitForLast(test::Product &product, qint64 total)
{
    return test::spinUntil([&] { return countReadings(product) >= total; }, 120s);
}

int complain(const char *what, const QString &why)
{
    std::fprintf(stderr, "replay: %s: %s\n", what, qPrintable(why));
    return 1;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QStringList arguments = application.arguments().mid(1);
    const bool isKilled = arguments.removeAll(u"--kill"_s) > 0;
    const bool hasOwnFile = !arguments.isEmpty();
    const QString file = arguments.value(
        0,
        qEnvironmentVariable(
            "PULSE_SERIES",
            QStringLiteral(PULSE_SOURCE_DIR "/../shared/data/machine_temperature_system_failure.csv")));

    test::HttpReceiver receiver;
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1"_s.arg(receiver.port()),
                           u"PULSE_DELIVERY_ALLOW_HTTP=1"_s};
    auto product = test::Product::start(options);
    if (!product)
        return complain("start", product.error().what);
    if (auto prepared = prepare(**product, receiver); !prepared)
        return complain("prepare", prepared.error().what);
    const auto token = (*product)->addDevice(kTenant, kDevice, u"plant"_s);
    if (!token)
        return complain("device", token.error().what);
    const std::vector<QByteArray> payloads = readSeries(file, *token);
    if (payloads.empty())
        return complain("series", file);

    mqtt::PublisherConfig publisher;
    publisher.address.port = (*product)->mqttPort();
    publisher.address.user = kTenant + u"/device/"_s + kDevice;
    publisher.address.password = *token;
    publisher.backoff = {100ms, 500ms};
    const QByteArray topic = "tenant/" + kTenant.toUtf8() + "/device/" + kDevice.toUtf8() + "/telemetry";
    const auto total = static_cast<qint64>(payloads.size());

    bool wasKilled = !isKilled;
    const auto killHalfway = [&](size_t answered) {
        if (wasKilled || answered < payloads.size() / 2)
            return;
        wasKilled = true;
        (*product)->kill();
        if (auto again = (*product)->launch(); !again)
            complain("restart", again.error().what);
    };
    QElapsedTimer timer;
    timer.start();
    bench::SeriesPublisher first(publisher, topic, payloads);
    if (!first.publishAll(180s, killHalfway) || !waitForLast(**product, total))
        return complain("publish", u"not every message was stored"_s);
    const double seconds = static_cast<double>(timer.elapsed()) / 1000.0;
    if (auto signedIn = (*product)->signInAgain(); !signedIn)
        return complain("sign in", signedIn.error().what);
    QList<AlertCounts> alerts;
    for (const RuleCase &rule : ruleCases())
        alerts.append(countAlerts(bench::alertsOfRule(**product, rule.name)));
    const auto allDelivered = [&] {
        const QList<RuleCase> rules = ruleCases();
        for (qsizetype i = 0; i < rules.size(); ++i) {
            if (countWebhooks(receiver, rules[i].name).delivered < alerts[i].opened)
                return false;
        }
        return true;
    };
    test::spinUntil(allDelivered, 60s);

    const qint64 stored = countReadings(**product);
    bench::SeriesPublisher second(publisher, topic, payloads);
    if (!second.publishAll(180s))
        return complain("publish again", u"not every message was answered"_s);
    // A reading of today, behind all others: once it is stored, so is whatever the second time would have
    // added.
    bench::SeriesPublisher last(publisher, topic, {lastPayload(*token)});
    const auto isLastStored = [&] {
        return (*product)->number("SELECT count(*) FROM reading WHERE ts > '2020-01-01'").value_or(0) == 1;
    };
    if (!last.publishAll(30s) || !test::spinUntil(isLastStored, 60s))
        return complain("publish last", u"it was not stored"_s);

    QJsonArray rules;
    qint64 repeated = 0;
    bool isAsExpected = true;
    for (qsizetype i = 0; i < alerts.size(); ++i) {
        const RuleCase rule = ruleCases()[i];
        const WebhookCounts webhooks = countWebhooks(receiver, rule.name);
        const QStringList live = bench::transitionsOf(**product, bench::alertsOfRule(**product, rule.name));
        const auto again = bench::backtest(**product, rule.fields);
        if (!again)
            return complain("backtest", again.error().what);
        rules.append(QJsonObject{{u"rule"_s, rule.name},
                                 {u"opened"_s, alerts[i].opened},
                                 {u"closed"_s, alerts[i].closed},
                                 {u"transitions"_s, live.size()},
                                 {u"backtest_is_same"_s, *again == live},
                                 {u"webhooks"_s, webhooks.delivered}});
        repeated += webhooks.repeated;
        isAsExpected = isAsExpected && alerts[i].opened == rule.opened && webhooks.delivered == rule.opened
            && *again == live;
    }
    const QJsonObject result{{u"bench"_s, u"replay"_s},
                             {u"stored"_s, stored},
                             {u"stored_again"_s, countReadings(**product) - stored},
                             {u"rules"_s, rules},
                             {u"killed"_s, isKilled},
                             {u"webhooks_repeated"_s, repeated},
                             {u"seconds"_s, seconds}};
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return hasOwnFile || isAsExpected ? 0 : 1;
}

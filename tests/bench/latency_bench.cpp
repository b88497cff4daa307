// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench latency [BREACHES]: publish to webhook received, on an idle machine, by one clock: the receiver's and
// the publisher's are the same process. One breach at a time.
#include "mqtt/publisher.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kTenant = u"latency"_s;
const QString kDevice = u"probe-1"_s;

Result<> prepare(test::Product &product, const test::HttpReceiver &receiver)
{
    PULSE_CHECK(product.addTenant(kTenant));
    PULSE_CHECK(
        product.run({u"setting"_s, u"set"_s, u"RATE_LIMIT_RPS"_s, u"1000000"_s, u"--tenant"_s, kTenant}));
    PULSE_CHECK(
        product.run({u"setting"_s, u"set"_s, u"RATE_LIMIT_BURST"_s, u"1000000"_s, u"--tenant"_s, kTenant}));
    const auto webhook = product.call("POST", u"/customer/integrations"_s,
                                      {{u"name"_s, u"receiver"_s}, {u"webhook_url"_s, receiver.url()}});
    const auto route = product.call("POST", u"/customer/integration-routes"_s,
                                    {{u"integration_id"_s, webhook.json.value(u"integration_id"_s)}});
    const auto rule = product.call("POST", u"/customer/alert-rules"_s,
                                   {{u"name"_s, u"breach"_s},
                                    {u"metric_name"_s, u"level"_s},
                                    {u"operator"_s, u"GT"_s},
                                    {u"threshold"_s, 100}});
    for (const auto &answer : {webhook, route, rule}) {
        if (answer.status / 100 != 2)
            return pulse::fail(ErrorKind::Invalid, QString::fromUtf8(QJsonDocument(answer.json).toJson()));
    }
    return {};
}

QByteArray payload(const QByteArray &token, int seq, int level)
{
    return "{\"site_id\":\"s\",\"seq\":" + QByteArray::number(seq) + ",\"provision_token\":\"" + token
        + "\",\"metrics\":{\"level\":" + QByteArray::number(level) + "}}";
}

double percentile(const std::vector<double> &sorted, double share)
{
    return sorted[std::min(sorted.size() - 1,
                           static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

int complain(const char *what, const QString &why)
{
    std::fprintf(stderr, "latency: %s: %s\n", what, qPrintable(why));
    return 1;
}

// One breach and its webhook, then back to normal.
std::optional<double> measure(mqtt::Publisher &publisher, const test::HttpReceiver &receiver,
                              const QByteArray &token, int number)
{
    const QByteArray topic = "tenant/" + kTenant.toUtf8() + "/device/" + kDevice.toUtf8() + "/telemetry";
    const auto before = receiver.requests().size();
    const auto begin = std::chrono::steady_clock::now();
    if (!publisher.publish({topic, payload(token, 2 * number, 101), 1, false}))
        return std::nullopt;
    publisher.flush();
    if (!test::spinUntil([&] { return receiver.requests().size() > before; }, 10s))
        return std::nullopt;
    const auto took = receiver.requests().last().arrivedAt - begin;
    if (!publisher.publish({topic, payload(token, 2 * number + 1, 1), 1, false}))
        return std::nullopt;
    test::spinUntil([&] { return publisher.unanswered() == 0; }, 10s);
    return std::chrono::duration<double, std::milli>(took).count();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const int breaches = std::max(1, application.arguments().value(1, u"200"_s).toInt());
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
    const auto token = (*product)->addDevice(kTenant, kDevice, u"s"_s);
    if (!token)
        return complain("device", token.error().what);

    mqtt::PublisherConfig config;
    config.address.port = (*product)->mqttPort();
    config.address.user = kTenant + u"/device/"_s + kDevice;
    config.address.password = *token;
    mqtt::Publisher publisher(config, {});
    publisher.start();
    if (!test::spinUntil([&] { return publisher.canPublish(); }, 10s))
        return complain("connect", u"the broker does not let us in"_s);

    std::vector<double> times;
    for (int i = 0; i < breaches; ++i) {
        const auto time = measure(publisher, receiver, *token, i);
        if (!time)
            return complain("measure", u"breach %1 was not delivered within 10 s"_s.arg(i));
        times.push_back(*time);
    }
    publisher.stop();
    std::sort(times.begin(), times.end());
    const QJsonObject result{{u"bench"_s, u"latency"_s},
                             {u"breaches"_s, breaches},
                             {u"p50_ms"_s, percentile(times, 0.5)},
                             {u"p99_ms"_s, percentile(times, 0.99)},
                             {u"max_ms"_s, times.back()},
                             {u"limit_p50_ms"_s, 30},
                             {u"limit_p99_ms"_s, 150}};
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return 0;
}

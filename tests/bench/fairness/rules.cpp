// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes of alerts: a tenant at its quotas, 200 rules on one metric and 800 on others, 200 routes that take
// each of their alerts; four of its devices toggle the metric as often as their rate allows.
#include "bench/fairness/cases.h"
#include "bench/fairness/reading_latency.h"

#include <QJsonArray>
#include <QTimer>

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDevices = 4;
constexpr int kReadingsPerSecond = 5; // of a device

class Rules final : public FairnessCase {
public:
    QString name() const override { return u"rules"_s; }
    QStringList environment() const override
    {
        return {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:9"_s, u"PULSE_DELIVERY_ALLOW_HTTP=1"_s};
    }

    Result<> prepare(Rig &rig) override
    {
        m_product = &rig.product;
        PULSE_CHECK(m_latency.prepare(rig.product));
        const auto made =
            rig.product.call("POST", u"/customer/integrations"_s,
                             {{u"name"_s, u"nobody"_s}, {u"webhook_url"_s, u"http://127.0.0.1:9/"_s}});
        if (made.status != 200)
            return fail(ErrorKind::Internal, u"no integration: %1"_s.arg(made.status));
        PULSE_CHECK(rig.product.execute(
            "INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity) "
            "SELECT tenant_key, 'Rule ' || n, CASE WHEN n <= 200 THEN 'level' ELSE 'm' || n % 4 END, 'GT', "
            "40, 4 "
            "FROM tenant, generate_series(1, 1000) AS n WHERE tenant_id = 'greedy'"));
        PULSE_CHECK(rig.product.execute(
            "INSERT INTO integration_route (tenant_key, integration_key, name, deliver_on) "
            "SELECT tenant_key, integration_key, 'Route ' || n, '{OPEN,CLOSED}' FROM integration, "
            "generate_series(1, 200) AS n"));
        return addDevices();
    }
    Result<> begin(Rig &) override
    {
        QObject::connect(&m_pace, &QTimer::timeout, &m_pace, [this] { toggle(); });
        m_pace.start(1'000 / kReadingsPerSecond);
        return {};
    }
    void end() override { m_pace.stop(); }
    Latencies neighbour(Rig &rig, int count) override { return m_latency.measure(rig.product, count); }
    Verdict judge(const Shown &shown) const override
    {
        return {shown.refused == 0 && shown.besideP99 <= 1'000 && shown.memoryPeak - shown.memoryBefore <= 60,
                u"publish to visible p99 <= 1 s, memory <= 60 MB above"_s};
    }
    QJsonObject more() const override
    {
        const auto count = [this](const QByteArray &table) {
            return m_product->number("SELECT count(*) FROM " + table).value_or(-1);
        };
        return {{u"toggles"_s, m_toggles},
                {u"transitions"_s, count("alert_transition")},
                {u"jobs"_s, count("delivery_job")},
                {u"owed"_s, count("judgement_owed")}};
    }

private:
    Result<> addDevices()
    {
        for (int i = 0; i < kDevices; ++i) {
            const QString id = u"toggle-%1"_s.arg(i);
            PULSE_TRY(const QByteArray token, m_product->addDevice(u"greedy"_s, id, u"s"_s));
            mqtt::PublisherConfig config;
            config.address.port = m_product->mqttPort();
            config.address.user = u"greedy/device/"_s + id;
            config.address.password = token;
            m_tokens.push_back(token);
            m_publishers.push_back(std::make_unique<mqtt::Publisher>(config, mqtt::PublisherEvents{}));
            m_publishers.back()->start();
        }
        return {};
    }
    void toggle()
    {
        ++m_toggles;
        for (size_t i = 0; i < m_publishers.size(); ++i) {
            const QByteArray payload = R"({"site_id":"s","provision_token":")" + m_tokens[i]
                + R"(","metrics":{"level":)" + (m_toggles % 2 == 0 ? "20" : "60") + "}}";
            const QByteArray topic = "tenant/greedy/device/toggle-" + QByteArray::number(i) + "/telemetry";
            if (m_publishers[i]->canPublish() && m_publishers[i]->publish({topic, payload, 1, false}))
                m_publishers[i]->flush();
        }
    }

    test::Product *m_product = nullptr;
    ReadingLatency m_latency;
    std::vector<QByteArray> m_tokens;
    std::vector<std::unique_ptr<mqtt::Publisher>> m_publishers;
    QTimer m_pace;
    int m_toggles = 0;
};

} // namespace

std::unique_ptr<FairnessCase> rules() { return std::make_unique<Rules>(); }

} // namespace pulse::bench

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Test dials: integrations are made, tested and deleted in a loop, with no limit of requests. What counts is
// how many of the receiver's requests that makes, besides what the neighbour notices.
#include "bench/fairness/cases.h"
#include "bench/fairness/telemetry_pages.h"
#include "support/receivers/http_receiver.h"

#include <QJsonDocument>

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPerMinute = 20; // delivery.tests_per_minute

class Dials final : public FairnessCase {
public:
    QString name() const override { return u"dials"_s; }
    QStringList environment() const override
    {
        return withoutRequestLimits()
            + QStringList{u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1"_s.arg(m_receiver.port()),
                          u"PULSE_DELIVERY_ALLOW_HTTP=1"_s};
    }
    Result<> begin(Rig &rig) override
    {
        m_begun = std::chrono::steady_clock::now();
        const QByteArray body =
            QJsonDocument(QJsonObject{{u"name"_s, u"hook"_s}, {u"webhook_url"_s, m_receiver.url()}})
                .toJson(QJsonDocument::Compact);
        m_loops.start([this, port = rig.port, token = rig.greedyToken, body](const std::atomic_bool &isOver) {
            PlainClient client(port);
            while (!isOver && client.send(request("POST", "/customer/integrations", token, body))
                   && client.readAnswer() / 100 == 2)
                testAndDelete(client, token);
        });
        return {};
    }
    void end() override { m_loops.stop(); }
    Verdict judge(const Shown &shown) const override
    {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - m_begun;
        const double most = kPerMinute * (std::floor(took.count() / 60) + 1);
        Verdict verdict = FairnessCase::judge(shown);
        verdict.isWell = verdict.isWell && m_tested > kPerMinute
            && static_cast<double>(m_receiver.requests().size()) <= most;
        verdict.limit += u", dials <= 20 a minute"_s;
        return verdict;
    }
    QJsonObject more() const override
    {
        return {{u"tests_asked_for"_s, m_tested.load()}, {u"dials"_s, m_receiver.requests().size()}};
    }

private:
    static QByteArray request(const QByteArray &method, const QByteArray &path, const QByteArray &token,
                              const QByteArray &body = {})
    {
        return method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    void testAndDelete(PlainClient &client, const QByteArray &token)
    {
        const QByteArray id = QJsonDocument::fromJson(client.lastBody())
                                  .object()
                                  .value(u"integration_id"_s)
                                  .toString()
                                  .toLatin1();
        const QByteArray path = "/customer/integrations/" + id;
        if (client.send(request("POST", path + "/test", token)) && client.readAnswer() != 0)
            ++m_tested;
        if (client.send(request("DELETE", path, token)))
            client.readAnswer();
    }

    test::HttpReceiver m_receiver;
    Loops m_loops;
    std::chrono::steady_clock::time_point m_begun;
    std::atomic_int m_tested = 0;
};

} // namespace

std::unique_ptr<FairnessCase> dials() { return std::make_unique<Dials>(); }

} // namespace pulse::bench

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The demonstration's receiver, hit by the product's own channel.
#include "delivery/webhook/webhook_channel.h"
#include "simulator/webhook_sink.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;

class WebhookSinkTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatArrives();
    void doesNotLetABodyWriteToTheTerminal();
    void refusesATakenPort();

private:
    static delivery::Attempt post(const QString &url, quint16 port, const QByteArray &body);
};

delivery::Attempt WebhookSinkTest::post(const QString &url, quint16 port, const QByteArray &body)
{
    SystemClock clock;
    delivery::SystemResolver resolver(1);
    const delivery::GuardSettings guard{
        .allowsHttp = true, .allowed = {{delivery::Network::parse(u"127.0.0.1/32"_s).value(), port}}};
    delivery::WebhookChannel channel({.timeout = 5s, .guard = guard}, resolver, clock);
    ValueSpy<delivery::Attempt> attempts;
    if (!channel.start())
        return {};
    channel.attempt({u"t1-r1"_s, body, {{u"url"_s, url}}}, attempts.callback());
    attempts.waitFor(1);
    return attempts.values().value(0);
}

void WebhookSinkTest::saysWhatArrives()
{
    QList<QByteArray> lines;
    simulator::WebhookSink sink(0, [&lines](const QByteArray &line) { lines.append(line); });
    QVERIFY(sink.start());
    const QByteArray body = "{\"n\":" + QByteArray(50'000, '1') + '}';
    const auto attempt = post(u"http://127.0.0.1:%1/alerts"_s.arg(sink.port()), sink.port(), body);
    QCOMPARE(attempt.outcome, delivery::Outcome::Delivered);
    QCOMPARE(lines, QList<QByteArray>{"webhook /alerts id=t1-r1 " + body});
}

void WebhookSinkTest::doesNotLetABodyWriteToTheTerminal()
{
    QList<QByteArray> lines;
    simulator::WebhookSink sink(0, [&lines](const QByteArray &line) { lines.append(line); });
    QVERIFY(sink.start());
    post(u"http://127.0.0.1:%1/"_s.arg(sink.port()), sink.port(), "a\x1b[2Jb\nc");
    QCOMPARE(lines, QList<QByteArray>{"webhook / id=t1-r1 a [2Jb c"});
}

void WebhookSinkTest::refusesATakenPort()
{
    simulator::WebhookSink first(0);
    QVERIFY(first.start());
    simulator::WebhookSink second(first.port());
    const auto started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Unavailable);
    first.stop();
    QVERIFY(second.start());
}

PULSE_TEST_CASE(WebhookSinkTest)
#include "webhook_sink_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the webhook channel sends, and what it makes of every kind of answer, over real sockets.
#include "channel_probe.h"
#include "support/process/free_port.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;
using Manner = HttpAnswer::Manner;

namespace {

QByteArray httpDateIn(int seconds)
{
    return QLocale::c()
        .toString(QDateTime::currentDateTimeUtc().addSecs(seconds), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
        .toLatin1();
}

} // namespace

class WebhookTest : public QObject {
    Q_OBJECT
private slots:
    void sendsTheMessage();
    void configuredHeadersWinTheUserAgent();
    void repeatsCarryTheSameId();
    void judgesTheAnswer_data();
    void judgesTheAnswer();
    void hearsRetryAfter_data();
    void hearsRetryAfter();
    void hearsADate();
    void keepsTheReply();
    void doesNotFollowRedirects();
    void aSilentReceiverTimesOut();
    void aReplyWithoutEndDoesNotHoldUs();
    void nobodyListening();
    void aReceiverThatHangsDelaysOnlyItself();
    void manyAreInFlightAtOnce();
    void stopEndsWhatIsInFlight();
    void refusesWhatExceedsItsBound();
    void headersThatCannotBeSentAreLeftOut();
    void configurationFaults_data();
    void configurationFaults();
};

void WebhookTest::sendsTheMessage()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    QVERIFY(probe.started);
    const Attempt attempt = probe.attempt(receiver.url(u"/hooks/a%2Fb/../c?x=%20#f"_s),
                                          {{u"X-Key"_s, u"k3y"_s}, {u"X-Empty"_s, u""_s}});
    QCOMPARE(attempt.outcome, Outcome::Delivered);
    QCOMPARE(attempt.status, 200);
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(receiver.port()));
    const HttpRequest request = receiver.requests().value(0);
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.path, "/hooks/a%2Fb/../c?x=%20");
    QCOMPARE(request.body, "{\"alert_id\":1}");
    QCOMPARE(request.header("content-type"), "application/json");
    QCOMPARE(request.header("webhook-id"), "t1-r1");
    QCOMPARE(request.header("webhook-timestamp"), "1768478400");
    QCOMPARE(request.header("user-agent"), "Pulse");
    QCOMPARE(request.header("x-key"), "k3y");
    QVERIFY(request.header("expect").isNull());
}

void WebhookTest::configuredHeadersWinTheUserAgent()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    probe.attempt(u"http://me:pass@127.0.0.1:%1/"_s.arg(receiver.port()), {{u"user-agent"_s, u"Mine/1"_s}});
    QCOMPARE(receiver.requests().value(0).header("user-agent"), "Mine/1");
    QCOMPARE(receiver.requests().value(0).header("authorization"),
             "Basic " + QByteArray("me:pass").toBase64());
}

void WebhookTest::repeatsCarryTheSameId()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    probe.attempt(receiver.url());
    probe.clock.advance(90s);
    probe.attempt(receiver.url());
    const auto requests = receiver.requests();
    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests[1].header("webhook-id"), requests[0].header("webhook-id"));
    QCOMPARE(requests[1].header("webhook-timestamp"), "1768478490");
    QCOMPARE(requests[1].body, requests[0].body);
    QCOMPARE(delivery::messageId({31}, {7}), u"t31-r7"_s);
}

void WebhookTest::judgesTheAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("manner");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, int status, Outcome outcome, const QString &error,
                        Manner manner = Manner::Answer) {
        QTest::newRow(name) << status << static_cast<int>(manner) << outcome << error;
    };
    row("200", 200, Outcome::Delivered, u""_s);
    row("201", 201, Outcome::Delivered, u""_s);
    row("299", 299, Outcome::Delivered, u""_s);
    row("300", 300, Outcome::RetryLater, u"http_300: the reply"_s);
    row("304", 304, Outcome::RetryLater, u"http_304"_s);
    row("400", 400, Outcome::GiveUp, u"http_400: the reply"_s);
    row("401", 401, Outcome::RetryLater, u"http_401: the reply"_s);
    row("403", 403, Outcome::RetryLater, u"http_403: the reply"_s);
    row("405", 405, Outcome::GiveUp, u"http_405: the reply"_s);
    row("408", 408, Outcome::RetryLater, u"http_408: the reply"_s);
    row("413", 413, Outcome::GiveUp, u"http_413: the reply"_s);
    row("415", 415, Outcome::GiveUp, u"http_415: the reply"_s);
    row("422", 422, Outcome::GiveUp, u"http_422: the reply"_s);
    row("404", 404, Outcome::RetryLater, u"http_404: the reply"_s);
    row("410 gone: take me off", 410, Outcome::Disable, u"http_410: the reply"_s);
    row("429", 429, Outcome::RetryLater, u"http_429: the reply"_s);
    row("500", 500, Outcome::RetryLater, u"http_500: the reply"_s);
    row("503", 503, Outcome::RetryLater, u"http_503: the reply"_s);
    row("closed instead of answered", 200, Outcome::RetryLater, u"request_error:closed_early"_s,
        Manner::CloseEarly);
    row("200, then cut short", 200, Outcome::Delivered, u""_s, Manner::CutShort);
    row("500, then cut short", 500, Outcome::RetryLater, u"http_500: the"_s, Manner::CutShort);
}

void WebhookTest::judgesTheAnswer()
{
    QFETCH(int, status);
    QFETCH(int, manner);
    QFETCH(Outcome, outcome);
    QFETCH(QString, error);
    HttpReceiver receiver;
    receiver.answerNext({.status = status, .body = "the reply", .manner = static_cast<Manner>(manner)});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const Attempt attempt = probe.attempt(receiver.url());
    QCOMPARE(attempt.outcome, outcome);
    QCOMPARE(attempt.error(), error);
    QCOMPARE(attempt.status, static_cast<Manner>(manner) == Manner::CloseEarly ? 0 : status);
    QCOMPARE(receiver.requests().size(), 1);
}

void WebhookTest::hearsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("seconds"); // -1: none
    QTest::newRow("seconds") << QByteArray("120") << 120;
    QTest::newRow("a date next year: a day") << httpDateIn(365 * 86'400) << 86'400;
    QTest::newRow("a date long past") << QByteArray("Wed, 21 Oct 2015 07:28:00 GMT") << -1;
    QTest::newRow("words") << QByteArray("soon") << -1;
    QTest::newRow("absurdly long: a day") << QByteArray("99999999") << 86'400;
}

void WebhookTest::hearsRetryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(int, seconds);
    HttpReceiver receiver;
    receiver.answerNext({.status = 503, .headers = {{"Retry-After", header}}});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const auto asked = probe.attempt(receiver.url()).retryAfter;
    QCOMPARE(asked.has_value(), seconds >= 0);
    QCOMPARE(asked.value_or(-1s), std::chrono::milliseconds(std::chrono::seconds{seconds}));
}

// What is left until then, which shrinks while we ask.
void WebhookTest::hearsADate()
{
    HttpReceiver receiver;
    receiver.answerNext({.status = 429, .headers = {{"Retry-After", httpDateIn(3'600)}}});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const auto asked = probe.attempt(receiver.url()).retryAfter;
    QVERIFY(asked && *asked <= 3'600s && *asked > 3'000s);
}

void WebhookTest::keepsTheReply()
{
    HttpReceiver receiver;
    receiver.answerNext({.body = "thanks"});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const Attempt attempt = probe.attempt(receiver.url());
    QCOMPARE(attempt.detail, u"thanks"_s);
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.tls, QString());
}

void WebhookTest::doesNotFollowRedirects()
{
    HttpReceiver receiver;
    HttpReceiver elsewhere;
    receiver.answerNext({.status = 302, .headers = {{"Location", elsewhere.url().toLatin1()}}});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port(), elsewhere.port()})});
    QCOMPARE(probe.attempt(receiver.url()).error(), u"http_302"_s);
    QCOMPARE(elsewhere.connectionCount(), 0);
}

void WebhookTest::aSilentReceiverTimesOut()
{
    HttpReceiver receiver;
    receiver.answerNext({.manner = Manner::Stall});
    ChannelProbe probe({.timeout = 150ms, .guard = loopbackAllowed({receiver.port()})});
    const Attempt attempt = probe.attempt(receiver.url());
    QCOMPARE(attempt.error(), u"request_error:timeout"_s);
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
    QVERIFY(attempt.took >= 150ms);
    QCOMPARE(receiver.requests().size(), 1);
}

void WebhookTest::aReplyWithoutEndDoesNotHoldUs()
{
    HttpReceiver receiver;
    receiver.answerNext({.status = 500, .body = QByteArray(4'000'000, 'x')});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const Attempt attempt = probe.attempt(receiver.url());
    QCOMPARE(attempt.code, u"http_500"_s);
    QCOMPARE(attempt.detail.size(), 256);
}

void WebhookTest::nobodyListening()
{
    const quint16 port = freePort();
    ChannelProbe probe({.guard = loopbackAllowed({port})});
    QCOMPARE(probe.attempt(u"http://127.0.0.1:%1/"_s.arg(port)).error(),
             u"request_error:connection_failed"_s);
}

void WebhookTest::aReceiverThatHangsDelaysOnlyItself()
{
    HttpReceiver dead;
    HttpReceiver alive;
    dead.answerAlways({.manner = Manner::Stall});
    ChannelProbe probe({.guard = loopbackAllowed({dead.port(), alive.port()})});
    for (int i = 0; i < 20; ++i)
        probe.send(dead.url());
    QVERIFY(dead.waitForRequests(20));
    for (int i = 0; i < 20; ++i)
        probe.send(alive.url());
    // By order, not by time: all of the living end while none of the dead has.
    QVERIFY(probe.attempts.waitFor(20));
    for (const Attempt &attempt : probe.attempts.values())
        QCOMPARE(attempt.outcome, Outcome::Delivered);
    probe.channel.stop();
    QCOMPARE(probe.attempts.count(), 40);
}

void WebhookTest::manyAreInFlightAtOnce()
{
    HttpReceiver receiver;
    receiver.answerAlways({.manner = Manner::Stall});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    for (int i = 0; i < 64; ++i)
        probe.send(receiver.url());
    QVERIFY(receiver.waitForRequests(64));
    QCOMPARE(probe.attempts.count(), 0);
}

void WebhookTest::stopEndsWhatIsInFlight()
{
    HttpReceiver receiver;
    receiver.answerAlways({.manner = Manner::Stall});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    probe.send(receiver.url());
    probe.send(u"http://never.example:%1/"_s.arg(receiver.port()));
    QVERIFY(receiver.waitForRequests(1));
    probe.channel.stop();
    probe.channel.stop();
    QCOMPARE(probe.attempts.count(), 2);
    probe.send(receiver.url());
    for (const Attempt &attempt : probe.attempts.values()) {
        QCOMPARE(attempt.outcome, Outcome::RetryLater);
        QCOMPARE(attempt.error(), u"request_error:stopped"_s);
    }
    QCOMPARE(probe.attempts.count(), 3);
}

void WebhookTest::refusesWhatExceedsItsBound()
{
    HttpReceiver receiver;
    receiver.answerAlways({.manner = Manner::Stall});
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()}), .mostInFlight = 2});
    for (int i = 0; i < 3; ++i)
        probe.send(receiver.url());
    QVERIFY(probe.attempts.waitFor(1));
    QCOMPARE(probe.attempts.values().first().error(), u"request_error:busy"_s);
}

void WebhookTest::configurationFaults_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QJsonObject>("headers");
    QTest::addColumn<QString>("error");
    QTest::newRow("no url") << QString() << QJsonObject() << u"missing_url"_s;
    QTest::newRow("not a url") << u"hello"_s << QJsonObject() << u"url_blocked:invalid_url"_s;
}

void WebhookTest::configurationFaults()
{
    QFETCH(QString, url);
    QFETCH(QJsonObject, headers);
    QFETCH(QString, error);
    ChannelProbe probe({.guard = loopbackAllowed({9})});
    const Attempt attempt = probe.attempt(url, headers);
    QCOMPARE(attempt.error(), error);
    QCOMPARE(attempt.address, QString());
}

// They were saved before they were refused; each of them made every delivery fail.
void WebhookTest::headersThatCannotBeSentAreLeftOut()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const QJsonObject headers{{u"X"_s, u"a\r\nHost: b"_s},
                              {u"X:Y"_s, u"a"_s},
                              {u"X\n"_s, u"a"_s},
                              {u"Webhook-Id"_s, u"a"_s},
                              {u"Expect"_s, u"100-continue"_s},
                              {u"TE"_s, u"trailers"_s},
                              {u"Content-Encoding"_s, u"gzip"_s},
                              {u"Proxy-Connection"_s, u"close"_s},
                              {u"X-Fine"_s, u"yes"_s}};
    QCOMPARE(probe.attempt(receiver.url(), headers).outcome, Outcome::Delivered);
    const HttpRequest request = receiver.requests().value(0);
    QCOMPARE(request.header("x-fine"), "yes");
    QCOMPARE(request.header("webhook-id"), "t1-r1");
    for (const char *name : {"x", "expect", "te", "content-encoding", "proxy-connection"})
        QVERIFY2(request.header(name).isNull(), name);
}

PULSE_TEST_CASE(WebhookTest)
#include "webhook_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the webhook channel must not go, whom it must not trust, and what it must not say.
#include "channel_probe.h"
#include "delivery/webhook/webhook_transfer.h"
#include "support/receivers/http_receiver.h"
#include "support/receivers/self_signed.h"
#include "support/suite/kept_log.h"
#include "support/suite/test_case.h"

#include <QLoggingCategory>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;

namespace {

// A receiver behind TLS, on the test's own event loop.
struct TlsReceiver {
    explicit TlsReceiver(const SelfSigned &identity)
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(identity.certificate));
        configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
        server.setSslConfiguration(configuration);
        QObject::connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [this] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                received += socket->readAll();
                socket->write("HTTP/1.1 204 Fine\r\n\r\n");
            });
        });
        isListening = server.listen(QHostAddress::LocalHost);
    }
    QString url(const QString &host) const { return u"https://%1:%2/"_s.arg(host).arg(server.serverPort()); }

    QSslServer server;
    QByteArray received;
    bool isListening = false;
};

} // namespace

class WebhookSafetyTest : public QObject {
    Q_OBJECT
private slots:
    void dialsTheVettedAddress();
    void triesTheNextVettedAddress();
    void oneAddressInsideIsEnough();
    void aNameThatMovesInsideIsNotFollowed();
    void aNameThatDoesNotResolve();
    void aNameServerThatNeverAnswers();
    void literalsAskNoNameServer();
    void theSocketIsTheSecondWall();
    void proxiesOfTheEnvironmentAreIgnored();
    void trustsNoStranger();
    void trustsWhomItIsTold();
    void checksTheNameInTheCertificate();
    void plainTextIsNotTls();
    void saysNoSecrets();
};

void WebhookSafetyTest::dialsTheVettedAddress()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    probe.resolver.script(u"hook.example"_s, {{u"127.0.0.1"_s}});
    const Attempt attempt = probe.attempt(u"http://HOOK.example.:%1/x"_s.arg(receiver.port()));
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(receiver.port()));
    QCOMPARE(receiver.requests().value(0).header("host"),
             "hook.example:" + QByteArray::number(receiver.port()));
    QCOMPARE(probe.resolver.asked(), QStringList{u"hook.example"_s});
}

void WebhookSafetyTest::triesTheNextVettedAddress()
{
    HttpReceiver receiver;
    delivery::GuardSettings guard = loopbackAllowed({receiver.port()});
    guard.allowed.append({delivery::Network::parse(u"127.0.0.0/8"_s).value(), receiver.port()});
    ChannelProbe probe({.guard = guard});
    probe.resolver.script(u"hook.example"_s, {{u"127.0.0.9"_s, u"127.0.0.1"_s}});
    const Attempt attempt = probe.attempt(u"http://hook.example:%1/x"_s.arg(receiver.port()));
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(receiver.port()));
}

void WebhookSafetyTest::oneAddressInsideIsEnough()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    probe.resolver.script(u"hook.example"_s, {{u"127.0.0.1"_s, u"10.0.0.7"_s}});
    QCOMPARE(probe.attempt(u"http://hook.example:%1/"_s.arg(receiver.port())).error(),
             u"url_blocked:blocked_ip:10.0.0.7"_s);
    QCOMPARE(receiver.connectionCount(), 0);
}

void WebhookSafetyTest::aNameThatMovesInsideIsNotFollowed()
{
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    const QString url = u"http://rebind.example:%1/"_s.arg(receiver.port());
    probe.resolver.script(u"rebind.example"_s, {{u"127.0.0.1"_s}, {u"169.254.169.254"_s}});
    QCOMPARE(probe.attempt(url).outcome, Outcome::Delivered);
    QCOMPARE(probe.attempt(url).error(), u"url_blocked:blocked_ip:169.254.169.254"_s);
    QCOMPARE(receiver.connectionCount(), 1);
    QCOMPARE(probe.resolver.asked().size(), 2);
}

void WebhookSafetyTest::aNameThatDoesNotResolve()
{
    ChannelProbe probe({.guard = loopbackAllowed({80})});
    probe.resolver.script(u"gone.example"_s, {{}});
    const Attempt attempt = probe.attempt(u"http://gone.example/"_s);
    QCOMPARE(attempt.error(), u"url_blocked:dns_resolution_failed"_s);
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
}

void WebhookSafetyTest::aNameServerThatNeverAnswers()
{
    ChannelProbe probe({.timeout = 100ms, .guard = loopbackAllowed({80})});
    QCOMPARE(probe.attempt(u"http://silent.example/"_s).error(), u"url_blocked:dns_resolution_failed"_s);
}

void WebhookSafetyTest::literalsAskNoNameServer()
{
    ChannelProbe probe({.guard = loopbackAllowed({80})});
    QCOMPARE(probe.attempt(u"http://10.0.0.1/"_s).error(), u"url_blocked:blocked_ip:10.0.0.1"_s);
    QVERIFY(probe.resolver.asked().isEmpty());
}

// A transfer that was told what was vetted for another host or port: the mistake the second wall is for.
void WebhookSafetyTest::theSocketIsTheSecondWall()
{
    HttpReceiver receiver;
    const delivery::AddressGuard guard(loopbackAllowed({receiver.port(), 1}));
    FakeResolver nobody;
    const delivery::Outbox outbox(guard, nobody);
    const delivery::Message message{u"t1-r1"_s, "{}", {{u"url"_s, receiver.url()}}};
    const auto request = delivery::webhookRequest(message, guard);
    QVERIFY(request);
    for (const auto &[address, port] :
         {std::pair{u"93.184.216.34"_s, receiver.port()}, std::pair{u"127.0.0.1"_s, quint16{1}}}) {
        delivery::WebhookTransfer transfer(*request);
        const auto dial = [&transfer](const auto &destination) { transfer.dial({*destination}); };
        outbox.vet({address, port, delivery::IpAddress::parse(address)}, dial);
        const Attempt attempt = transfer.attempt(curl_easy_perform(transfer.handle()));
        QCOMPARE(attempt.error(), u"url_blocked:blocked_ip:127.0.0.1"_s);
        QCOMPARE(receiver.connectionCount(), 0);
    }
}

void WebhookSafetyTest::proxiesOfTheEnvironmentAreIgnored()
{
    for (const char *name : {"http_proxy", "all_proxy", "ALL_PROXY"})
        qputenv(name, "http://127.0.0.1:1");
    HttpReceiver receiver;
    ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
    QCOMPARE(probe.attempt(receiver.url()).error(), QString());
    QVERIFY(receiver.requests().value(0).path.startsWith('/'));
}

void WebhookSafetyTest::trustsNoStranger()
{
    TlsReceiver receiver(selfSigned());
    QVERIFY(receiver.isListening);
    ChannelProbe probe({.guard = loopbackAllowed({receiver.server.serverPort()})});
    const Attempt attempt = probe.attempt(receiver.url(u"127.0.0.1"_s));
    QCOMPARE(attempt.error(), u"request_error:certificate"_s);
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
    QVERIFY(receiver.received.isEmpty());
}

void WebhookSafetyTest::trustsWhomItIsTold()
{
    const SelfSigned identity = selfSigned();
    QTemporaryFile authority;
    QVERIFY(authority.open() && authority.write(identity.certificate) > 0 && authority.flush());
    TlsReceiver receiver(identity);
    ChannelProbe probe({.guard = loopbackAllowed({receiver.server.serverPort()}),
                        .certificateFile = authority.fileName().toUtf8()});
    probe.resolver.script(u"hook.example"_s, {{u"127.0.0.1"_s}});
    const Attempt attempt = probe.attempt(receiver.url(u"hook.example"_s));
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.tls, u"TLSv1.3"_s);
    QVERIFY(receiver.received.startsWith("POST / HTTP/1.1\r\n"));
}

void WebhookSafetyTest::checksTheNameInTheCertificate()
{
    const SelfSigned identity = selfSigned();
    QTemporaryFile authority;
    QVERIFY(authority.open() && authority.write(identity.certificate) > 0 && authority.flush());
    TlsReceiver receiver(identity);
    ChannelProbe probe({.guard = loopbackAllowed({receiver.server.serverPort()}),
                        .certificateFile = authority.fileName().toUtf8()});
    probe.resolver.script(u"other.example"_s, {{u"127.0.0.1"_s}});
    QCOMPARE(probe.attempt(receiver.url(u"other.example"_s)).error(), u"request_error:certificate"_s);
    QVERIFY(receiver.received.isEmpty());
}

void WebhookSafetyTest::plainTextIsNotTls()
{
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, &plain,
            [&plain] { plain.nextPendingConnection()->write("HTTP/1.1 400 Speak plainly\r\n\r\n"); });
    ChannelProbe probe({.guard = loopbackAllowed({plain.serverPort()})});
    QCOMPARE(probe.attempt(u"https://127.0.0.1:%1/"_s.arg(plain.serverPort())).error(),
             u"request_error:tls"_s);
}

void WebhookSafetyTest::saysNoSecrets()
{
    HttpReceiver receiver;
    const QByteArray echo = "no user k3y-in-path, me:p4ssword, qu3ry-secret, Bearer h3ader-secret";
    receiver.answerAlways({.status = 403, .body = echo});
    const KeptLog log;
    const QJsonObject headers{{u"Authorization"_s, u"Bearer h3ader-secret"_s}};
    const QString secretUrl = u"http://me:p4ssword@127.0.0.1:%1/k3y-in-path?q=qu3ry-secret"_s;
    QString said;
    {
        ChannelProbe probe({.guard = loopbackAllowed({receiver.port()})});
        said += probe.attempt(secretUrl.arg(receiver.port()), headers).error();
        said += probe.attempt(secretUrl.arg(1), headers).error();
        said += probe.attempt(secretUrl.arg(u"bad"_s), headers).error();
    }
    QVERIFY(said.contains(u"http_403: no user ***"_s));
    QVERIFY(log.text().contains("attempt ended"));
    const QString everything = said + QString::fromUtf8(log.text());
    for (const QString &secret : {u"k3y-in-path"_s, u"p4ssword"_s, u"qu3ry-secret"_s, u"h3ader-secret"_s})
        QVERIFY2(!everything.contains(secret), qPrintable(everything));
}

PULSE_TEST_CASE(WebhookSafetyTest)
#include "webhook_safety_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Webhooks as a receiver of Standard Webhooks takes them: verified by its package, not by our code.
#include "delivery/webhook/webhook_channel.h"
#include "support/process/child_process.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QJsonArray>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;

namespace {

const QString kOld = u"whsec_"_s + QString::fromLatin1(QByteArray(24, 'o').toBase64());
const QString kNew = u"whsec_"_s + QString::fromLatin1(QByteArray(32, 'n').toBase64());
const QString kOther = u"whsec_"_s + QString::fromLatin1(QByteArray(64, 'x').toBase64());
const QByteArray kBody = R"({"alert_id":7,"summary":"Kühlung: 45 °C"})";

// What the package says to a request.
QString verdict(const QString &secret, const HttpRequest &request)
{
    const auto said = ChildProcess::run(
        QStandardPaths::findExecutable(u"node"_s),
        {QStringLiteral(PULSE_SOURCE_DIR "/tests/e2e/channels/standardwebhooks/verify.cjs"), secret,
         QString::fromLatin1(request.body.toBase64()), QString::fromLatin1(request.header("webhook-id")),
         QString::fromLatin1(request.header("webhook-timestamp")),
         QString::fromLatin1(request.header("webhook-signature"))},
        {.environment = {QStringLiteral("NODE_PATH=" PULSE_BINARY_DIR "/standardwebhooks/node_modules")}});
    return said ? said->trimmed() : said.error().what;
}

} // namespace

class SignatureTest : public QObject {
    Q_OBJECT
private slots:
    void isVerified();
    void bothSecretsAreGoodWhileOneReplacesTheOther();
    void everyAttemptIsSignedAnew();
    void withoutSecretsThereIsNone();

private:
    HttpRequest send(const QStringList &secrets);
};

HttpRequest SignatureTest::send(const QStringList &secrets)
{
    HttpReceiver receiver;
    FakeResolver resolver;
    SystemClock clock; // the package refuses what is older than five minutes
    delivery::GuardSettings guard{.allowsHttp = true};
    guard.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), receiver.port()});
    delivery::WebhookChannel channel({.guard = guard}, resolver, clock);
    ValueSpy<delivery::Attempt> attempts;
    if (!channel.start())
        return {};
    channel.attempt(
        {u"t31-r7"_s,
         kBody,
         {{u"url"_s, receiver.url()}, {u"signing_secrets"_s, QJsonArray::fromStringList(secrets)}}},
        attempts.callback());
    attempts.waitFor(1);
    return receiver.requests().value(0);
}

void SignatureTest::isVerified()
{
    const HttpRequest request = send({kNew});
    QCOMPARE(verdict(kNew, request), u"verified"_s);
    QCOMPARE(verdict(kOther, request), u"No matching signature found"_s);
    HttpRequest forged = request;
    forged.body.replace("45", "44");
    QCOMPARE(verdict(kNew, forged), u"No matching signature found"_s);
}

void SignatureTest::bothSecretsAreGoodWhileOneReplacesTheOther()
{
    const HttpRequest request = send({kNew, kOld});
    QCOMPARE(request.header("webhook-signature").split(' ').size(), 2);
    QCOMPARE(verdict(kNew, request), u"verified"_s);
    QCOMPARE(verdict(kOld, request), u"verified"_s);
    QCOMPARE(verdict(kOther, request), u"No matching signature found"_s);
}

// The time is part of what is signed, so that an old delivery cannot be played back as a new one.
void SignatureTest::everyAttemptIsSignedAnew()
{
    HttpRequest request = send({kNew});
    for (auto &[name, value] : request.headers) {
        if (name.toLower() == "webhook-timestamp")
            value = QByteArray::number(value.toLongLong() - 1);
    }
    QCOMPARE(verdict(kNew, request), u"No matching signature found"_s);
}

void SignatureTest::withoutSecretsThereIsNone() { QVERIFY(send({}).header("webhook-signature").isEmpty()); }

PULSE_TEST_CASE(SignatureTest)
#include "signature_test.moc"

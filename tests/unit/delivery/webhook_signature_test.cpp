// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signatures as others compute them: these were made by the standardwebhooks package.
#include "delivery/webhook/webhook_signature.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

class WebhookSignatureTest : public QObject {
    Q_OBJECT
private slots:
    void signsAsOthersDo_data();
    void signsAsOthersDo();
};

void WebhookSignatureTest::signsAsOthersDo_data()
{
    QTest::addColumn<QStringList>("secrets");
    QTest::addColumn<QByteArray>("signature");
    const QString first = u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"_s;
    const QByteArray signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    QTest::newRow("none") << QStringList() << QByteArray();
    QTest::newRow("one") << QStringList{first} << signature;
    QTest::newRow("the old one beside it") << QStringList{first, first} << signature + ' ' + signature;
}

void WebhookSignatureTest::signsAsOthersDo()
{
    QFETCH(QStringList, secrets);
    QFETCH(QByteArray, signature);
    QCOMPARE(delivery::webhookSignature(
                 secrets, {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"}),
             signature);
}

PULSE_TEST_CASE(WebhookSignatureTest)
#include "webhook_signature_test.moc"

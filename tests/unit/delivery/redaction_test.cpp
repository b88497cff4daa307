// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What receivers echo is kept without what we sent them.
#include "delivery/outbound/redaction.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::delivery;

namespace {

Redaction redaction()
{
    const auto target =
        AddressGuard().judge(u"https://robot:s3cret%21@example.com/hooks/T0k%2Ben/?key=qu3ry&n=1"_s).value();
    return {target, {{u"Authorization"_s, u"Bearer h3ader"_s}, {u"X-Key"_s, u"k3y-in-header"_s}}};
}

} // namespace

class RedactionTest : public QObject {
    Q_OBJECT
private slots:
    void hidesWhatWeSent_data();
    void hidesWhatWeSent();
    void hidesTheBeginningOfASecretAtTheCut();
    void keepsOneLineOfBoundedLength();
};

void RedactionTest::hidesWhatWeSent_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("kept");
    QTest::newRow("nothing to hide") << QByteArray("try again") << u"try again"_s;
    QTest::newRow("header") << QByteArray("got k3y-in-header!") << u"got ***!"_s;
    QTest::newRow("a word of a header") << QByteArray("token h3ader is unknown") << u"token *** is unknown"_s;
    QTest::newRow("the whole header") << QByteArray("got Bearer h3ader") << u"got ***"_s;
    QTest::newRow("another case") << QByteArray("got K3Y-IN-HEADER") << u"got ***"_s;
    QTest::newRow("path, as written") << QByteArray("no /T0k%2Ben/") << u"no /***/"_s;
    QTest::newRow("path, decoded") << QByteArray("no T0k+en") << u"no ***"_s;
    QTest::newRow("query") << QByteArray("{\"key\":\"qu3ry\"}") << u"{\"key\":\"***\"}"_s;
    QTest::newRow("password") << QByteArray("robo: s3cret!") << u"robo: ***"_s;
    QTest::newRow("basic authorization") << "got " + QByteArray("robot:s3cret!").toBase64() << u"got ***"_s;
}

void RedactionTest::hidesWhatWeSent()
{
    QFETCH(QByteArray, text);
    QTEST(redaction().excerpt(text, false), "kept");
}

void RedactionTest::hidesTheBeginningOfASecretAtTheCut()
{
    const QString kept =
        redaction().excerpt("a reply long enough to keep something, and then k3y-in-head", true);
    QVERIFY(kept.startsWith(u"a reply"_s));
    QVERIFY(!kept.contains(u"k3y"_s));
}

void RedactionTest::keepsOneLineOfBoundedLength()
{
    QCOMPARE(redaction().excerpt("a\r\nb\x1b[31m\tc", false), u"a b [31m c"_s);
    QCOMPARE(redaction().excerpt(QByteArray(1000, 'x'), false).size(), 256);
    QVERIFY(!redaction().excerpt("\xff\xfe broken", false).isEmpty());
}

PULSE_TEST_CASE(RedactionTest)
#include "redaction_test.moc"

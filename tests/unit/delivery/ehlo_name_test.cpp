// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What we may call ourselves, and what we do.
#include "delivery/email/ehlo_name.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::delivery;

class EhloNameTest : public QObject {
    Q_OBJECT
private slots:
    void isFull_data();
    void isFull();
    void aShortHostNameIsNotSaid();
    void ourOwnIsAcceptable();
};

void EhloNameTest::isFull_data()
{
    QTest::addColumn<bool>("expected");
    for (const char *name :
         {"pulse.example", "a.b.c.example", "p-1.example.org", "[192.0.2.1]", "[IPv6:2001:db8::1]"})
        QTest::newRow(name) << true;
    for (const char *name :
         {"", "pulse", "localhost", "pulse.", ".example", "pulse..example", "-a.example", "a-.example",
          "a b.example", "a.example\r\nMAIL", "a_b.example", "192.0.2.1", "[192.0.2]", "[pulse]",
          "[2001:db8::1]", "[IPv6:192.0.2.1]", "[192.0.2.1", "[IPv6:fe80::1%eth0]", "bücher.example"})
        QTest::newRow(*name ? name : "empty") << false;
    QTest::newRow("longest label + 1") << false;
}

void EhloNameTest::isFull()
{
    QFETCH(bool, expected);
    QString name = QString::fromUtf8(QTest::currentDataTag());
    if (name == "longest label + 1"_L1)
        name = QString(64, u'a') + u".example"_s;
    else if (name == "empty"_L1)
        name.clear();
    QCOMPARE(isEhloName(name), expected);
}

void EhloNameTest::aShortHostNameIsNotSaid()
{
    const QList<QHostAddress> addresses{QHostAddress(u"127.0.0.1"_s), QHostAddress(u"::1"_s),
                                        QHostAddress(u"fe80::1"_s), QHostAddress(u"2001:db8::7"_s),
                                        QHostAddress(u"192.0.2.7"_s)};
    QCOMPARE(ehloNameOf({u"web1"_s, u"web1.example.org"_s}, addresses), u"web1.example.org"_s);
    QCOMPARE(ehloNameOf({u"web1.example.org."_s}, addresses), u"web1.example.org"_s);
    QCOMPARE(ehloNameOf({u"web1"_s, u"localhost.localdomain"_s}, addresses), u"[192.0.2.7]"_s);
    QCOMPARE(ehloNameOf({u"web1"_s}, addresses.mid(0, 4)), u"[IPv6:2001:db8::7]"_s);
    QCOMPARE(ehloNameOf({u"web1"_s}, addresses.mid(0, 3)), u"[127.0.0.1]"_s);
}

void EhloNameTest::ourOwnIsAcceptable()
{
    const QString name = ownEhloName();
    QVERIFY2(isEhloName(name), qPrintable(name));
    QVERIFY(isEhloName(ownEhloName(std::chrono::milliseconds{0})));
}

PULSE_TEST_CASE(EhloNameTest)
#include "ehlo_name_test.moc"

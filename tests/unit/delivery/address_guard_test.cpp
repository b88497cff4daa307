// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every range that must not be reached, and every way to spell it.
#include "delivery/outbound/address_guard.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using delivery::AddressGuard;
using delivery::AllowedNetwork;
using delivery::IpAddress;

class AddressGuardTest : public QObject {
    Q_OBJECT
private slots:
    void httpWithoutTlsReachesTheOneReceiverOnly();
    void namesTheRange_data();
    void namesTheRange();
    void judgesAUrl_data();
    void judgesAUrl();
    void neverTakesAnOddSpelling_data();
    void neverTakesAnOddSpelling();
    void httpOnlyWhereAllowed();
    void allowListNamesNetworkAndPort();
    void allowListOpensNamesOfTheInside();
    void allowListOfOneFamilyDoesNotCoverTheOther();
    void refusesABadAllowList_data();
    void refusesABadAllowList();
    void keepsCredentialsOutOfTheUrl();
    void saysWhyWhenSaving_data();
    void saysWhyWhenSaving();
};

void AddressGuardTest::namesTheRange_data()
{
    QTest::addColumn<QString>("range");
    const auto row = [](const char *address, const QString &range) { QTest::newRow(address) << range; };
    row("0.0.0.0", u"unspecified"_s);
    row("0.1.2.3", u"unspecified"_s);
    row("10.0.0.0", u"private"_s);
    row("10.255.255.255", u"private"_s);
    row("11.0.0.0", u""_s);
    row("9.255.255.255", u""_s);
    row("100.63.255.255", u""_s);
    row("100.64.0.0", u"shared"_s);
    row("100.127.255.255", u"shared"_s);
    row("100.128.0.0", u""_s);
    row("100.100.100.200", u"metadata"_s);
    row("127.0.0.1", u"loopback"_s);
    row("127.255.255.254", u"loopback"_s);
    row("168.63.129.16", u"metadata"_s);
    row("169.254.0.1", u"link_local"_s);
    row("169.254.169.254", u"metadata"_s);
    row("169.254.170.2", u"metadata"_s);
    row("172.15.255.255", u""_s);
    row("172.16.0.0", u"private"_s);
    row("172.31.255.255", u"private"_s);
    row("172.32.0.0", u""_s);
    row("192.0.0.192", u"reserved"_s);
    row("192.0.2.1", u"documentation"_s);
    row("192.88.99.1", u"tunnelled"_s);
    row("192.168.1.1", u"private"_s);
    row("198.19.255.255", u"reserved"_s);
    row("198.51.100.1", u"documentation"_s);
    row("203.0.113.1", u"documentation"_s);
    row("224.0.0.1", u"multicast"_s);
    row("239.255.255.255", u"multicast"_s);
    row("240.0.0.1", u"reserved"_s);
    row("255.255.255.255", u"broadcast"_s);
    row("8.8.8.8", u""_s);
    row("::", u"unspecified"_s);
    row("::1", u"loopback"_s);
    row("::127.0.0.1", u"mapped"_s);
    row("::ffff:127.0.0.1", u"mapped"_s);
    row("::ffff:8.8.8.8", u"mapped"_s);
    row("64:ff9b::7f00:1", u"translated"_s);
    row("64:ff9b:1::1", u"translated"_s);
    row("100::1", u"reserved"_s);
    row("2001::1", u"tunnelled"_s);
    row("2001:2::1", u"reserved"_s);
    row("2001:db8::1", u"documentation"_s);
    row("2002:7f00:1::", u"tunnelled"_s);
    row("2606:4700:4700::1111", u""_s);
    row("3fff::1", u"documentation"_s);
    row("4000::1", u"reserved"_s);
    row("fc00::1", u"unique_local"_s);
    row("fd00:ec2::254", u"metadata"_s);
    row("fe80::1", u"link_local"_s);
    row("fec0::1", u"private"_s);
    row("ff02::1", u"multicast"_s);
}

void AddressGuardTest::namesTheRange()
{
    QFETCH(QString, range);
    const auto address = IpAddress::parse(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(address);
    QCOMPARE(QString(delivery::blockedRange(*address)), range);
    QCOMPARE(AddressGuard().allows(*address, 443), range.isEmpty());
}

void AddressGuardTest::judgesAUrl_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("reason"); // empty: passes
    const auto row = [](const char *url, const QString &reason) {
        QTest::newRow(url) << QString::fromUtf8(url) << reason;
    };
    const QString loopback = u"blocked_ip:127.0.0.1"_s;
    row("https://example.com", u""_s);
    row("https://example.com:8443/a/../b?c=%20#d", u""_s);
    row("https://hooks.example.com./x", u""_s);
    row("https://8.8.8.8/x", u""_s);
    row("https://[2606:4700:4700::1111]/x", u""_s);
    row("https://bücher.example/", u""_s);
    row("http://example.com", u"https_required"_s);
    row("ftp://example.com", u"invalid_url"_s);
    row("file:///etc/passwd", u"invalid_url"_s);
    row("gopher://127.0.0.1/", u"invalid_url"_s);
    row("", u"invalid_url"_s);
    row("example.com", u"invalid_url"_s);
    row("//example.com", u"invalid_url"_s);
    row("https://", u"invalid_url"_s);
    row("https:///path", u"invalid_url"_s);
    row("https://example.com:0/", u"invalid_url"_s);
    row("https://example.com:65536/", u"invalid_url"_s);
    row("https://exa mple.com/", u"invalid_url"_s);
    row("https://exa_mple..com/", u"invalid_url"_s);
    row("https://example.com\\@127.0.0.1/", u"invalid_url"_s);
    row("https://[fe80::1%25eth0]/", u"invalid_url"_s);
    row("https://[::1/", u"invalid_url"_s);
    row("https://localhost/", u"blocked_host"_s);
    row("https://LOCALHOST./", u"blocked_host"_s);
    row("https://intranet/", u"blocked_host"_s);
    row("https://db.local/", u"blocked_host"_s);
    row("https://metadata.google.internal/", u"blocked_host"_s);
    row("https://x.localhost/", u"blocked_host"_s);
    row("https://127.0.0.1/", loopback);
    row("https://127.0.0.1./", loopback);
    row("https://example.com@127.0.0.1/", loopback);
    row("https://user:word@127.0.0.1/", loopback);
    row("https://[::1]/", u"blocked_ip:::1"_s);
    row("https://[::ffff:127.0.0.1]/", u"blocked_ip:::ffff:127.0.0.1"_s);
    row("https://[::ffff:7f00:1]/", u"blocked_ip:::ffff:127.0.0.1"_s);
    row("https://[::7f00:1]/", u"blocked_ip:::127.0.0.1"_s);
    row("https://[64:ff9b::a9fe:a9fe]/", u"blocked_ip:64:ff9b::a9fe:a9fe"_s);
    row("https://169.254.169.254/latest/meta-data", u"blocked_ip:169.254.169.254"_s);
}

void AddressGuardTest::judgesAUrl()
{
    QFETCH(QString, url);
    QFETCH(QString, reason);
    const auto target = AddressGuard().judge(url);
    QCOMPARE(target ? QString() : target.error().what, reason);
}

// How the reason is worded is QUrl's business; that none of them passes is ours.
void AddressGuardTest::neverTakesAnOddSpelling_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"2130706433",
                             "0x7f000001",
                             "0x7F.0x0.0x0.0x1",
                             "017700000001",
                             "0177.0.0.1",
                             "0177.0.0.01",
                             "127.1",
                             "127.0.1",
                             "127.0x1",
                             "127.0.0.0x1",
                             "0",
                             "00000000",
                             "127.0.0.1.",
                             "%31%32%37.0.0.1",
                             "127%2E0%2E0%2E1",
                             "１２７.0.0.1",
                             "127。0。0。1",
                             "①②⑦.0.0.1",
                             "ⓛocalhost",
                             "localhost%00.example.com",
                             "127.0.0.1%00.example.com",
                             "127.0.0.1%23.example.com",
                             "0xa9fea9fe",
                             "2852039166",
                             "169.254.43518",
                             "0251.0376.0251.0376",
                             "10.1",
                             "[::]",
                             "[0:0:0:0:0:0:0:1]",
                             "[::0001]",
                             "[::ffff:0x7f.1]",
                             "[::ffff:7f00:1]",
                             "[0:0:0:0:0:ffff:127.0.0.1]",
                             "[::127.0.0.1]",
                             "[2002:7f00:1::1]",
                             "[2001:0:7f00:1::]",
                             "[fe80::1]",
                             "[fe80::1%25lo]",
                             "1e0.1",
                             "127.0.0.256",
                             "256",
                             "99999999999",
                             "0x",
                             "1.2.3.4.5",
                             "127.0.0.1 ",
                             " 127.0.0.1",
                             "127.0.0.1\t",
                             "127.0.0.1\n"})
        QTest::newRow(host) << QString::fromUtf8(host);
}

void AddressGuardTest::neverTakesAnOddSpelling()
{
    QFETCH(QString, host);
    const auto target = AddressGuard({.allowsHttp = true}).judge(u"http://%1/x"_s.arg(host));
    QVERIFY2(!target, qPrintable(target ? target->host : QString()));
}

void AddressGuardTest::httpOnlyWhereAllowed()
{
    const AddressGuard guard({.allowsHttp = true});
    const auto target = guard.judge(u"http://example.com/x"_s);
    QVERIFY(target);
    QCOMPARE(target->port, quint16{80});
    QCOMPARE(guard.judge(u"http://10.0.0.1/"_s).error().what, u"blocked_ip:10.0.0.1"_s);
}

void AddressGuardTest::allowListNamesNetworkAndPort()
{
    const AddressGuard guard({.allowed = {AllowedNetwork::parse(u"127.0.0.1/32:9999"_s).value()}});
    QVERIFY(guard.judge(u"https://127.0.0.1:9999/"_s));
    QVERIFY(!guard.judge(u"https://127.0.0.1:9998/"_s));
    QVERIFY(!guard.judge(u"https://127.0.0.1/"_s));
    QVERIFY(!guard.judge(u"https://127.0.0.2:9999/"_s));
    QVERIFY(!guard.judge(u"https://[::ffff:127.0.0.1]:9999/"_s));
    QVERIFY(!guard.judge(u"http://127.0.0.1:9999/"_s));
}

void AddressGuardTest::allowListOpensNamesOfTheInside()
{
    const AddressGuard guard({.allowed = {AllowedNetwork::parse(u"10.0.0.0/8:8443"_s).value()}});
    QVERIFY(guard.judge(u"https://hooks.corp.internal:8443/"_s));
    QVERIFY(!guard.judge(u"https://hooks.corp.internal/"_s));
}

void AddressGuardTest::allowListOfOneFamilyDoesNotCoverTheOther()
{
    const AddressGuard guard({.allowed = {AllowedNetwork::parse(u"0.0.0.0/0:443"_s).value()}});
    QVERIFY(guard.allows(IpAddress::parse(u"10.0.0.1"_s).value(), 443));
    QVERIFY(!guard.allows(IpAddress::parse(u"::1"_s).value(), 443));
    QVERIFY(!guard.allows(IpAddress::parse(u"::ffff:10.0.0.1"_s).value(), 443));
}

void AddressGuardTest::refusesABadAllowList_data()
{
    QTest::addColumn<bool>("isGood");
    QTest::newRow("127.0.0.1/32:9999") << true;
    QTest::newRow("[fd00::]/8:443") << true;
    QTest::newRow("fd00::/8:443") << true;
    QTest::newRow("127.0.0.1:9999") << false;
    QTest::newRow("127.0.0.1/32") << false;
    QTest::newRow("127.0.0.1/33:80") << false;
    QTest::newRow("127.1/8:80") << false;
    QTest::newRow("localhost/32:80") << false;
    QTest::newRow("10.0.0.0/8:0") << false;
    QTest::newRow("10.0.0.0/8:65536") << false;
    QTest::newRow("10.0.0.0/-1:80") << false;
    QTest::newRow("") << false;
}

void AddressGuardTest::refusesABadAllowList()
{
    QFETCH(bool, isGood);
    QCOMPARE(AllowedNetwork::parse(QString::fromLatin1(QTest::currentDataTag())).has_value(), isGood);
}

void AddressGuardTest::keepsCredentialsOutOfTheUrl()
{
    const auto target = AddressGuard().judge(u"https://me:s3%40cret@example.com/a?b=c#d"_s);
    QVERIFY(target);
    QCOMPARE(target->url.toEncoded(), QByteArray("https://example.com/a?b=c"));
    QCOMPARE(target->user, u"me"_s);
    QCOMPARE(target->password, u"s3@cret"_s);
}

void AddressGuardTest::saysWhyWhenSaving_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says");
    QTest::newRow("fine") << u"https://example.com"_s << QString();
    QTest::newRow("http") << u"http://example.com"_s << u"must be an https address"_s;
    QTest::newRow("text") << u"example"_s << u"must be a complete web address"_s;
    QTest::newRow("inside") << u"https://10.0.0.1/t0ken"_s
                            << u"leads to an address that Pulse does not send to"_s;
}

void AddressGuardTest::saysWhyWhenSaving()
{
    QFETCH(QString, url);
    QFETCH(QString, says);
    const auto checked = AddressGuard().checkForSaving(url);
    QCOMPARE(checked ? QString() : checked.error().what, says);
    QCOMPARE(checked ? QString() : checked.error().field, says.isEmpty() ? QString() : u"webhook_url"_s);
}

// What the demo's own receiver needs, and no more.
void AddressGuardTest::httpWithoutTlsReachesTheOneReceiverOnly()
{
    const auto receiver = AllowedNetwork::parse(u"127.0.0.1/32:9000"_s).value();
    const AddressGuard guard({.allowed = {receiver}, .httpTo = {receiver}});
    QVERIFY(guard.judge(u"http://127.0.0.1:9000/alerts"_s));
    for (const char *url : {"http://127.0.0.1:9001/", "http://127.0.0.1/", "http://127.0.0.2:9000/",
                            "http://example.com/", "http://example.com:9000/", "http://localhost:9000/",
                            "http://[::1]:9000/", "http://8.8.8.8:9000/"}) {
        const auto target = guard.judge(QString::fromLatin1(url));
        QVERIFY2(!target, url);
        QCOMPARE(target.error().what, u"https_required"_s);
    }
    QVERIFY(guard.judge(u"https://example.com/"_s));
}

PULSE_TEST_CASE(AddressGuardTest)
#include "address_guard_test.moc"

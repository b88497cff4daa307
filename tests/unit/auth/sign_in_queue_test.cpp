// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose password is checked next, who has to wait, and who is refused when too many do.
#include "auth/client_network.h"
#include "auth/known_networks.h"
#include "auth/sign_in_queue.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::auth;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class SignInQueueTest : public QObject {
    Q_OBJECT

private slots:
    void networks_data();
    void networks();
    void networksTakeTurns();
    void whoTriedLeastIsNext();
    void knownNetworksGoFirst();
    void strangersOfOneLoginArePaced();
    void aPausedLoginKeepsNobodyElse();
    void aNetworkFillsItsOwnPlacesOnly();
    void aFullLoginRefusesTheLast();
    void aFullQueueRefusesTheLast();
    void aNewcomerToAFullQueueComesIn();
    void nobodyWaitsLongerThanTheBound();
    void saysWhenToLookAgain();
    void keepsNothingOfThoseWhoLeft();
    void remembersForNinetyDays();
    void remembersSoManyOfALogin();

private:
    using Time = SignInQueue::Time;
    static Applicant from(const QString &network, int before = 0, const QString &login = u"ada"_s)
    {
        return {login, network, false, before};
    }
    static Applicant known(const QString &network) { return {u"ada"_s, network, true, 0}; }
    // Whoever is next, as long as there is one; a second passes between two.
    static QStringList served(SignInQueue &queue, Time now)
    {
        QStringList networks;
        while (const auto next = queue.next(now)) {
            networks << next->network;
            now += 1s;
        }
        return networks;
    }

    const Time m_begin{1h};
};

void SignInQueueTest::networks_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("network");
    QTest::newRow("IPv4") << u"203.0.113.77"_s << u"203.0.113.0/24"_s;
    QTest::newRow("IPv4 written as IPv6") << u"::ffff:203.0.113.77"_s << u"203.0.113.0/24"_s;
    QTest::newRow("IPv6") << u"2001:db8:1:2:3:4:5:6"_s << u"2001:db8:1::/48"_s;
    QTest::newRow("another address of the site") << u"2001:db8:1:ffff::1"_s << u"2001:db8:1::/48"_s;
    QTest::newRow("the next site") << u"2001:db8:2::1"_s << u"2001:db8:2::/48"_s;
    QTest::newRow("zeros") << u"2001:db8::1"_s << u"2001:db8::/48"_s;
    QTest::newRow("with a scope") << u"fe80::1%eth0"_s << u"fe80::/48"_s;
    QTest::newRow("none") << QString() << QString();
    QTest::newRow("no address") << u"nonsense"_s << QString();
}

void SignInQueueTest::networks()
{
    QFETCH(QString, address);
    QFETCH(QString, network);
    QCOMPARE(networkOf(address), network);
}

void SignInQueueTest::networksTakeTurns()
{
    SignInQueue queue({});
    for (int attempt = 0; attempt < 3; ++attempt)
        QVERIFY(!queue.add(from(u"flood"_s, attempt), m_begin));
    for (int attempt = 0; attempt < 2; ++attempt)
        QVERIFY(!queue.add(from(u"other"_s, attempt), m_begin));
    QVERIFY(!queue.add(from(u"person"_s), m_begin));
    const QStringList turns{u"flood"_s, u"other"_s, u"person"_s, u"flood"_s, u"other"_s, u"flood"_s};
    QCOMPARE(served(queue, m_begin), turns);
}

void SignInQueueTest::whoTriedLeastIsNext()
{
    SignInQueue queue({});
    QVERIFY(!queue.add(from(u"often"_s, 9), m_begin));
    QVERIFY(!queue.add(from(u"twice"_s, 2), m_begin));
    QVERIFY(!queue.add(from(u"new"_s, 0), m_begin + 1s));
    QCOMPARE(served(queue, m_begin + 2s), (QStringList{u"new"_s, u"twice"_s, u"often"_s}));
}

void SignInQueueTest::knownNetworksGoFirst()
{
    SignInQueue queue({});
    for (int i = 0; i < 50; ++i)
        QVERIFY(!queue.add(from(QString::number(i)), m_begin));
    QVERIFY(queue.next(m_begin));
    QVERIFY(!queue.next(m_begin)); // paced
    QVERIFY(!queue.add(known(u"home"_s), m_begin));
    QVERIFY(!queue.add(known(u"home"_s), m_begin));
    QCOMPARE(queue.next(m_begin)->network, u"home"_s); // at once
    QCOMPARE(queue.next(m_begin)->network, u"home"_s);
    QVERIFY(!queue.next(m_begin));
}

void SignInQueueTest::strangersOfOneLoginArePaced()
{
    SignInQueue queue({.betweenStrangers = 500ms});
    for (int i = 0; i < 3; ++i)
        QVERIFY(!queue.add(from(QString::number(i)), m_begin));
    QVERIFY(queue.next(m_begin));
    QVERIFY(!queue.next(m_begin + 499ms));
    QVERIFY(queue.next(m_begin + 500ms));
    QVERIFY(!queue.next(m_begin + 999ms));
    QVERIFY(queue.next(m_begin + 1s));
    QVERIFY(!queue.add(from(u"3"_s), m_begin + 1s)); // also after nobody waited
    QVERIFY(!queue.next(m_begin + 1s));
}

void SignInQueueTest::aPausedLoginKeepsNobodyElse()
{
    SignInQueue queue({});
    for (int i = 0; i < 10; ++i)
        QVERIFY(!queue.add(from(QString::number(i)), m_begin));
    QVERIFY(!queue.add(from(u"home"_s, 0, u"bob"_s), m_begin));
    QCOMPARE(queue.next(m_begin)->login, u"ada"_s);
    QCOMPARE(queue.next(m_begin)->login, u"bob"_s);
}

void SignInQueueTest::aNetworkFillsItsOwnPlacesOnly()
{
    SignInQueue queue({.mostOfNetwork = 2});
    QVERIFY(!queue.add(from(u"flood"_s, 0, u"ada"_s), m_begin));
    QVERIFY(!queue.add(from(u"flood"_s, 1, u"bob"_s), m_begin));
    const auto refused = queue.add(from(u"flood"_s, 2, u"eve"_s), m_begin);
    QVERIFY(refused);
    QCOMPARE(refused->login, u"eve"_s);
    QVERIFY(!queue.add(from(u"other"_s), m_begin));
    QVERIFY(!queue.add(known(u"flood"_s), m_begin)); // who is known there is nobody of the flood
    QCOMPARE(queue.waiting(), size_t{4});
}

void SignInQueueTest::aFullLoginRefusesTheLast()
{
    SignInQueue queue({.mostOfLogin = 2});
    QVERIFY(!queue.add(from(u"bobs"_s, 7, u"bob"_s), m_begin));
    QVERIFY(!queue.add(from(u"flood"_s, 0), m_begin));
    QVERIFY(!queue.add(from(u"flood"_s, 1), m_begin));
    auto refused = queue.add(from(u"person"_s), m_begin);
    QVERIFY(refused);
    QCOMPARE(refused->network, u"flood"_s); // its second
    QCOMPARE(refused->before, 1);
    refused = queue.add(from(u"flood"_s, 1), m_begin);
    QVERIFY(refused);
    QCOMPARE(refused->network, u"flood"_s);
    refused = queue.add(known(u"home"_s), m_begin);
    QVERIFY(refused);
    QCOMPARE(refused->network, u"person"_s); // came last of those who have not tried
    QCOMPARE(queue.waiting(), size_t{3}); // bob's is not concerned
}

void SignInQueueTest::aFullQueueRefusesTheLast()
{
    SignInQueue queue({.most = 3});
    for (int i = 0; i < 3; ++i)
        QVERIFY(!queue.add(from(u"flood"_s, i, QString::number(i)), m_begin));
    const auto refused = queue.add(from(u"person"_s), m_begin);
    QVERIFY(refused);
    QCOMPARE(refused->before, 2);
    QCOMPARE(queue.waiting(), size_t{3});
}

void SignInQueueTest::aNewcomerToAFullQueueComesIn()
{
    SignInQueue queue({});
    int refused = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto who = queue.add(from(QString::number(i % 50), std::min(i / 50, 9)), m_begin);
        refused += who ? 1 : 0;
    }
    QCOMPARE(queue.waiting(), size_t{60});
    QCOMPARE(refused, 99'940);
    for (const Applicant &newcomer : {known(u"home"_s), from(u"person"_s)}) {
        const auto gone = queue.add(newcomer, m_begin);
        QVERIFY(gone);
        QCOMPARE(gone->before, 1); // one of the flood's
    }
    const QStringList order = served(queue, m_begin);
    QCOMPARE(order.first(), u"home"_s);
    QCOMPARE(order.indexOf(u"person"_s), 51); // after those that have not tried either
}

void SignInQueueTest::nobodyWaitsLongerThanTheBound()
{
    SignInQueue queue({.longestWait = 30s});
    QVERIFY(!queue.add(from(u"early"_s), m_begin));
    QVERIFY(!queue.add(from(u"late"_s), m_begin + 10s));
    QVERIFY(queue.overdue(m_begin + 29s).empty());
    const auto late = queue.overdue(m_begin + 30s);
    QCOMPARE(late.size(), size_t{1});
    QCOMPARE(late.front().network, u"early"_s);
    QCOMPARE(queue.waiting(), size_t{1});
    QCOMPARE(queue.all().size(), size_t{1});
    QCOMPARE(queue.waiting(), size_t{0});
}

void SignInQueueTest::saysWhenToLookAgain()
{
    SignInQueue queue({.longestWait = 30s, .betweenStrangers = 500ms});
    QVERIFY(!queue.nextMoment(m_begin));
    QVERIFY(!queue.add(from(u"1"_s), m_begin));
    QVERIFY(!queue.add(from(u"2"_s), m_begin));
    QVERIFY(queue.nextMoment(m_begin) == m_begin);
    QVERIFY(queue.next(m_begin));
    QVERIFY(queue.nextMoment(m_begin) == m_begin + 500ms);
    SignInQueue slow({.longestWait = 30s, .betweenStrangers = 60s});
    QVERIFY(!slow.add(from(u"1"_s), m_begin));
    QVERIFY(slow.next(m_begin));
    QVERIFY(!slow.add(from(u"2"_s), m_begin + 1s));
    QVERIFY(slow.nextMoment(m_begin + 1s) == m_begin + 31s);
}

void SignInQueueTest::keepsNothingOfThoseWhoLeft()
{
    SignInQueue queue({});
    Time now = m_begin;
    for (int i = 0; i < 10'000; ++i) {
        QVERIFY(!queue.add(from(QString::number(i), 0, QString::number(i)), now));
        QVERIFY(queue.next(now));
        now += 1s;
    }
    QVERIFY(!queue.next(now));
    QCOMPARE(queue.waiting(), size_t{0});
    QCOMPARE(queue.logins(), 0);
}

void SignInQueueTest::remembersForNinetyDays()
{
    KnownNetworks networks;
    networks.add({u"ada"_s, u"home"_s, test::kNoon});
    networks.add({u"ada"_s, u"home"_s, test::kNoon - 24h}); // heard of later
    QVERIFY(networks.isKnown(u"ada"_s, u"home"_s, test::kNoon + std::chrono::days{89}));
    QVERIFY(!networks.isKnown(u"ada"_s, u"home"_s, test::kNoon + std::chrono::days{90}));
    QVERIFY(!networks.isKnown(u"ada"_s, u"elsewhere"_s, test::kNoon));
    QVERIFY(!networks.isKnown(u"bob"_s, u"home"_s, test::kNoon));
    networks.add({u"ada"_s, QString(), test::kNoon});
    QVERIFY(!networks.isKnown(u"ada"_s, QString(), test::kNoon));
}

void SignInQueueTest::remembersSoManyOfALogin()
{
    KnownNetworks networks;
    const int most = store::login_network::kMostOfOne;
    for (int i = 0; i <= most; ++i)
        networks.add({u"ada"_s, QString::number(i), test::kNoon + std::chrono::seconds{i}});
    QVERIFY(!networks.isKnown(u"ada"_s, u"0"_s, test::kNoon)); // the one unused for longest left
    for (int i = 1; i <= most; ++i)
        QVERIFY(networks.isKnown(u"ada"_s, QString::number(i), test::kNoon));
}

PULSE_TEST_CASE(SignInQueueTest)
#include "sign_in_queue_test.moc"

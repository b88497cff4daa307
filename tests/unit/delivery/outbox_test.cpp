// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whom a connection may be opened to: all that a name leads to is judged, and nobody else can say that it
// was.
#include "delivery/outbound/outbox.h"
#include "support/receivers/fake_resolver.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <type_traits>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using delivery::AddressGuard;
using delivery::AllowedNetwork;
using delivery::HostTarget;
using delivery::IpAddress;
using delivery::Outbox;
using delivery::VettedDestination;

static_assert(!std::is_default_constructible_v<VettedDestination>);
static_assert(!std::is_constructible_v<VettedDestination, QList<IpAddress>, quint16>);
static_assert(!std::is_aggregate_v<VettedDestination>);

namespace {

// "ADDRESS ADDRESS…", or the reason against them.
QString wordsOf(const Result<VettedDestination> &vetted)
{
    if (!vetted)
        return vetted.error().what;
    QStringList texts;
    for (const IpAddress &address : vetted->addresses())
        texts.append(address.toString());
    return texts.join(u' ');
}

// Answers when it is told to, with an empty list too.
class LateResolver final : public delivery::Resolver {
public:
    void resolve(const QString &, Done done) override { m_done = std::move(done); }
    void answer(const QList<IpAddress> &addresses) const { m_done(addresses); }

private:
    Done m_done;
};

} // namespace

class OutboxTest : public QObject {
    Q_OBJECT
private slots:
    void judgesAllThatANameLeadsTo_data();
    void judgesAllThatANameLeadsTo();
    void theOperatorsListNamesThePort();
    void literalsAreJudgedAndNotLookedUp();
    void answersWhenItIsGone();
    void knowsItsAddressesAndPort();

private:
    QString wordsFor(const AddressGuard &guard, const HostTarget &target)
    {
        QString words = u"never"_s;
        Outbox(guard, m_resolver).vet(target, [&words](const auto &answer) { words = wordsOf(answer); });
        return words;
    }

    FakeResolver m_resolver;
};

void OutboxTest::judgesAllThatANameLeadsTo_data()
{
    QTest::addColumn<QStringList>("addresses");
    QTest::addColumn<QString>("expected");
    QTest::newRow("public") << QStringList{u"93.184.216.34"_s, u"2606:2800:220:1::1"_s}
                            << u"93.184.216.34 2606:2800:220:1::1"_s;
    QTest::newRow("inside") << QStringList{u"10.0.0.1"_s} << u"blocked_ip:10.0.0.1"_s;
    QTest::newRow("both ways") << QStringList{u"93.184.216.34"_s, u"127.0.0.1"_s}
                               << u"blocked_ip:127.0.0.1"_s;
    QTest::newRow("the other way round")
        << QStringList{u"fd00::1"_s, u"93.184.216.34"_s} << u"blocked_ip:fd00::1"_s;
    QTest::newRow("metadata") << QStringList{u"169.254.169.254"_s} << u"blocked_ip:169.254.169.254"_s;
    QTest::newRow("nowhere") << QStringList() << u"dns_resolution_failed"_s;
}

void OutboxTest::judgesAllThatANameLeadsTo()
{
    QFETCH(QStringList, addresses);
    QFETCH(QString, expected);
    m_resolver.script(u"a.example"_s, {addresses});
    QCOMPARE(wordsFor(AddressGuard(), {u"a.example"_s, 443, {}}), expected);
}

void OutboxTest::theOperatorsListNamesThePort()
{
    const AddressGuard guard({.allowed = {AllowedNetwork::parse(u"10.0.0.0/8:8443"_s).value()}});
    m_resolver.script(u"hooks.corp.internal"_s, {{u"10.1.2.3"_s}});
    QCOMPARE(wordsFor(guard, {u"hooks.corp.internal"_s, 8443, {}}), u"10.1.2.3"_s);
    QCOMPARE(wordsFor(guard, {u"hooks.corp.internal"_s, 443, {}}), u"blocked_ip:10.1.2.3"_s);
}

void OutboxTest::literalsAreJudgedAndNotLookedUp()
{
    FakeResolver resolver;
    for (const auto &[address, expected] :
         {std::pair{u"93.184.216.34"_s, u"93.184.216.34"_s}, std::pair{u"::1"_s, u"blocked_ip:::1"_s}}) {
        QString words;
        Outbox(AddressGuard(), resolver)
            .vet({address, 443, IpAddress::parse(address)},
                 [&words](const auto &answer) { words = wordsOf(answer); });
        QCOMPARE(words, expected);
    }
    QCOMPARE(resolver.asked(), QStringList());
}

void OutboxTest::answersWhenItIsGone()
{
    LateResolver resolver;
    QStringList words;
    Outbox(AddressGuard(), resolver).vet({u"a.example"_s, 443, {}}, [&words](const auto &answer) {
        words.append(wordsOf(answer));
    });
    QCOMPARE(words, QStringList());
    resolver.answer({IpAddress::parse(u"192.168.0.1"_s).value()});
    resolver.answer({});
    QCOMPARE(words, QStringList({u"blocked_ip:192.168.0.1"_s, u"dns_resolution_failed"_s}));
}

void OutboxTest::knowsItsAddressesAndPort()
{
    const IpAddress own = IpAddress::parse(u"93.184.216.34"_s).value();
    const IpAddress other = IpAddress::parse(u"93.184.216.35"_s).value();
    std::optional<VettedDestination> vetted;
    Outbox(AddressGuard(), m_resolver).vet({own.toString(), 443, own}, [&vetted](const auto &answer) {
        vetted = answer.value();
    });
    QVERIFY(vetted);
    QCOMPARE(vetted->port(), quint16{443});
    QVERIFY(vetted->contains(own, 443));
    QVERIFY(!vetted->contains(own, 80));
    QVERIFY(!vetted->contains(other, 443));
}

PULSE_TEST_CASE(OutboxTest)
#include "outbox_test.moc"

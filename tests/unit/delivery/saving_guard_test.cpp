// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is judged when a destination is saved: its spelling, and every address that its name leads to.
#include "delivery/outbound/saving_guard.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::AddressGuard;
using delivery::AllowedNetwork;
using delivery::SavingGuard;

namespace {

// Answers when it is told to.
class HeldResolver final : public delivery::Resolver {
public:
    void resolve(const QString &, Done done) override { m_held.lock()->append(std::move(done)); }
    bool isAsked() const { return !m_held.lock()->isEmpty(); }
    void release() const
    {
        for (const Done &done : std::exchange(*m_held.lock(), {}))
            done(QList{delivery::IpAddress::parse(u"93.184.216.34"_s).value()});
    }

private:
    mutable Mutex<QList<Done>> m_held;
};

} // namespace

class SavingGuardTest : public QObject {
    Q_OBJECT
private slots:
    void judgesWhatANameLeadsTo_data();
    void judgesWhatANameLeadsTo();
    void literalsAreNotLookedUp();
    void theOperatorsListCounts();
    void noMoreThanAllowedWait();

private:
    FakeResolver m_resolver;
};

void SavingGuardTest::judgesWhatANameLeadsTo_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QStringList>("addresses");
    QTest::addColumn<QString>("what"); // empty: passes
    const auto row = [](const char *name, const QString &host, const QStringList &addresses,
                        const QString &what) { QTest::newRow(name) << host << addresses << what; };
    const QString inside = u"leads to an address that Pulse does not send to"_s;
    const QString nowhere = u"is a name that leads nowhere"_s;
    row("public", u"a.example"_s, {u"93.184.216.34"_s, u"2606:2800:220:1::1"_s}, {});
    row("private", u"b.example"_s, {u"10.0.0.1"_s}, inside);
    row("both ways", u"c.example"_s, {u"93.184.216.34"_s, u"127.0.0.1"_s}, inside);
    row("mapped", u"d.example"_s, {u"::ffff:127.0.0.1"_s}, inside);
    row("metadata", u"e.example"_s, {u"169.254.169.254"_s}, inside);
    row("an error", u"f.example"_s, {}, nowhere);
    row("no answer", u"silent.example"_s, {}, nowhere);
    row("inside by name", u"db.internal"_s, {u"93.184.216.34"_s}, inside);
}

void SavingGuardTest::judgesWhatANameLeadsTo()
{
    QFETCH(QString, host);
    QFETCH(QStringList, addresses);
    QFETCH(QString, what);
    if (!host.startsWith("silent"_L1))
        m_resolver.script(host, {addresses});
    const AddressGuard guard;
    const SavingGuard saving(guard, m_resolver, {.longest = 50ms});
    for (const auto &[checked, field] :
         {std::pair{saving.checkHost(host, 443, u"smtp_host"_s), u"smtp_host"_s},
          std::pair{saving.checkUrl(u"https://%1/x"_s.arg(host)), u"webhook_url"_s}}) {
        QCOMPARE(checked ? QString() : checked.error().what, what);
        QCOMPARE(checked ? QString() : checked.error().field, what.isEmpty() ? QString() : field);
    }
}

void SavingGuardTest::literalsAreNotLookedUp()
{
    const AddressGuard guard;
    const SavingGuard saving(guard, m_resolver, {.longest = 50ms, .most = 0});
    QVERIFY(saving.checkHost(u"93.184.216.34"_s, 443, u"host"_s));
    QVERIFY(saving.checkUrl(u"https://[2606:2800:220:1::1]/"_s));
    QVERIFY(!saving.checkHost(u"10.0.0.1"_s, 443, u"host"_s));
    QVERIFY(!saving.checkUrl(u"https://0x7f.1/"_s));
}

void SavingGuardTest::theOperatorsListCounts()
{
    const AddressGuard guard({.allowed = {AllowedNetwork::parse(u"10.0.0.0/8:8443"_s).value()}});
    const SavingGuard saving(guard, m_resolver, {.longest = 50ms});
    m_resolver.script(u"hooks.corp.internal"_s, {{u"10.1.2.3"_s}});
    QVERIFY(saving.checkUrl(u"https://hooks.corp.internal:8443/"_s));
    QVERIFY(!saving.checkUrl(u"https://hooks.corp.internal/"_s));
    m_resolver.script(u"hooks.corp.internal"_s, {{u"192.168.0.1"_s}});
    QVERIFY(!saving.checkUrl(u"https://hooks.corp.internal:8443/"_s));
}

void SavingGuardTest::noMoreThanAllowedWait()
{
    const AddressGuard guard;
    HeldResolver resolver;
    const SavingGuard saving(guard, resolver, {.longest = 30s});
    bool isSaved = false;
    std::thread first([&] { isSaved = saving.checkHost(u"slow.example"_s, 443, u"host"_s).has_value(); });
    const bool hasAsked = spinUntil([&] { return resolver.isAsked(); }, 10s);
    const auto second = saving.checkHost(u"quick.example"_s, 443, u"host"_s);
    resolver.release();
    first.join();
    QVERIFY(hasAsked && isSaved);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Unavailable);
}

PULSE_TEST_CASE(SavingGuardTest)
#include "saving_guard_test.moc"

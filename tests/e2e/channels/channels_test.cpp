// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every channel promises, against a real receiver of its kind: one list of expectations, a row for each
// way to send.
#include "channel_adapter.h"
#include "delivery/outbound/saving_guard.h"
#include "routing/webhook_body.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/hostile_hosts.h"
#include "support/receivers/loopback_sink.h"
#include "support/suite/value_spy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;
using model::DeliverOn;

namespace {

QList<NamedAdapter> adapters()
{
    return webhookAdapters() + snmpAdapters() + emailAdapters() + mqttAdapters();
}

// Whoever looks at the environment for a way around the guard.
constexpr const char *kProxies[] = {"http_proxy",  "https_proxy", "all_proxy", "ftp_proxy",
                                    "HTTPS_PROXY", "ALL_PROXY",   "FTP_PROXY"};

routing::AlertFacts pumpAlert()
{
    routing::AlertFacts alert;
    alert.alertId = 4711;
    alert.tenantId = u"acme"_s;
    alert.siteId = u"north"_s;
    alert.deviceId = u"pump-1"_s;
    alert.severity = 5;
    alert.summary = u"temp_c is 45.5 (threshold 40)"_s;
    alert.createdAt = parseIso8601("2026-01-15T11:00:00.123456Z").value();
    return alert;
}

} // namespace

class ChannelsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void deliversEachEvent_data() { rows(); }
    void deliversEachEvent();
    void textsArriveAsTheyAre_data() { rows(); }
    void textsArriveAsTheyAre();
    void severitiesAreUnderstood_data() { rows(); }
    void severitiesAreUnderstood();
    void repetitionsAreRecognised_data() { rows(); }
    void repetitionsAreRecognised();
    void namesAreResolvedAndTheVettedAddressIsDialled_data() { rows(); }
    void namesAreResolvedAndTheVettedAddressIsDialled();
    void nothingInsideIsReached_data() { rows(); }
    void nothingInsideIsReached();
    void noHostileTargetIsReached_data() { rows(); }
    void noHostileTargetIsReached();
    void whatMovesInsideIsRefused_data() { rows(); }
    void whatMovesInsideIsRefused();
    void whatIsNotAnsweredIsRefused_data() { rows(); }
    void whatIsNotAnsweredIsRefused();
    void aReceiverThatIsAwayIsTriedAgain_data() { rows(); }
    void aReceiverThatIsAwayIsTriedAgain();
    void deadReceiversDelayNobody_data() { rows(); }
    void deadReceiversDelayNobody();
    void saysNoSecrets_data() { rows(); }
    void saysNoSecrets();
    void stopEndsWhatIsInFlight_data() { rows(); }
    void stopEndsWhatIsInFlight();

private:
    void rows();
    bool begin(std::chrono::milliseconds timeout = 20s);
    void send(const QByteArray &body, const QString &id, const QJsonObject &config);
    Attempt sendTo(const QString &host, const QString &id = u"t1-r1"_s);
    QJsonObject ownConfig() const { return m_adapter->config(u"127.0.0.1"_s, m_adapter->receiverPort()); }
    bool arrives(qsizetype count) const
    {
        return spinUntil([&] { return m_adapter->understood().size() >= count; }, 10s);
    }

    LoopbackSink m_proxy{{u"127.0.0.1"_s}};
    std::unique_ptr<ChannelAdapter> m_adapter;
    FakeClock m_clock;
    FakeResolver m_resolver;
    ValueSpy<Attempt> m_attempts;
    std::unique_ptr<delivery::Channel> m_channel;
};

// Before anything may have read it: all that follows runs with a proxy in the environment, which nobody asks.
void ChannelsTest::initTestCase()
{
    QVERIFY(m_proxy.isListening());
    for (const char *name : kProxies)
        qputenv(name, "http://127.0.0.1:" + QByteArray::number(m_proxy.port()));
}

void ChannelsTest::cleanup() { QCOMPARE(m_proxy.contacts(), 0); }

void ChannelsTest::cleanupTestCase()
{
    for (const char *name : kProxies)
        qunsetenv(name);
}

void ChannelsTest::rows()
{
    QTest::addColumn<int>("index");
    const auto all = adapters();
    for (int i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).name) << i;
}

bool ChannelsTest::begin(std::chrono::milliseconds timeout)
{
    QFETCH(int, index);
    m_channel.reset();
    m_adapter = adapters().at(index).make();
    if (const auto started = m_adapter->startReceiver(); !started) {
        qWarning().noquote() << started.error().what;
        return false;
    }
    delivery::GuardSettings guard{.allowsHttp = true, .allowsPlainMqtt = true};
    for (const quint16 port : {m_adapter->receiverPort(), quint16{9}})
        guard.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), port});
    m_channel = m_adapter->makeChannel({m_resolver, m_clock, guard, timeout});
    m_attempts.take();
    return m_channel->start().has_value();
}

void ChannelsTest::send(const QByteArray &body, const QString &id, const QJsonObject &config)
{
    const model::EngineBoot boot{7, m_clock.now() - 90s};
    m_channel->attempt({id, body, config, u"7b0a6f3c-52f1-4d8e-9a51-0f2b6c1d9e10"_s, boot},
                       m_attempts.callback());
}

// One attempt, from beginning to end.
Attempt ChannelsTest::sendTo(const QString &host, const QString &id)
{
    send(routing::webhookBody(pumpAlert(), DeliverOn::Open), id,
         m_adapter->config(host, m_adapter->receiverPort()));
    if (!m_attempts.waitFor(1, 30s))
        return {.code = u"never"_s};
    return m_attempts.take().first();
}

void ChannelsTest::deliversEachEvent()
{
    QVERIFY(begin());
    routing::AlertFacts alert = pumpAlert();
    qsizetype count = 0;
    for (const DeliverOn event : {DeliverOn::Open, DeliverOn::Acknowledged, DeliverOn::Closed}) {
        if (event == DeliverOn::Closed)
            alert.clearedAt = alert.createdAt + 90s;
        send(routing::webhookBody(alert, event), u"t%1-r7"_s.arg(count), ownConfig());
        QVERIFY(m_attempts.waitFor(1));
        const Attempt attempt = m_attempts.take().first();
        QCOMPARE(attempt.error(), QString());
        QCOMPARE(attempt.outcome, Outcome::Delivered);
        QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(m_adapter->receiverPort()));
        QVERIFY(arrives(++count));
    }
    const QList<Understood> all = m_adapter->understood();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[0].event, u"OPEN"_s);
    QCOMPARE(all[1].event, u"ACKNOWLEDGED"_s);
    QCOMPARE(all[2].event, u"CLOSED"_s);
    for (const Understood &one : all) {
        QCOMPARE(one.alertId, u"4711"_s);
        QCOMPARE(one.tenantId, u"acme"_s);
        QCOMPARE(one.siteId, u"north"_s);
        QCOMPARE(one.deviceId, u"pump-1"_s);
        QCOMPARE(one.alertType, u"THRESHOLD"_s);
        QCOMPARE(one.severity, u"critical"_s);
        QCOMPARE(one.summary, u"temp_c is 45.5 (threshold 40)"_s);
    }
    QCOMPARE(all[0].time, u"2026-01-15T11:00:00.123456Z"_s);
    QCOMPARE(all[2].time, u"2026-01-15T11:01:30.123456Z"_s);
    QCOMPARE(all[2].messageId, u"t2-r7"_s);
}

void ChannelsTest::textsArriveAsTheyAre()
{
    QVERIFY(begin());
    routing::AlertFacts alert = pumpAlert();
    alert.summary = u"größer als 40 °C <b>\"x\"</b> & {device_id} 日本"_s;
    alert.deviceId = u"pump 1 (süd)"_s;
    send(routing::webhookBody(alert, DeliverOn::Open), u"t1-r1"_s, ownConfig());
    QVERIFY(arrives(1));
    QCOMPARE(m_adapter->understood().first().summary, alert.summary);
    QCOMPARE(m_adapter->understood().first().deviceId, alert.deviceId);
}

void ChannelsTest::severitiesAreUnderstood()
{
    QVERIFY(begin());
    routing::AlertFacts alert = pumpAlert();
    const QStringList expected{u"info"_s, u"info"_s, u"warning"_s, u"warning"_s, u"critical"_s};
    for (alert.severity = 1; alert.severity <= 5; ++alert.severity) {
        send(routing::webhookBody(alert, DeliverOn::Open), u"t1-r1"_s, ownConfig());
        QVERIFY(arrives(alert.severity));
    }
    QStringList severities;
    for (const Understood &one : m_adapter->understood())
        severities.append(one.severity);
    QCOMPARE(severities, expected);
}

void ChannelsTest::repetitionsAreRecognised()
{
    QVERIFY(begin());
    QCOMPARE(sendTo(u"127.0.0.1"_s, u"t31-r7"_s).outcome, Outcome::Delivered);
    QCOMPARE(sendTo(u"127.0.0.1"_s, u"t31-r7"_s).outcome, Outcome::Delivered);
    QVERIFY(arrives(2));
    for (const Understood &one : m_adapter->understood())
        QCOMPARE(one.messageId, u"t31-r7"_s);
}

void ChannelsTest::namesAreResolvedAndTheVettedAddressIsDialled()
{
    QVERIFY(begin());
    m_resolver.script(u"receiver.example"_s, {{u"127.0.0.1"_s}, {u"169.254.169.254"_s}});
    const Attempt first = sendTo(u"Receiver.Example"_s);
    QCOMPARE(first.error(), QString());
    QCOMPARE(first.address, u"127.0.0.1:%1"_s.arg(m_adapter->receiverPort()));
    QVERIFY(arrives(1));
    const Attempt moved = sendTo(u"receiver.example"_s); // the name leads inside by now
    QVERIFY2(moved.code.endsWith(u"_blocked:blocked_ip:169.254.169.254"_s), qPrintable(moved.code));
    QCOMPARE(moved.address, QString());
    QCOMPARE(m_adapter->understood().size(), 1);
}

void ChannelsTest::nothingInsideIsReached()
{
    QVERIFY(begin());
    m_resolver.script(u"two-ways.example"_s, {{u"127.0.0.1"_s, u"10.0.0.7"_s}});
    m_resolver.script(u"gone.example"_s, {{}});
    for (const QString &host :
         {u"127.0.0.2"_s, u"10.0.0.1"_s, u"169.254.169.254"_s, u"[::1]"_s, u"[::ffff:127.0.0.1]"_s,
          u"[fe80::1]"_s, u"0.0.0.0"_s, u"100.64.0.1"_s, u"224.0.0.1"_s, u"255.255.255.255"_s,
          u"2130706434"_s, u"0x7f.2"_s, u"0177.0.0.2"_s, u"two-ways.example"_s, u"gone.example"_s}) {
        const Attempt attempt = sendTo(host);
        QVERIFY2(attempt.code.contains(u"_blocked:"_s), qPrintable(host + u' ' + attempt.code));
        QVERIFY(attempt.outcome != Outcome::Delivered);
        QCOMPARE(attempt.address, QString());
    }
    QCOMPARE(m_adapter->contacts(), 0);
}

// To the very port that the operator has opened on 127.0.0.1, with somebody listening at the other addresses;
// what is 127.0.0.1 in another spelling goes to a port that is closed, with somebody listening at all of
// them.
void ChannelsTest::noHostileTargetIsReached()
{
    QVERIFY(begin());
    LoopbackSink beside(elsewhere(), m_adapter->receiverPort());
    LoopbackSink closed(elsewhere() + QStringList{u"127.0.0.1"_s});
    QVERIFY(beside.isListening() && closed.isListening());
    int tried = 0;
    for (const HostileHosts &entry : hostileHosts()) {
        QVERIFY2(entry.hosts.size() >= 5, entry.what);
        for (const QString &host : entry.hosts) {
            m_resolver.script(host.toLower(), {{u"127.0.0.2"_s}});
            for (const quint16 port : {beside.port(), closed.port()}) {
                if (port == beside.port() && isReceiversAddress(host))
                    continue;
                send(routing::webhookBody(pumpAlert(), DeliverOn::Open), u"t1-r1"_s,
                     m_adapter->config(host, port));
                QVERIFY2(m_attempts.waitFor(1, 30s), qPrintable(host));
                const Attempt attempt = m_attempts.take().first();
                QVERIFY2(attempt.code.contains(u"_blocked:"_s), qPrintable(host + u' ' + attempt.code));
                QVERIFY2(attempt.outcome != Outcome::Delivered, qPrintable(host));
                QVERIFY2(attempt.address.isEmpty(), qPrintable(host));
            }
            ++tried;
        }
    }
    QVERIFY(tried >= 80);
    QCOMPARE(beside.contacts() + closed.contacts(), 0);
    QCOMPARE(m_adapter->contacts(), 0);
    QCOMPARE(sendTo(u"127.0.0.1"_s).outcome, Outcome::Delivered);
}

// A name that leads to a public address when it is saved, and inside when it is dialled; at whatever address.
void ChannelsTest::whatMovesInsideIsRefused()
{
    QVERIFY(begin());
    LoopbackSink beside(elsewhere(), m_adapter->receiverPort());
    QVERIFY(beside.isListening());
    const delivery::AddressGuard guard;
    const delivery::SavingGuard saving(guard, m_resolver, {.longest = 5s});
    for (const QString &inside : elsewhere()
             + QStringList{u"10.0.0.1"_s, u"169.254.169.254"_s, u"::ffff:127.0.0.1"_s,
                           u"64:ff9b::7f00:1"_s}) {
        m_resolver.script(u"rebinding.example"_s, {{u"93.184.216.34"_s}, {inside}});
        QVERIFY(saving.checkHost(u"rebinding.example"_s, m_adapter->receiverPort(), u"host"_s));
        const Attempt attempt = sendTo(u"rebinding.example"_s);
        QVERIFY2(attempt.code.endsWith(u"_blocked:blocked_ip:"_s + inside), qPrintable(attempt.code));
        QCOMPARE(attempt.address, QString());
    }
    QCOMPARE(beside.contacts() + m_adapter->contacts(), 0);
}

void ChannelsTest::whatIsNotAnsweredIsRefused()
{
    QVERIFY(begin(300ms));
    m_resolver.script(u"error.example"_s, {{}});
    for (const QString &host : {u"error.example"_s, u"silent.example"_s}) {
        const Attempt attempt = sendTo(host);
        QVERIFY2(attempt.code.endsWith(u"_blocked:dns_resolution_failed"_s), qPrintable(attempt.code));
        QCOMPARE(attempt.outcome, Outcome::RetryLater);
        QCOMPARE(attempt.address, QString());
    }
    QCOMPARE(m_adapter->contacts(), 0);
}

void ChannelsTest::aReceiverThatIsAwayIsTriedAgain()
{
    QVERIFY(begin(2s));
    if (!m_adapter->hasReceipt())
        return; // nobody says that nobody listens
    send(routing::webhookBody(pumpAlert(), DeliverOn::Open), u"t1-r1"_s,
         m_adapter->config(u"127.0.0.1"_s, 9));
    QVERIFY(m_attempts.waitFor(1, 30s));
    const Attempt attempt = m_attempts.take().first();
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
    QVERIFY2(attempt.code.startsWith(u"request_error:"_s), qPrintable(attempt.code));
}

// By order, not by time: those that never answer are in flight before the live one, and still are after it.
void ChannelsTest::deadReceiversDelayNobody()
{
    QVERIFY(begin());
    for (int i = 0; i < 20; ++i) // a name server that never answers
        send(routing::webhookBody(pumpAlert(), DeliverOn::Open), u"t%1-r1"_s.arg(i),
             m_adapter->config(u"silent.example"_s, m_adapter->receiverPort()));
    if (m_adapter->hasReceipt() && m_adapter->isDatagram()) {
        for (int i = 0; i < 20; ++i) // a receiver that never answers
            send(routing::webhookBody(pumpAlert(), DeliverOn::Open), u"t%1-r2"_s.arg(i),
                 m_adapter->config(u"127.0.0.1"_s, 9));
    }
    send(routing::webhookBody(pumpAlert(), DeliverOn::Open), u"alive"_s, ownConfig());
    QVERIFY(m_attempts.waitFor(1));
    QCOMPARE(m_attempts.count(), 1);
    QCOMPARE(m_attempts.take().first().outcome, Outcome::Delivered);
    QVERIFY(arrives(1));
    QCOMPARE(m_adapter->understood().first().messageId, u"alive"_s);
}

void ChannelsTest::saysNoSecrets()
{
    QVERIFY(begin(1s));
    QString said;
    for (const QString &host : {u"127.0.0.1"_s, u"10.0.0.1"_s, u"silent.example"_s}) {
        const Attempt attempt = sendTo(host);
        said += attempt.error() + u' ' + attempt.address + u'\n';
    }
    for (const QString &secret : m_adapter->secrets())
        QVERIFY2(!said.contains(secret), qPrintable(said));
}

void ChannelsTest::stopEndsWhatIsInFlight()
{
    QVERIFY(begin());
    const QByteArray body = routing::webhookBody(pumpAlert(), DeliverOn::Open);
    send(body, u"t1-r1"_s, m_adapter->config(u"silent.example"_s, m_adapter->receiverPort()));
    m_channel->stop();
    send(body, u"t2-r1"_s, ownConfig());
    m_channel->stop();
    QVERIFY(m_attempts.waitFor(2));
    for (const Attempt &attempt : m_attempts.take()) {
        QCOMPARE(attempt.code, u"request_error:stopped"_s);
        QCOMPARE(attempt.outcome, Outcome::RetryLater);
    }
    QCOMPARE(m_adapter->contacts(), 0);
}

QTEST_GUILESS_MAIN(ChannelsTest)

#include "channels_test.moc"

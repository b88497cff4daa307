// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The session's link to a real Mosquitto: Unix socket, TLS, passwords, silence and floods.
#include "mqtt/session.h"

#include "foreign_peer.h"
#include "heard.h"
#include "support/broker/broker.h"
#include "support/process/tcp_relay.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using test::Broker;

class SessionLinkTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { m_broker.reset(); }
    void speaksThroughAUnixSocket();
    void speaksTls();
    void wrongPasswordIsSaidAndTriedAgain();
    void silentLinkIsNoticed();
    void comesBackOnlyWhenItMay();
    void messagesTheBrokerDropsAreCounted();
    void anotherSessionHearsOfAQueueThatIsFull();
    void largeFloodArrivesWhole_data();
    void largeFloodArrivesWhole();
    void aFleetThroughAUnixSocketArrivesInOrderAndIsAcknowledged();
    void whoIsPausedBeforeItIsLetInIsLetIn();
    void aUnixSocketThatIsNotThereIsSaidAndTriedAgain();

private:
    void startBroker(const test::BrokerOptions &options);
    SessionConfig config(quint16 port = 0) const;
    static bool isReady(Session &session);

    SystemClock m_clock;
    std::unique_ptr<Broker> m_broker;
};

void SessionLinkTest::startBroker(const test::BrokerOptions &options)
{
    auto broker = Broker::start(options);
    QVERIFY2(broker, broker ? "" : qPrintable(broker.error().what));
    m_broker = *std::move(broker);
}

SessionConfig SessionLinkTest::config(quint16 port) const
{
    SessionConfig config;
    config.address.port = port != 0 ? port : m_broker->port();
    config.clientId = "pulse-ingest";
    config.topicFilters = {"tenant/+/device/+/+"};
    config.probeInterval = 0ms;
    config.backoff = {20ms, 200ms, 0.2};
    return config;
}

bool SessionLinkTest::isReady(Session &session)
{
    session.start();
    return soon([&] { return session.state().isReady; });
}

void SessionLinkTest::speaksThroughAUnixSocket()
{
    startBroker({});
    Heard heard;
    auto local = config();
    local.address = {.socketPath = m_broker->socketPath()};
    Session session(local, heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 500));
    QVERIFY(soon([&] { return heard.messages.size() == 500; }));
    QCOMPARE(heard.payloads(), numbers(1, 500));
    m_broker->kill();
    QVERIFY(soon([&] { return heard.disconnected.size() >= 2; })); // and an attempt without a socket
    QVERIFY(heard.disconnected[0].what.startsWith(m_broker->socketPath()));
}

void SessionLinkTest::speaksTls()
{
    QTemporaryDir folder;
    const QString key = folder.filePath(u"key.pem"_s);
    const QString certificate = folder.filePath(u"ca.pem"_s);
    const auto made = test::ChildProcess::run(
        u"openssl"_s,
        {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s,
         u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=broker.test"_s, u"-addext"_s,
         u"subjectAltName=DNS:broker.test"_s, u"-keyout"_s, key, u"-out"_s, certificate});
    QVERIFY2(made, made ? "" : qPrintable(made.error().what));
    const auto content = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    // Paths are relative to the broker's folder, where it runs.
    startBroker({.listenerLines = "certfile cert.pem\nkeyfile key.pem",
                 .files = {{u"cert.pem"_s, content(certificate)}, {u"key.pem"_s, content(key)}}});
    Heard heard;
    auto secure = config();
    secure.address.isTls = true;
    secure.address.caFile = certificate;
    secure.address.peerName = u"broker.test"_s;
    {
        Session session(secure, heard.events(), m_clock);
        QVERIFY(isReady(session));
    }
    for (const bool isAuthorityKnown : {true, false}) { // the wrong name, then nobody who vouches
        auto wrong = secure;
        wrong.address.peerName = isAuthorityKnown ? u"other.test"_s : u"broker.test"_s;
        wrong.address.caFile = isAuthorityKnown ? certificate : QString();
        Heard refused;
        Session session(wrong, refused.events(), m_clock);
        session.start();
        QVERIFY(soon([&] { return !refused.disconnected.empty(); }));
        QCOMPARE(refused.connected, 0);
        QVERIFY(refused.disconnected[0].what.startsWith(u"tls://"_s));
    }
}

void SessionLinkTest::wrongPasswordIsSaidAndTriedAgain()
{
    startBroker({.accounts = {{u"pulse"_s, u"right"_s}}});
    Heard heard;
    auto wrong = config();
    wrong.address.user = u"pulse"_s;
    wrong.address.password = "wrong-secret";
    Session session(wrong, heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return heard.disconnected.size() >= 2; }));
    QCOMPARE(heard.disconnected[0].kind, ErrorKind::Forbidden);
    QVERIFY2(heard.disconnected[0].what.contains(u"not authorized"_s),
             qPrintable(heard.disconnected[0].what));
    QVERIFY(!heard.disconnected[0].what.contains(u"secret"_s));
    QVERIFY(session.state().lastError.contains(u"not authorized"_s));

    Heard welcome;
    auto right = wrong;
    right.address.password = "right";
    Session second(right, welcome.events(), m_clock);
    QVERIFY(isReady(second));
}

void SessionLinkTest::silentLinkIsNoticed()
{
    startBroker({});
    test::TcpRelay relay(m_broker->port());
    Heard heard;
    auto quick = config(relay.port());
    quick.keepAliveSeconds = 1;
    quick.pingTimeout = 100ms;
    quick.connectTimeout = 200ms;
    Session session(quick, heard.events(), m_clock);
    QVERIFY(isReady(session));
    relay.setHanging(true);
    QVERIFY(soon([&] { return heard.disconnected.size() >= 2; })); // the ping, then a CONNECT without answer
    QVERIFY(heard.disconnected[0].what.contains(u"PINGREQ"_s));
    QVERIFY(heard.disconnected[1].what.contains(u"CONNECT"_s));
    relay.setHanging(false);
    QVERIFY(soon([&] { return session.state().isReady; }));
    QVERIFY(session.state().isSessionPresent);
}

void SessionLinkTest::comesBackOnlyWhenItMay()
{
    startBroker({});
    test::TcpRelay relay(m_broker->port());
    Heard heard;
    int asked = 0;
    bool may = false;
    auto events = heard.events();
    events.mayReconnect = [&] {
        ++asked;
        return may;
    };
    Session session(config(relay.port()), events, m_clock);
    QVERIFY(isReady(session));
    QCOMPARE(asked, 0);
    relay.cut();
    QVERIFY(soon([&] { return asked >= 3; }));
    QCOMPARE(relay.accepted(), 1);
    QCOMPARE(heard.disconnected.size(), size_t{1}); // to wait is not to fail again
    may = true;
    QVERIFY(soon([&] { return session.state().isReady; }));
    QCOMPARE(relay.accepted(), 2);
}

void SessionLinkTest::messagesTheBrokerDropsAreCounted()
{
    startBroker({.configuration = "max_queued_messages 2"});
    Heard heard;
    auto narrow = config();
    narrow.receiveMaximum = 1;
    narrow.watchesBroker = true;
    Session session(narrow, heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 20)); // all of them answered with PUBACK
    QVERIFY(soon([&] { return session.state().brokerDropped.value_or(0) >= 10; }));
    QCOMPARE(heard.messages.size(), size_t{1});
}

// The one whose queue it is would not: while it is full the broker drops what it says of itself, too.
void SessionLinkTest::anotherSessionHearsOfAQueueThatIsFull()
{
    constexpr int kBound = 100'000;
    startBroker({.configuration = "max_queued_bytes " + QByteArray::number(kBound)});
    Heard heard;
    auto narrow = config();
    narrow.receiveMaximum = 1;
    Session full(narrow, heard.events(), m_clock);
    QVERIFY(isReady(full));
    auto watching = config();
    watching.clientId = "pulse-watch";
    watching.topicFilters = {};
    watching.sessionExpirySeconds = 0;
    watching.watchesBroker = true;
    Heard quiet;
    Session watch(watching, quiet.events(), m_clock);
    QVERIFY(isReady(watch));
    const QList<ForeignMessage> flood(40, ForeignMessage{.payload = QByteArray(10'000, 'x'), .qos = 1});
    QVERIFY(publishForeign(m_broker->port(), flood));
    QVERIFY(soon([&] { return watch.state().brokerDropped.value_or(0) >= 20; }));
    QVERIFY(soon([&] { return watch.state().brokerStoredBytes.value_or(0) >= kBound; }));
    QVERIFY(quiet.messages.empty());
    QVERIFY(m_broker->stop());
    QVERIFY(soon([&] { return !watch.state().brokerStoredBytes; })); // nobody knows
}

void SessionLinkTest::largeFloodArrivesWhole_data()
{
    QTest::addColumn<bool>("isLocal");
    QTest::newRow("TCP") << false;
    QTest::newRow("Unix socket") << true;
}

void SessionLinkTest::largeFloodArrivesWhole()
{
    QFETCH(bool, isLocal);
    startBroker({});
    Heard heard;
    SessionConfig settings = config();
    if (isLocal)
        settings.address = {.socketPath = m_broker->socketPath()};
    Session session(settings, heard.events(), m_clock);
    QVERIFY(isReady(session));
    session.setReadPaused(true);
    QList<ForeignMessage> flood(400, ForeignMessage{.payload = QByteArray(10'000, 'x'), .qos = 0});
    QVERIFY(publishForeign(m_broker->port(), flood)); // 4 MB: more than all buffers of ours
    QVERIFY(heard.messages.empty());
    session.setReadPaused(false);
    QVERIFY(soon([&] { return heard.messages.size() == 400; }));
    QCOMPARE(heard.messages[399].payload.size(), 10'000);
    QCOMPARE(session.state().reconnects, 0U);
}

// Under load the link reads now and then, many messages at once: none is left in it.
void SessionLinkTest::aFleetThroughAUnixSocketArrivesInOrderAndIsAcknowledged()
{
    startBroker({});
    Heard heard;
    SessionConfig local = config();
    local.address = {.socketPath = m_broker->socketPath()};
    Session session(local, heard.events(), m_clock);
    QVERIFY(isReady(session));
    constexpr int kMessages = 3'000;
    QVERIFY(publishNumbers(m_broker->port(), 1, kMessages));
    QVERIFY(soon([&] { return heard.messages.size() == kMessages; }));
    std::vector<model::Receipt> receipts;
    for (size_t i = 0; i < heard.messages.size(); ++i) {
        QCOMPARE(heard.messages[i].payload, QByteArray::number(static_cast<int>(i) + 1));
        receipts.push_back(heard.messages[i].receipt);
    }
    session.acknowledge(receipts);
    QCOMPARE(session.state().acknowledged, quint64{kMessages});
    QCOMPARE(session.state().unacknowledged, 0U);
    session.stop(); // what was acknowledged has left: nothing comes again
    Heard again;
    Session next(local, again.events(), m_clock);
    QVERIFY(isReady(next));
    QVERIFY(publishNumbers(m_broker->port(), 9'999, 9'999));
    QVERIFY(soon([&] { return !again.messages.empty(); }));
    QCOMPARE(again.messages.front().payload, "9999");
}

// Found by fuzzing: the pause reached a link whose CONNACK was still to come.
void SessionLinkTest::whoIsPausedBeforeItIsLetInIsLetIn()
{
    startBroker({});
    Heard heard;
    SessionConfig local = config();
    local.address = {.socketPath = m_broker->socketPath()};
    Session session(local, heard.events(), m_clock);
    session.start();
    session.setReadPaused(true);
    QVERIFY(soon([&] { return session.state().isConnected; }));
    QVERIFY(!session.state().isReady); // nothing behind CONNACK is read
    session.setReadPaused(false);
    QVERIFY(soon([&] { return session.state().isReady; }));
}

void SessionLinkTest::aUnixSocketThatIsNotThereIsSaidAndTriedAgain()
{
    startBroker({});
    Heard heard;
    SessionConfig nowhere = config();
    nowhere.address = {.socketPath = m_broker->folder() + u"/nobody"_s};
    Session session(nowhere, heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return heard.disconnected.size() >= 2; }));
    QVERIFY2(heard.disconnected[0].what.contains(u"No such file"_s), qPrintable(heard.disconnected[0].what));
    nowhere.address = {.socketPath = u'/' + QString(200, u'x')};
    Session tooLong(nowhere, heard.events(), m_clock);
    const auto before = heard.disconnected.size();
    tooLong.start();
    QVERIFY(soon([&] { return heard.disconnected.size() > before; }));
}

PULSE_TEST_CASE(SessionLinkTest)
#include "session_link_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/private_broker.h"

#include "lodging.h"
#include "mqtt_peer.h"
#include "running_broker.h"
#include "standalone/broker_users.h"
#include "standalone/leftover.h"
#include "standalone/queue_bounds.h"
#include "standalone/supervisor.h"
#include "support/process/spin.h"
#include "support/suite/value_spy.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::standalone;
using namespace pulse::test;

class PrivateBrokerTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void devicesWaitForTheFirstSubscription();
    void deviceWritesItsOwnTopicOnly();
    void deviceReadsNothing();
    void aLongQueueIsKeptWhole();
    void strangersStayOutside();
    void usersAddedLaterGetIn();
    void aRemovedUserIsThrownOut();
    void queueAndSessionSurviveARestart();
    void aKilledBrokerComesBack();
    void aKilledServerLeavesNoBroker();
    void aLeftoverIsEnded();
    void theQueueKeepsToItsMemory();
    void largestQueueIsAccepted();
    void aReloadDuringAReloadIsNotLost();

private:
    MqttLogin server() const
    {
        return {.user = m_running->broker->user(), .password = m_running->broker->password()};
    }
    void admit()
    {
        QVERIFY(BrokerUsers(m_running->folder->paths())
                    .addUsers({{device(u"one"_s).user, "one"}, {device(u"two"_s).user, "two"}}));
        QVERIFY(m_running->broker->admitDevices());
        QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kWelcome);
    }
    quint16 port() const { return m_running->broker->port(); }
    QString socket() const { return m_running->broker->socket(); }
    void restart(const QString &path)
    {
        m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
        m_running = startOn(path);
        QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
    }

    std::unique_ptr<Lodging> m_lodging;
    Result<Running> m_running = fail(ErrorKind::Unavailable, u"not started"_s);
};

void PrivateBrokerTest::init()
{
    m_lodging = std::make_unique<Lodging>();
    QVERIFY(m_lodging->longPath().size() > 150);
    m_running = startOn(m_lodging->longPath());
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
}

void PrivateBrokerTest::cleanup()
{
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    m_lodging.reset();
}

void PrivateBrokerTest::devicesWaitForTheFirstSubscription()
{
    QVERIFY(BrokerUsers(m_running->folder->paths()).addUsers({{device(u"one"_s).user, "one"}}));
    QCOMPARE(MqttPeer(server()).connectSocket(socket()), kWelcome);
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kNotAuthorised);
    QVERIFY(m_running->broker->admitDevices());
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kWelcome);
    restart(m_lodging->longPath()); // it remembers now
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kWelcome);
    QVERIFY(QFile::remove(m_running->folder->paths().broker() + u"/mosquitto.db"_s));
    QCOMPARE(::kill(static_cast<pid_t>(m_running->supervisor->child(u"broker"_s)->pid()), SIGKILL), 0);
    QTRY_VERIFY(m_running->supervisor->child(u"broker"_s)->restarts() == 1
                && m_running->supervisor->areAllReady());
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kNotAuthorised); // and has forgotten
}

void PrivateBrokerTest::deviceWritesItsOwnTopicOnly()
{
    admit();
    MqttPeer watcher(server());
    QCOMPARE(watcher.connectSocket(socket()), kWelcome);
    QCOMPARE(watcher.subscribe("tenant/#"), 1);
    MqttPeer one(device(u"one"_s));
    QCOMPARE(one.connectTcp(port()), kWelcome);
    QVERIFY(one.publish("tenant/acme/device/two/telemetry", "another device's"));
    QVERIFY(one.publish("tenant/other/device/one/telemetry", "another tenant's"));
    QVERIFY(one.publish("tenant/acme/device/one/telemetry/deeper", "deeper"));
    QVERIFY(one.publish("tenant/acme/device/one", "higher"));
    QVERIFY(one.publish("pulse/probe", "ours"));
    QVERIFY(one.publish("tenant/acme/device/one/telemetry", "its own"));
    QVERIFY(one.publish("tenant/acme/device/one/heartbeat", "last"));
    QVERIFY(watcher.waitForPayload("last"));
    QCOMPARE(watcher.payloads(), (QList<QByteArray>{"its own", "last"})); // one session keeps its order
}

void PrivateBrokerTest::deviceReadsNothing()
{
    admit();
    MqttPeer listener(device(u"two"_s));
    QCOMPARE(listener.connectTcp(port()), kWelcome);
    for (const char *filter : {"tenant/#", "#", "tenant/acme/device/two/telemetry", "$SYS/#", "pulse/#"})
        (void)listener.subscribe(filter); // granted or not: what counts is what arrives
    MqttPeer watcher(server());
    QCOMPARE(watcher.connectSocket(socket()), kWelcome);
    QCOMPARE(watcher.subscribe("tenant/#"), 1);
    QCOMPARE(watcher.subscribe("pulse/#"), 1);
    QCOMPARE(watcher.subscribe("$SYS/broker/version"), 1);
    QVERIFY(spinUntil([&] { return watcher.payloads().size() == 1; }, 10s)); // the version is retained
    QVERIFY(watcher.publish("pulse/probe", "probe"));
    QVERIFY(listener.publish("tenant/acme/device/two/telemetry", "its own"));
    QVERIFY(watcher.waitForPayload("probe"));
    QVERIFY(watcher.waitForPayload("its own"));
    QCOMPARE(watcher.payloads().size(), 3); // the broker's version as well
    QVERIFY(listener.publish("tenant/acme/device/two/telemetry", "after"));
    QCOMPARE(listener.payloads(), QList<QByteArray>());
}

// More than the thousand that Mosquitto holds for a session by itself.
void PrivateBrokerTest::aLongQueueIsKeptWhole()
{
    admit();
    MqttLogin session = server();
    session.clientId = "pulse-ingest";
    session.keepsSession = true;
    {
        MqttPeer first(session);
        QCOMPARE(first.connectSocket(socket()), kWelcome);
        QCOMPARE(first.subscribe("tenant/#"), 1);
    }
    {
        MqttPeer one(device(u"one"_s));
        QCOMPARE(one.connectTcp(port()), kWelcome);
        for (int i = 0; i < 1'500; ++i)
            QVERIFY(one.publish("tenant/acme/device/one/telemetry", QByteArray::number(i)));
    }
    MqttPeer again(session);
    QCOMPARE(again.connectSocket(socket()), kWelcome);
    QVERIFY(again.waitForPayload("1499"));
    QCOMPARE(again.payloads().size(), 1'500);
}

void PrivateBrokerTest::strangersStayOutside()
{
    admit();
    QCOMPARE(MqttPeer({.user = u"nobody"_s, .password = "x"}).connectTcp(port()), kNotAuthorised);
    QCOMPARE(MqttPeer({.user = device(u"one"_s).user, .password = "two"}).connectTcp(port()), kNotAuthorised);
    QCOMPARE(MqttPeer({.user = serverUser(), .password = "guess"}).connectSocket(socket()), kNotAuthorised);
    QTcpSocket outside;
    outside.connectToHost(u"127.0.0.2"_s, port()); // another address of this machine
    QVERIFY(!outside.waitForConnected(1'000));
}

void PrivateBrokerTest::usersAddedLaterGetIn()
{
    admit();
    MqttPeer staying(device(u"one"_s));
    QCOMPARE(staying.connectTcp(port()), kWelcome);
    QCOMPARE(MqttPeer(device(u"three"_s)).connectTcp(port()), kNotAuthorised);
    // As a command beside the server does it: paths only.
    const BrokerUsers users(dataPaths(m_lodging->longPath()));
    QVERIFY(users.addUsers({{device(u"three"_s).user, "three"}}));
    QCOMPARE(MqttPeer(device(u"three"_s)).connectTcp(port()), kWelcome);
    QVERIFY(staying.publish("tenant/acme/device/one/telemetry", "still here"));
}

void PrivateBrokerTest::aRemovedUserIsThrownOut()
{
    admit();
    MqttPeer one(device(u"one"_s));
    QCOMPARE(one.connectTcp(port()), kWelcome);
    QVERIFY(BrokerUsers(m_running->folder->paths()).removeUsers({device(u"one"_s).user}));
    QVERIFY(one.waitForDisconnect());
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kNotAuthorised);
}

void PrivateBrokerTest::queueAndSessionSurviveARestart()
{
    admit();
    MqttLogin session = server();
    session.clientId = "pulse-ingest";
    session.keepsSession = true;
    {
        MqttPeer first(session);
        QCOMPARE(first.connectSocket(socket()), kWelcome);
        QCOMPARE(first.subscribe("tenant/#"), 1);
    }
    {
        MqttPeer one(device(u"one"_s));
        QCOMPARE(one.connectTcp(port()), kWelcome);
        QVERIFY(one.publish("tenant/acme/device/one/telemetry", "while nobody looked"));
    }
    restart(m_lodging->longPath());
    MqttPeer again(session);
    QCOMPARE(again.connectSocket(socket()), kWelcome);
    QVERIFY(again.sessionWasPresent());
    QVERIFY(again.waitForPayload("while nobody looked"));
}

void PrivateBrokerTest::aKilledBrokerComesBack()
{
    admit();
    Child *child = m_running->supervisor->child(u"broker"_s);
    ValueSpy<ChildState> states;
    connect(child, &Child::stateChanged, this, states.callback());
    QCOMPARE(::kill(static_cast<pid_t>(child->pid()), SIGKILL), 0);
    QVERIFY(states.waitFor(3));
    QCOMPARE(states.take(),
             (QList<ChildState>{ChildState::Waiting, ChildState::Starting, ChildState::Ready}));
    QCOMPARE(MqttPeer(device(u"one"_s)).connectTcp(port()), kWelcome); // on the same port
}

void PrivateBrokerTest::aKilledServerLeavesNoBroker()
{
    const QString path = m_lodging->path(u"other"_s);
    const auto server =
        ChildProcess::start(QCoreApplication::applicationFilePath(), {u"--be-a-server"_s, path});
    QVERIFY(server);
    QVERIFY2((*server)->waitForLine(u"is ready\n"_s), qPrintable((*server)->output()));
    const DataPaths paths = dataPaths(path);
    const auto broker = runningPid(paths.brokerPid(), paths.broker() + u"/mosquitto.conf"_s);
    QVERIFY(broker);
    (*server)->kill();
    QTRY_VERIFY(!isAlive(*broker));
    QVERIFY(QFileInfo::exists(paths.brokerPid())); // nobody was there to remove it
    m_running = startOn(path);
    QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
}

void PrivateBrokerTest::aLeftoverIsEnded()
{
    const ChildProgram program = m_running->broker->program();
    const QByteArray saved = QByteArray::number(m_running->supervisor->child(u"broker"_s)->pid());
    m_running->supervisor->stop();
    const auto leftover = ChildProcess::start(program.program, program.arguments);
    QVERIFY(leftover);
    QFile pid(program.pidFile);
    QVERIFY(pid.open(QIODevice::WriteOnly));
    pid.write(QByteArray::number((*leftover)->pid()) + '\n');
    pid.close();
    QVERIFY(spinUntil([&] { return program.isReady(0); }, 10s));
    restart(m_lodging->longPath());
    QCOMPARE((*leftover)->waitForExit(), 0);
    QVERIFY(saved != QByteArray::number(m_running->supervisor->child(u"broker"_s)->pid()));
}

void PrivateBrokerTest::theQueueKeepsToItsMemory()
{
    constexpr qint64 kMemory = 1'000'000'000;
    constexpr QueueBounds bounds = queueBounds(kMemory);
    QVERIFY(bounds.messages * kBytesPerQueuedMessage + bounds.bytes <= kMemory);
    QVERIFY(bounds.messages * kBytesPerQueuedMessage + bounds.bytes > kMemory - 1'000);
    QCOMPARE(queueBounds(1LL << 50).messages, qint64{std::numeric_limits<int>::max()});
    QCOMPARE(queueBounds(1LL << 50).bytes, qint64{std::numeric_limits<int>::max()});
}

void PrivateBrokerTest::largestQueueIsAccepted()
{
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    auto folder = DataFolder::open(m_lodging->path(u"large"_s));
    QVERIFY(folder);
    const auto broker = PrivateBroker::prepare(*folder, {.port = 0, .queueMemory = 1LL << 40});
    QVERIFY(broker);
    Supervisor supervisor;
    const auto started = supervisor.start(broker->program(), kBrokerStartsWithin);
    QVERIFY2(started, started ? "" : qPrintable(started.error().what));
    QCOMPARE(
        MqttPeer({.user = broker->user(), .password = broker->password()}).connectSocket(broker->socket()),
        kWelcome);
}

void PrivateBrokerTest::aReloadDuringAReloadIsNotLost()
{
    admit();
    BrokerUsers::Passwords many;
    for (int i = 0; i < 10'000; ++i)
        many.insert(u"acme/device/many %1"_s.arg(i), "x");
    QVERIFY(BrokerUsers(m_running->folder->paths()).addUsers(many));
    QElapsedTimer timer;
    timer.start(); // the broker is still busy with the many
    QVERIFY(BrokerUsers(m_running->folder->paths()).addUsers({{device(u"late"_s).user, "late"}}));
    QCOMPARE(MqttPeer(device(u"late"_s)).connectTcp(port()), kWelcome);
    qInfo("among 10,000 users a new one gets in after %lld ms", timer.elapsed());
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--be-a-server"_s) {
        const auto running = startOn(application.arguments().value(2));
        std::printf("%s\n", running ? "is ready" : qPrintable(running.error().what));
        std::fflush(stdout);
        return running ? QCoreApplication::exec() : 1;
    }
    PrivateBrokerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "private_broker_test.moc"

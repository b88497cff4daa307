// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A fleet on a real Mosquitto: who comes in as whom, what a subscriber sees, what happens when it goes.
#include "simulator/fleet.h"

#include "support/broker/broker.h"
#include "support/process/free_port.h"
#include "support/suite/test_case.h"
#include "unit/mqtt/heard.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <atomic>
#include <set>

using namespace pulse;
using namespace pulse::simulator;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using mqtt::soon;

namespace {

constexpr int kDevices = 20;

std::vector<FleetDevice> devicesOf(const QString &tenant, int count)
{
    std::vector<FleetDevice> devices;
    for (int i = 0; i < count; ++i)
        devices.push_back({tenant, u"lab-1"_s, u"dev-%1"_s.arg(i), u"SECRET-%1"_s.arg(i)});
    return devices;
}

// As standalone configures it: a device may write below its own name only.
test::BrokerOptions closedBroker(const QByteArray &deviceRule)
{
    test::BrokerOptions options;
    options.configuration = "acl_file acl";
    options.files = {{u"acl"_s, "user watch\ntopic readwrite #\n" + deviceRule + '\n'}};
    options.accounts = {{u"watch"_s, u"watch"_s}};
    for (const FleetDevice &device : devicesOf(u"t"_s, kDevices))
        options.accounts.append({device.tenantId + u"/device/"_s + device.deviceId, device.token});
    return options;
}

FleetConfig quickConfig(quint16 port)
{
    FleetConfig config;
    config.broker.port = port;
    config.periods = {100ms, 150ms};
    config.outage.period = 0s;
    return config;
}

Replay rowsApart(int count, std::chrono::milliseconds apart)
{
    Replay replay;
    replay.metric = u"pressure"_s;
    for (int i = 0; i < count; ++i)
        replay.rows.push_back({Instant{1'400'000'000s} + i * apart, i / 10.0});
    return replay;
}

std::vector<int> sequence(int last)
{
    std::vector<int> numbers;
    for (int number = 1; number <= last; ++number)
        numbers.push_back(number);
    return numbers;
}

QJsonObject objectOf(const mqtt::Message &message)
{
    return QJsonDocument::fromJson(message.payload.toByteArray()).object();
}

} // namespace

class FleetTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup();
    void twentyDevicesAreSeen();
    void devicesSayThatTheyComeAndGo();
    void replayPublishesEveryRowOnceInOrder();
    void replayGoesOnAfterABrokerRestart();
    void theDayBeforeIsToldFirstMinuteByMinute();
    void wrongTokenStaysOutside();
    void refusedMessagesAreCounted();
    void whatIsMeasuredWhileCutOffIsNotSent();
    void connectsArePaced();
    void stopIsBoundedWithoutABroker();
    void silentBrokerDoesNotHoldStopUp();
    void emptyFleetIsInvalid();
    void statusLineSaysWhatCounts();

private:
    bool open(const test::BrokerOptions &options = {});
    quint16 port() const { return m_broker->port(); }
    std::vector<int> sequenceHeard() const;
    std::map<QString, std::vector<Instant>> timesHeard() const;

    SystemClock m_clock;
    std::unique_ptr<test::Broker> m_broker;
    mqtt::Heard m_heard;
    std::unique_ptr<mqtt::Session> m_session;
};

void FleetTest::cleanup()
{
    m_session.reset();
    m_broker.reset();
    m_heard = {};
}

// A broker and a subscriber to everything.
bool FleetTest::open(const test::BrokerOptions &options)
{
    auto broker = test::Broker::start(options);
    if (!broker) {
        qWarning().noquote() << broker.error().what;
        return false;
    }
    m_broker = *std::move(broker);
    mqtt::SessionConfig config;
    config.address.port = m_broker->port();
    config.address.user = u"watch"_s;
    config.address.password = "watch";
    config.clientId = "watch";
    config.topicFilters = {"tenant/+/device/+/+"};
    config.probeInterval = 0ms;
    config.backoff = {20ms, 100ms, 0.0};
    m_session = std::make_unique<mqtt::Session>(config, m_heard.events(), m_clock);
    m_session->start();
    return soon([this] { return m_session->state().isReady; });
}

// What each device said of when, in the order it was heard.
std::map<QString, std::vector<Instant>> FleetTest::timesHeard() const
{
    std::map<QString, std::vector<Instant>> times;
    for (const mqtt::Message &message : m_heard.messages) {
        const QJsonObject said = objectOf(message);
        times[said[u"device_id"_s].toString()].push_back(*parseIso8601(said[u"ts"_s].toString().toLatin1()));
    }
    return times;
}

// Each number where it was heard first.
std::vector<int> FleetTest::sequenceHeard() const
{
    std::vector<int> numbers;
    std::set<int> seen;
    for (const mqtt::Message &message : m_heard.messages) {
        const int number = objectOf(message)[u"seq"_s].toInt();
        if (seen.insert(number).second)
            numbers.push_back(number);
    }
    return numbers;
}

void FleetTest::twentyDevicesAreSeen()
{
    QVERIFY(open(closedBroker("pattern write tenant/%u/+")));
    Fleet fleet(quickConfig(port()), devicesOf(u"t"_s, kDevices));
    QVERIFY(fleet.start());
    const auto topicsHeard = [this] {
        std::set<QByteArray> topics;
        for (const mqtt::Message &message : m_heard.messages)
            topics.insert(message.topic.toByteArray());
        return topics;
    };
    QVERIFY(soon([&] { return topicsHeard().size() == size_t{2} * kDevices; }));
    QCOMPARE(fleet.counts().connected, size_t{kDevices});
    const auto topics = topicsHeard();
    for (const FleetDevice &device : devicesOf(u"t"_s, kDevices)) {
        const QByteArray topic = "tenant/t/device/" + device.deviceId.toUtf8();
        QVERIFY(topics.contains(topic + "/heartbeat"));
        QVERIFY(topics.contains(topic + "/telemetry"));
    }
    fleet.stop();
    const FleetCounts counts = fleet.counts();
    QCOMPARE(counts.acknowledged, counts.published);
    QCOMPARE(counts.refused + counts.repeated + counts.dropped + counts.disconnections, 0U);
    QCOMPARE(counts.connected, size_t{0});
    QVERIFY(soon([&] { return m_heard.messages.size() == counts.published; }));
    for (const mqtt::Message &message : m_heard.messages) {
        QCOMPARE(message.qos, 1);
        QVERIFY(!message.isRetained);
    }
}

void FleetTest::devicesSayThatTheyComeAndGo()
{
    QVERIFY(open(closedBroker("pattern write tenant/%u/+")));
    FleetConfig config = quickConfig(port());
    config.saysStatus = true;
    Fleet fleet(config, devicesOf(u"t"_s, 1));
    QVERIFY(fleet.start());
    const auto said = [this] {
        QStringList words;
        for (const mqtt::Message &message : m_heard.messages) {
            if (message.topic == QByteArrayView("tenant/t/device/dev-0/status"))
                words.append(objectOf(message)[u"status"_s].toString());
        }
        return words;
    };
    QVERIFY(soon([&] { return m_heard.messages.size() > 3; }));
    QCOMPARE(said(), QStringList{u"online"_s});
    QCOMPARE(m_heard.messages[0].topic.toByteArray(), QByteArray("tenant/t/device/dev-0/status"));
    QCOMPARE(objectOf(m_heard.messages[0])[u"provision_token"_s].toString(), u"SECRET-0"_s);
    fleet.stop();
    QVERIFY(soon([&] { return said() == QStringList({u"online"_s, u"offline"_s}); }));
}

void FleetTest::replayPublishesEveryRowOnceInOrder()
{
    QVERIFY(open());
    std::atomic<int> finished = 0;
    FleetConfig config = quickConfig(port());
    config.replay = rowsApart(200, 1h);
    config.replay->speed = 0;
    config.onFinished = [&finished] { ++finished; };
    Fleet fleet(config, devicesOf(u"t"_s, 3));
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return finished == 1 && m_heard.messages.size() >= 200; }));
    fleet.stop();
    QCOMPARE(fleet.counts().acknowledged, 200U);
    QCOMPARE(finished, 1);
    QCOMPARE(m_heard.messages.size(), size_t{200});
    for (size_t i = 0; i < 200; ++i) {
        const QJsonObject said = objectOf(m_heard.messages[i]);
        const ReplayRow &row = config.replay->rows[i];
        QCOMPARE(m_heard.messages[i].topic, "tenant/t/device/dev-0/telemetry");
        QCOMPARE(said[u"seq"_s].toInt(), static_cast<int>(i + 1));
        QCOMPARE(said[u"ts"_s].toString().toLatin1(), toRfc3339(row.time));
        QCOMPARE(said[u"metrics"_s], QJsonValue(QJsonObject{{u"pressure"_s, row.value}}));
    }
}

void FleetTest::replayGoesOnAfterABrokerRestart()
{
    QVERIFY(open());
    std::atomic<bool> isFinished = false;
    FleetConfig config = quickConfig(port());
    config.replay = rowsApart(150, 1s);
    config.replay->speed = 200;
    config.onFinished = [&isFinished] { isFinished = true; };
    Fleet fleet(config, devicesOf(u"t"_s, 1));
    QVERIFY(fleet.start());
    QVERIFY(soon([this] { return m_heard.messages.size() >= 30; }));
    QVERIFY(m_broker->stop());
    QVERIFY(soon([&] { return fleet.counts().disconnections > 0; }));
    QVERIFY(m_heard.messages.size() < 150);
    QVERIFY(m_broker->restart());
    QVERIFY(soon([&] { return isFinished && sequenceHeard().size() == 150; }));
    fleet.stop();
    QCOMPARE(sequenceHeard(), sequence(150));
    QCOMPARE(fleet.counts().published, 150U);
    QCOMPARE(fleet.counts().acknowledged, 150U);
}

void FleetTest::theDayBeforeIsToldFirstMinuteByMinute()
{
    constexpr int kMinutes = 90;
    std::atomic<int> finished{0};
    QVERIFY(open());
    FleetConfig config = quickConfig(port());
    config.history = History{kMinutes};
    config.onFinished = [&] { ++finished; };
    Fleet fleet(config, devicesOf(u"t"_s, 3));
    const Instant before = m_clock.now();
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return finished == 1 && m_heard.messages.size() > 3 * kMinutes + 3; }));
    fleet.stop();
    QCOMPARE(timesHeard().size(), size_t{3});
    for (const auto &[device, times] : timesHeard()) {
        QVERIFY(times.size() >= kMinutes);
        QVERIFY(times.front() >= before - kMinutes * 1min);
        for (int minute = 1; minute < kMinutes; ++minute)
            QCOMPARE((times[minute] - times[minute - 1]).count(), (1min / 1us));
        for (size_t at = kMinutes; at < times.size(); ++at)
            QVERIFY(times[at] >= before); // of now
    }
}

void FleetTest::wrongTokenStaysOutside()
{
    QVERIFY(open(closedBroker("pattern write tenant/%u/+")));
    auto devices = devicesOf(u"t"_s, 1);
    devices.front().token = u"SECRET-of-another"_s;
    Fleet fleet(quickConfig(port()), devices);
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().disconnections > 1; }));
    const FleetCounts counts = fleet.counts();
    QCOMPARE(counts.connected, size_t{0});
    QCOMPARE(counts.published, 0U);
    QVERIFY(!counts.lastError.isEmpty());
    QVERIFY(!counts.lastError.contains(u"SECRET"_s));
}

void FleetTest::refusedMessagesAreCounted()
{
    QVERIFY(open(closedBroker("pattern read tenant/%u/+")));
    Fleet fleet(quickConfig(port()), devicesOf(u"t"_s, 2));
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().refused >= 4; }));
    fleet.stop();
    QCOMPARE(fleet.counts().acknowledged, 0U);
    QVERIFY(fleet.counts().refused <= fleet.counts().published);
    QCOMPARE(fleet.counts().lastRefusal, mqtt::toWords(mqtt::ReasonCode::NotAuthorized));
    QVERIFY(m_heard.messages.empty());
}

void FleetTest::whatIsMeasuredWhileCutOffIsNotSent()
{
    QVERIFY(open());
    FleetConfig config = quickConfig(port());
    config.periods = {20ms, 1h};
    config.outage = {1h, 1'500ms, true};
    Fleet fleet(config, devicesOf(u"t"_s, 1));
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().connected == 1; }));
    QVERIFY(soon([this] { return m_heard.messages.size() >= 3; }));
    const int first = objectOf(m_heard.messages[0])[u"seq"_s].toInt();
    QVERIFY(first > 1);
    QCOMPARE(objectOf(m_heard.messages[1])[u"seq"_s].toInt(), first + 1);
}

void FleetTest::connectsArePaced()
{
    QVERIFY(open());
    FleetConfig config = quickConfig(port());
    config.connectsPerSecond = 40;
    Fleet fleet(config, devicesOf(u"t"_s, kDevices));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().connected == kDevices; }));
    QVERIFY(timer.elapsed() >= (kDevices - 1) * 1'000 / config.connectsPerSecond);
}

void FleetTest::stopIsBoundedWithoutABroker()
{
    Fleet fleet(quickConfig(test::freePort()), devicesOf(u"t"_s, kDevices));
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().disconnections > 0; }));
    QElapsedTimer timer;
    timer.start();
    fleet.stop();
    fleet.stop();
    QVERIFY(timer.elapsed() < 1'500); // nobody is connected, so nothing is waited for
    QCOMPARE(fleet.counts().published, 0U);
}

void FleetTest::silentBrokerDoesNotHoldStopUp()
{
    QVERIFY(open());
    FleetConfig config = quickConfig(port());
    config.drainTimeout = 200ms;
    Fleet fleet(config, devicesOf(u"t"_s, kDevices));
    QVERIFY(fleet.start());
    QVERIFY(soon([&] { return fleet.counts().acknowledged > 50; }));
    m_broker->pause();
    QVERIFY(soon([&] { return fleet.counts().published > fleet.counts().acknowledged + 20; }));
    QElapsedTimer timer;
    timer.start();
    fleet.stop();
    const qint64 took = timer.elapsed();
    m_broker->resume();
    QVERIFY2(took >= 200 && took < 2'000, qPrintable(QString::number(took)));
}

void FleetTest::emptyFleetIsInvalid()
{
    Fleet fleet({}, {});
    QCOMPARE(fleet.start().error().kind, ErrorKind::Invalid);
    fleet.stop();
}

void FleetTest::statusLineSaysWhatCounts()
{
    FleetCounts counts;
    counts.published = 12;
    counts.acknowledged = 10;
    counts.refused = 1;
    counts.connected = 4;
    QCOMPARE(toText(counts, 5), "published=12 acknowledged=10 refused=1 connected=4/5");
    counts.dropped = 3;
    counts.lastError = u"gone"_s;
    QCOMPARE(toText(counts, 5),
             "published=12 acknowledged=10 refused=1 connected=4/5 dropped=3 last_error=\"gone\"");
}

PULSE_TEST_CASE(FleetTest)
#include "fleet_test.moc"

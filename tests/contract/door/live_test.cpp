// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The live socket from end to end: a real database, a real WebSocket, and changes that arrive by NOTIFY and
// by poll.
#include "api/resource/resource_handlers.h"
#include "door_fixture.h"
#include "live/change_follower.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

using namespace pulse;
using namespace pulse::test;

namespace {

struct LiveClient {
    QWebSocket socket;
    QList<wire::LiveMessage> messages;

    LiveClient(quint16 port, const QByteArray &token, bool inQuery = false)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [this](const QString &text) {
            messages.append(wire::liveMessageFrom(text.toUtf8()));
        });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/api/v2/ws"_s.arg(port)
                                     + (inQuery ? u"?token="_s + QString::fromLatin1(token) : QString())));
        if (!inQuery)
            request.setRawHeader("Authorization", "Bearer " + token);
        socket.open(request);
    }
    ~LiveClient() { socket.disconnect(&socket); }

    void say(const QByteArray &text) { socket.sendTextMessage(QString::fromUtf8(text)); }
    qsizetype count(wire::LiveMessage::Type type) const
    {
        return std::count_if(messages.begin(), messages.end(),
                             [type](const auto &m) { return m.type == type; });
    }
    bool waitFor(wire::LiveMessage::Type type, qsizetype times = 1, std::chrono::milliseconds most = 10s)
    {
        return spinUntil([&] { return count(type) >= times; }, most);
    }
    wire::LiveMessage last(wire::LiveMessage::Type type) const
    {
        for (auto it = messages.rbegin(); it != messages.rend(); ++it) {
            if (it->type == type)
                return *it;
        }
        return {};
    }
};

using Type = wire::LiveMessage::Type;

} // namespace

class LiveTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void helloAndSnapshot_data();
    void helloAndSnapshot();
    void changesArrive_data();
    void changesArrive();
    void anActionReachesEverySubscriber();
    void tenantsSeeTheirOwn();
    void resumeFillsTheGap();
    void resumeTooOldIsReset();
    void devicesAreFollowed();
    void telemetryOfAnotherServerIsRead();
    void closesWhenTheTokenEnds();
    void operatorsHearThatSystemAlertsChange();
    void whetherValuesComeInIsTold();
    void suspendedTenantIsClosed();
    void survivesALostConnection();

private:
    void follow(bool isListening, std::chrono::milliseconds poll);
    QString openAlert(const QString &tenant, int id);
    std::unique_ptr<LiveClient> client(const QString &tenant)
    {
        return std::make_unique<LiveClient>(m_door->door.port(),
                                            m_door->token(model::Role::CustomerViewer, tenant));
    }

    SystemClock m_clock;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<Door> m_door;
    std::unique_ptr<live::ChangeFollower> m_follower;
};

void LiveTest::init()
{
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B')"_s));
    QVERIFY(m_database->execute(
        u"INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'site' FROM tenant"_s));
    QVERIFY(m_database->execute(u"INSERT INTO device (tenant_key, device_id, site_key) "
                                "SELECT tenant_key, 'dev-1', site_key FROM site"_s));
    m_door = std::make_unique<Door>(api::HttpDoorConfig{}, api::resourceHandlers({{}, {}, &m_clock}),
                                    m_database->appConnInfo());
    QVERIFY(m_door->start());
}

void LiveTest::cleanup()
{
    if (m_follower)
        m_follower->stop();
    m_door.reset();
    m_follower.reset();
    m_database.reset();
}

void LiveTest::follow(bool isListening, std::chrono::milliseconds poll)
{
    live::ChangeFollowerConfig config;
    config.connection.conninfo = m_database->appConnInfo().toUtf8();
    config.isListening = isListening;
    config.pollInterval = poll;
    config.telemetryInterval = 50ms;
    m_follower = std::make_unique<live::ChangeFollower>(config, m_door->hub);
    QVERIFY(m_follower->start());
}

// As the writer does: the alert and its change in one transaction.
QString LiveTest::openAlert(const QString &tenant, int id)
{
    const QString sql =
        u"WITH a AS (INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, "
        "confidence, summary, created_at, opened_ts, updated_at) SELECT %2, t.tenant_key, d.device_key, "
        "'NO_HEARTBEAT', 'f%2', 3, 1, 'silent', now(), now(), now() FROM tenant t JOIN device d USING "
        "(tenant_key) WHERE t.tenant_id = '%1' RETURNING tenant_key, alert_id) "
        "SELECT record_changes(array_agg(tenant_key), '{alert}', array_agg(alert_id)) FROM a"_s;
    return m_database->query(sql.arg(tenant).arg(id)).value_or(QStringList()).value(0);
}

void LiveTest::helloAndSnapshot_data()
{
    QTest::addColumn<bool>("inQuery");
    QTest::newRow("token in the header") << false;
    QTest::newRow("token in the query") << true;
}

void LiveTest::helloAndSnapshot()
{
    QFETCH(bool, inQuery);
    const QString seq = openAlert(u"tenant-a"_s, 1);
    follow(true, 5s);
    LiveClient a(m_door->door.port(), m_door->token(model::Role::CustomerAdmin, u"tenant-a"_s), inQuery);
    QVERIFY(a.waitFor(Type::Hello));
    QCOMPARE(a.messages.first().type, Type::Hello);
    a.say(R"({"action":"subscribe","type":"alerts"})");
    QVERIFY(a.waitFor(Type::Alerts));
    QCOMPARE(a.last(Type::Alerts).alerts.size(), 1);
    QCOMPARE(a.last(Type::Alerts).alerts.first().deviceId, u"dev-1"_s);
    QVERIFY(!seq.isEmpty());
}

void LiveTest::changesArrive_data()
{
    QTest::addColumn<bool>("isListening");
    QTest::addColumn<int>("poll");
    QTest::newRow("by NOTIFY, the poll far away") << true << 600'000;
    QTest::newRow("by the poll alone") << false << 50;
}

void LiveTest::changesArrive()
{
    QFETCH(bool, isListening);
    QFETCH(int, poll);
    follow(isListening, std::chrono::milliseconds{poll});
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    QVERIFY(a->waitFor(Type::Subscribed));
    for (int i = 1; i <= 20; ++i)
        QVERIFY(!openAlert(u"tenant-a"_s, i).isEmpty());
    QVERIFY(a->waitFor(Type::Alert, 20));
    qint64 seq = 0;
    for (const auto &message : a->messages) {
        if (message.type == Type::Alert) {
            QVERIFY(message.seq > seq);
            seq = message.seq;
        }
    }
}

void LiveTest::anActionReachesEverySubscriber()
{
    openAlert(u"tenant-a"_s, 1);
    follow(true, 600s);
    const auto one = client(u"tenant-a"_s);
    const auto other = client(u"tenant-a"_s);
    for (LiveClient *each : {one.get(), other.get()}) {
        QVERIFY(each->waitFor(Type::Hello));
        each->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
        QVERIFY(each->waitFor(Type::Subscribed));
    }
    RawClient http(m_door->door.port());
    const QByteArray who =
        "Authorization: Bearer " + m_door->token(model::Role::CustomerAdmin, u"tenant-a"_s) + "\r\n";
    http.send(post("/api/v2/alerts/1/shelve", R"({"minutes":5,"reason":"noise"})", who));
    QCOMPARE(http.next().status, 200);
    for (LiveClient *each : {one.get(), other.get()}) {
        const auto isShelved = [each] {
            const auto alerts = each->last(Type::Alert).alerts;
            return !alerts.isEmpty() && alerts.first().shelf && alerts.first().shelf->reason == u"noise"_s;
        };
        QVERIFY(spinUntil(isShelved, 10s));
        QCOMPARE(each->last(Type::Alert).alerts.first().shelf->by, u"ada"_s);
    }
    const QByteArray viewer =
        "Authorization: Bearer " + m_door->token(model::Role::CustomerViewer, u"tenant-a"_s) + "\r\n";
    http.send(post("/api/v2/alerts/1/unshelve", "{}", viewer));
    QCOMPARE(http.next().status, 403);
}

void LiveTest::tenantsSeeTheirOwn()
{
    follow(true, 5s);
    const auto a = client(u"tenant-a"_s);
    const auto b = client(u"tenant-b"_s);
    for (const auto *one : {a.get(), b.get()})
        QVERIFY(const_cast<LiveClient *>(one)->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    b->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    QVERIFY(a->waitFor(Type::Subscribed) && b->waitFor(Type::Subscribed));
    openAlert(u"tenant-a"_s, 1);
    openAlert(u"tenant-b"_s, 2);
    QVERIFY(a->waitFor(Type::Alert) && b->waitFor(Type::Alert));
    QCOMPARE(a->count(Type::Alert), 1);
    QCOMPARE(b->count(Type::Alert), 1);
    QCOMPARE(a->last(Type::Alert).alerts.first().tenantId, u"tenant-a"_s);
    QCOMPARE(b->last(Type::Alert).alerts.first().tenantId, u"tenant-b"_s);
}

void LiveTest::resumeFillsTheGap()
{
    follow(true, 5s);
    const qint64 seen = openAlert(u"tenant-a"_s, 1).toLongLong();
    openAlert(u"tenant-a"_s, 2); // missed
    openAlert(u"tenant-b"_s, 3);
    openAlert(u"tenant-a"_s, 4); // missed
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    a->say(R"({"action":"resume","seq":)" + QByteArray::number(seen) + "}");
    QVERIFY(a->waitFor(Type::Alert, 2));
    QList<qint64> ids;
    for (const auto &message : a->messages) {
        if (message.type == Type::Alert)
            ids.append(message.alerts.first().alertId);
    }
    QCOMPARE(ids, (QList<qint64>{2, 4}));
}

void LiveTest::resumeTooOldIsReset()
{
    const qint64 seen = openAlert(u"tenant-a"_s, 1).toLongLong();
    openAlert(u"tenant-a"_s, 2);
    openAlert(u"tenant-a"_s, 3);
    QVERIFY(m_database->execute(u"DELETE FROM change WHERE seq <= %1"_s.arg(seen + 1)));
    follow(true, 5s);
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"resume","seq":)" + QByteArray::number(seen) + "}");
    QVERIFY(a->waitFor(Type::Reset));
    QCOMPARE(a->last(Type::Reset).seq, seen + 2);
}

void LiveTest::devicesAreFollowed()
{
    follow(true, 5s);
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"devices"})");
    a->say(R"({"action":"subscribe","type":"device","device_id":"dev-1"})");
    a->say(R"({"action":"subscribe","type":"device","device_id":"dev-2"})");
    QVERIFY(a->waitFor(Type::Subscribed, 2));
    QVERIFY(a->waitFor(Type::Error));
    const auto keys = m_database->query(u"SELECT device_key FROM device ORDER BY tenant_key"_s);
    const DeviceKey device{keys->first().toLongLong()};
    QVERIFY(m_door->hub.watched()->contains(device));
    const auto tenant = m_database->query(u"SELECT tenant_key FROM tenant WHERE tenant_id = 'tenant-a'"_s);
    m_door->hub.telemetryCommitted(
        {{{tenant->first().toLongLong()}, device, u"dev-1"_s, {{}, {{u"t"_s, 21.5}}}}});
    QVERIFY(a->waitFor(Type::Telemetry));
    QCOMPARE(a->last(Type::Telemetry).point.metrics.value(u"t"_s).toDouble(), 21.5);
    QVERIFY(m_database->execute(u"SELECT record_changes(array[%1], '{device}', array[%2]::bigint[])"_s.arg(
        tenant->first(), keys->first())));
    QVERIFY(a->waitFor(Type::Device));
    QCOMPARE(a->last(Type::Device).device.deviceId, u"dev-1"_s);
    QCOMPARE(a->last(Type::Device).device.status, model::DeviceStatus::Stale);
}

void LiveTest::telemetryOfAnotherServerIsRead()
{
    follow(true, 5s);
    m_follower->setReadsTelemetry(true);
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"device","device_id":"dev-1"})");
    QVERIFY(a->waitFor(Type::Subscribed));
    openAlert(u"tenant-b"_s, 1); // wakes the follower, which then reads each telemetryInterval
    QVERIFY(m_database->execute(
        u"INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, "
        "last_telemetry_at, last_state_change_at) SELECT device_key, tenant_key, 'ONLINE', now(), "
        "now(), now() FROM device"_s));
    QVERIFY(a->waitFor(Type::Telemetry));
    QVERIFY(m_database->execute(u"UPDATE device_state SET last_telemetry_at = now()"_s));
    QVERIFY(a->waitFor(Type::Telemetry, 2));
}

void LiveTest::closesWhenTheTokenEnds()
{
    LiveClient a(m_door->door.port(), m_door->token(model::Role::CustomerViewer, u"tenant-a"_s, 2s));
    QVERIFY(a.waitFor(Type::Hello));
    QVERIFY(spinUntil([&] { return a.socket.state() == QAbstractSocket::UnconnectedState; }, 10s));
    QCOMPARE(int(a.socket.closeCode()), int(live::kCloseTokenEnded));
    QVERIFY(spinUntil([&] { return m_door->hub.subscribers() == 0; }, 5s));
}

void LiveTest::operatorsHearThatSystemAlertsChange()
{
    follow(true, 600s);
    LiveClient op(m_door->door.port(), m_door->token(model::Role::Operator));
    const auto customer = client(u"tenant-a"_s);
    QVERIFY(op.waitFor(Type::Hello) && customer->waitFor(Type::Hello));
    QVERIFY(spinUntil([&] { return m_door->hub.subscribers() == 2; }, 10s));
    const auto seq = m_database->query(
        u"WITH a AS (INSERT INTO system_alert (kind, severity, summary, raised_at, updated_at) VALUES "
        "('CLOCK_DRIFT', 3, 's', now(), now()) RETURNING system_alert_key) "
        "SELECT record_changes(ARRAY[NULL::integer], '{system}', array_agg(system_alert_key)) FROM a"_s);
    QVERIFY(seq);
    QVERIFY(op.waitFor(Type::SystemAlerts));
    QCOMPARE(op.last(Type::SystemAlerts).seq, seq->value(0).toLongLong());
    openAlert(u"tenant-a"_s, 1); // a customer's affair, and something to wait for
    customer->say(R"({"action":"subscribe","type":"alerts"})");
    QVERIFY(customer->waitFor(Type::Alerts));
    QCOMPARE(customer->count(Type::SystemAlerts), 0);
    QCOMPARE(op.count(Type::Alerts) + op.count(Type::Alert), 0);
}

void LiveTest::whetherValuesComeInIsTold()
{
    m_door->hub.serviceChanged({false, Instant{1'768'478'400s}});
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::State));
    QVERIFY(!a->last(Type::State).service.isReceiving);
    QVERIFY(a->last(Type::State).service.since == Instant{1'768'478'400s});
    m_door->hub.serviceChanged({});
    QVERIFY(a->waitFor(Type::State, 2));
    QVERIFY(a->last(Type::State).service == model::ServiceState{});
}

void LiveTest::suspendedTenantIsClosed()
{
    QVERIFY(m_database->execute(u"UPDATE tenant SET status = 'SUSPENDED'"_s));
    const auto a = client(u"tenant-a"_s);
    QVERIFY(spinUntil([&] { return int(a->socket.closeCode()) == live::kCloseForbidden; }, 5s));
    QCOMPARE(a->count(Type::Hello), 0);
}

void LiveTest::survivesALostConnection()
{
    follow(true, 600s);
    const auto a = client(u"tenant-a"_s);
    QVERIFY(a->waitFor(Type::Hello));
    a->say(R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    QVERIFY(a->waitFor(Type::Subscribed));
    openAlert(u"tenant-a"_s, 1);
    QVERIFY(a->waitFor(Type::Alert));
    QVERIFY(m_database->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                "current_database() AND pid <> pg_backend_pid()"_s));
    openAlert(u"tenant-a"_s, 2); // while nobody listens
    QVERIFY(a->waitFor(Type::Alert, 2));
    openAlert(u"tenant-a"_s, 3);
    QVERIFY(a->waitFor(Type::Alert, 3));
    QCOMPARE(a->count(Type::Alert), 3);
}

PULSE_TEST_CASE(LiveTest)
#include "live_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An upgrade: the data folder of an older server, with everything in it that an installation collects, under
// the server of today. One row for each dump beside this file; make-dump.sh makes the next.
#include "e2e/foreign_device.h"
#include "old_folder.h"
#include "support/process/product.h"
#include "support/process/spin.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kDumps = QStringLiteral(PULSE_SOURCE_DIR) + u"/tests/e2e/upgrade"_s;
// Where the dump's deliveries wait to be taken: an address on loopback that no other test has.
const QString kReceiver = u"127.83.17.9"_s;
constexpr quint16 kReceiverPort = 45'917;

// Takes webhooks, and remembers what was in them.
class Receiver {
public:
    bool listen()
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
        });
        return m_server.listen(QHostAddress(kReceiver), kReceiverPort);
    }
    const QList<QJsonObject> &bodies() const { return m_bodies; }
    qsizetype count(const QString &device, const QString &event) const
    {
        return std::ranges::count_if(m_bodies, [&](const QJsonObject &body) {
            const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
            return text.contains('"' + device.toUtf8() + '"') && text.contains('"' + event.toUtf8() + '"');
        });
    }

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &seen = m_seen[socket];
        seen += socket->readAll();
        const qsizetype end = seen.indexOf("\r\n\r\n");
        const qsizetype at = seen.toLower().indexOf("content-length:");
        if (end < 0 || at < 0)
            return;
        const qsizetype length = seen.mid(at + 15, seen.indexOf("\r\n", at) - at - 15).trimmed().toLongLong();
        if (seen.size() < end + 4 + length)
            return;
        m_bodies.append(QJsonDocument::fromJson(seen.mid(end + 4, length)).object());
        seen.clear();
        socket->write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        socket->disconnectFromHost();
    }

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_seen;
    QList<QJsonObject> m_bodies;
};

} // namespace

class UpgradeTest final : public QObject {
    Q_OBJECT

private slots:
    void anOldFolderGoesOn_data();
    void anOldFolderGoesOn();

private:
    void whoWasSignedInStaysForATime();
    void peopleSignInAsBefore();
    void readingsAreAsTheyWere();
    void openAlertsAreOpen();
    void whatWaitedIsDelivered();
    void devicesGoOnPublishing();
    QString token(const QString &device) const;

    QString m_dump;
    std::unique_ptr<Receiver> m_receiver;
    std::unique_ptr<test::Product> m_product;
};

void UpgradeTest::anOldFolderGoesOn_data()
{
    QTest::addColumn<QString>("dump");
    const QStringList dumps = QDir(kDumps).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &dump : dumps)
        QTest::newRow(qPrintable(dump)) << kDumps + u'/' + dump;
    QVERIFY(!dumps.isEmpty());
}

// One story: each step needs the one before.
void UpgradeTest::anOldFolderGoesOn()
{
    QFETCH(QString, dump);
    m_dump = dump;
    m_receiver = std::make_unique<Receiver>();
    QVERIFY(m_receiver->listen());
    auto product = test::Product::start(
        {.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
         .environment = {
             u"PULSE_DELIVERY_ALLOW=%1/32:%2,127.83.17.10/32:45918"_s.arg(kReceiver).arg(kReceiverPort),
             u"PULSE_DELIVERY_ALLOW_HTTP=true"_s}});
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(m_product->stop());
    const auto old = test::becomeOldFolder(m_product->dataFolder(), m_dump);
    QVERIFY2(old, qPrintable(old ? QString() : old.error().what));
    const auto started = m_product->launch();
    QVERIFY2(started, qPrintable(started ? QString() : started.error().what));
    using Step = void (UpgradeTest::*)();
    for (const Step step : {&UpgradeTest::whoWasSignedInStaysForATime, &UpgradeTest::peopleSignInAsBefore,
                            &UpgradeTest::readingsAreAsTheyWere, &UpgradeTest::openAlertsAreOpen,
                            &UpgradeTest::whatWaitedIsDelivered, &UpgradeTest::devicesGoOnPublishing}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            break;
    }
    m_product.reset();
    m_receiver.reset();
}

// Refresh tokens of the older server are of sessions now, which end.
void UpgradeTest::whoWasSignedInStaysForATime()
{
    QVERIFY(m_product->number("SELECT count(*) FROM auth_session WHERE ended_at IS NULL AND ends_at > now()")
                .value_or(0)
            >= 1);
    QCOMPARE(
        m_product->number("SELECT count(*) FROM auth_session WHERE ends_at <> made_at + interval '12 hours'")
            .value_or(-1),
        0);
    QCOMPARE(
        m_product
            ->number("SELECT count(*) FROM refresh_session LEFT JOIN auth_session ON session_id = family "
                     "WHERE session_id IS NULL")
            .value_or(-1),
        0);
}

void UpgradeTest::peopleSignInAsBefore()
{
    const auto accounts = test::readCells(m_dump + u"/accounts.tsv"_s, u'\t');
    QVERIFY(accounts && accounts->size() >= 3);
    for (const QStringList &account : *accounts) {
        const auto signedIn = m_product->signIn(account[0], account[1]);
        QVERIFY2(signedIn, qPrintable(signedIn ? QString() : signedIn.error().what));
    }
    QVERIFY(m_product->signIn(accounts->first()[0], accounts->first()[1])); // who administers acme
}

// Each reading the older server answered with is answered with again: every value, and its kind.
void UpgradeTest::readingsAreAsTheyWere()
{
    int compared = 0;
    for (const QString &name : QDir(m_dump).entryList({u"telemetry-*.json"_s})) {
        QFile file(m_dump + u'/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject before = QJsonDocument::fromJson(file.readAll()).object();
        const QString device = before.value(u"device_id"_s).toString();
        const test::Answer now =
            m_product->call("GET", u"/api/v2/devices/%1/telemetry?limit=1000"_s.arg(device));
        QCOMPARE(now.status, 200);
        QHash<QString, QJsonValue> metrics;
        for (const QJsonValue &reading : now.json.value(u"telemetry"_s).toArray())
            metrics.insert(reading[u"timestamp"_s].toString(), reading[u"metrics"_s]);
        for (const QJsonValue &reading : before.value(u"telemetry"_s).toArray()) {
            QCOMPARE(metrics.value(reading[u"timestamp"_s].toString()), reading[u"metrics"_s]);
            ++compared;
        }
    }
    QVERIFY(compared >= 40);
}

void UpgradeTest::openAlertsAreOpen()
{
    const auto open = test::readCells(m_dump + u"/open-alerts.txt"_s, u'|');
    QVERIFY(open && open->size() >= 4);
    for (const QStringList &alert : *open) {
        const QByteArray sql =
            u"SELECT count(*) FROM alert JOIN device USING (device_key) WHERE cleared_at IS NULL AND "
            u"device_id = '%1' "
            "AND alert_type = '%2' AND (acknowledged_at IS NOT NULL) = '%3' AND (shelved_until IS NOT NULL) = '%4'"_s
                .arg(alert[0], alert[1], alert[2], alert[3])
                .toUtf8();
        QCOMPARE(m_product->number(sql).value_or(-1), 1);
    }
    QVERIFY(m_product->number("SELECT count(*) FROM system_alert WHERE kind = 'INGEST_BLIND'").value_or(0)
            >= 1);
    QVERIFY(m_product->number("SELECT count(*) FROM quarantine_counter").value_or(0) >= 1);
    QCOMPARE(
        m_product
            ->number(
                "SELECT count(*) FROM app_settings JOIN tenant USING (tenant_key) WHERE tenant_id = 'acme' "
                "AND key = 'HEARTBEAT_STALE_SECONDS' AND value = '86400'")
            .value_or(-1),
        1);
}

void UpgradeTest::whatWaitedIsDelivered()
{
    const auto jobs = test::readCells(m_dump + u"/jobs.txt"_s, u'|');
    QVERIFY(jobs);
    qsizetype pending = 0;
    qsizetype dead = 0;
    for (const QStringList &line : *jobs)
        (line[0] == "PENDING"_L1 ? pending : dead) += line[2].toInt();
    QVERIFY(pending >= 4 && dead >= 4);
    QVERIFY(test::spinUntil([&] { return m_receiver->bodies().size() >= pending; }, 90s));
    QVERIFY(test::spinUntil(
        [&] {
            return m_product->number("SELECT count(*) FROM delivery_job WHERE status = 'COMPLETED'")
                       .value_or(0)
                == pending;
        },
        30s));
    QCOMPARE(m_receiver->bodies().size(), pending);
    QCOMPARE(m_receiver->count(u"pump"_s, u"OPEN"_s), 1);
    QCOMPARE(m_receiver->count(u"door"_s, u"CLOSED"_s), 1); // after its OPEN
    QCOMPARE(m_product->number("SELECT count(*) FROM delivery_job WHERE status = 'FAILED'").value_or(-1),
             dead);
}

QString UpgradeTest::token(const QString &device) const
{
    const auto devices = test::readCells(m_dump + u"/devices.tsv"_s, u'\t');
    for (const QStringList &line : devices.value_or(QList<QStringList>())) {
        if (line[1] == device)
            return line[2];
    }
    return {};
}

void UpgradeTest::devicesGoOnPublishing()
{
    const auto publish = [this](const QString &device, int temperature) {
        const QByteArray secret = token(device).toUtf8();
        test::ForeignDevice client(m_product->mqttPort(), u"acme/device/"_s + device, secret);
        return client.publish("tenant/acme/device/" + device.toUtf8() + "/telemetry",
                              "{\"site_id\": \"hall-1\", \"provision_token\": \"" + secret
                                  + "\", \"metrics\": {\"temp_c\": " + QByteArray::number(temperature)
                                  + "}}");
    };
    const qint64 before = m_product->number("SELECT count(*) FROM reading").value_or(-1);
    const qsizetype delivered = m_receiver->bodies().size();
    for (const char *device : {"pump", "fan", "door", "gone"})
        QVERIFY2(publish(QString::fromLatin1(device), 20), device);
    QVERIFY(!publish(u"scale"_s, 20)); // revoked before, revoked now
    const auto stored = [&] { return m_product->number("SELECT count(*) FROM reading").value_or(-1); };
    QVERIFY(test::spinUntil([&] { return stored() == before + 4; }, 60s));
    // Below the value it clears at: what opened under the older server ends, and its receiver is told.
    const QByteArray open =
        "SELECT count(*) FROM alert JOIN device USING (device_key) WHERE cleared_at IS NULL "
        "AND alert_type = 'THRESHOLD' AND device_id IN ('pump', 'fan')";
    QVERIFY(test::spinUntil([&] { return m_product->number(open).value_or(-1) == 0; }, 60s));
    QVERIFY(test::spinUntil([&] { return m_receiver->bodies().size() >= delivered + 2; }, 60s));
    QCOMPARE(m_receiver->count(u"pump"_s, u"CLOSED"_s), 1);
}

QTEST_GUILESS_MAIN(UpgradeTest)

#include "upgrade_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/rig.h"

#include "standalone/posix.h"
#include "support/process/spin.h"
#include "vault/vault.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// As server/standalone/private_broker writes it, but for one login that may publish for every device.
const QByteArray kBrokerLines = "acl_file access\n"
                                "max_inflight_messages 1000\n"
                                "message_size_limit 262144\n"
                                "set_tcp_nodelay true\n"
                                "autosave_interval 60\n";
const QByteArray kAccess = "user pulse-server\n"
                           "topic read tenant/#\n"
                           "topic readwrite pulse/#\n"
                           "topic read $SYS/#\n"
                           "user fleet\n"
                           "topic write tenant/#\n";
// As server/standalone/private_postgres does.
const QStringList kDatabaseSettings{u"shared_buffers=1GB"_s, u"max_wal_size=4GB"_s,
                                    u"checkpoint_timeout=15min"_s, u"wal_compression=on"_s};
const QByteArray kPassword = "only-for-benches";
const QByteArray kMetricsToken = "only-for-benches-0123456789";
const QByteArray kVaultKey = "0123456789abcdef0123456789abcdef";

QByteArray brokerLines()
{
    const standalone::QueueBounds bounds = brokerQueue();
    return kBrokerLines + "max_queued_messages " + QByteArray::number(bounds.messages) + "\nmax_queued_bytes "
        + QByteArray::number(bounds.bytes) + '\n';
}

} // namespace

standalone::QueueBounds brokerQueue() { return standalone::queueBounds(standalone::usableMemory() / 4); }

Rig::Rig(const FleetShape &shape)
    : m_shape(shape)
    , m_folder(u"/tmp/pulse-bench-XXXXXX"_s)
{
}

Rig::~Rig()
{
    if (m_server)
        stopServer();
}

Result<std::unique_ptr<Rig>> Rig::start(const FleetShape &shape)
{
    std::unique_ptr<Rig> rig(new Rig(shape));
    PULSE_CHECK(rig->writeFiles());
    PULSE_TRY(rig->m_cluster, test::PostgresCluster::start(test::Durability::Real, kDatabaseSettings));
    PULSE_CHECK(rig->freshBroker());
    PULSE_CHECK(rig->freshDatabase());
    return rig;
}

Result<> Rig::writeFiles() const
{
    QFile key(m_folder.filePath(u"vault.key"_s));
    if (!key.open(QIODevice::WriteOnly) || key.write(kVaultKey) != kVaultKey.size())
        return fail(ErrorKind::Internal, key.errorString());
    key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

Result<> Rig::freshBroker()
{
    m_broker.reset();
    test::BrokerOptions options;
    options.configuration = brokerLines();
    options.accounts = {{u"pulse-server"_s, QString::fromLatin1(kPassword)},
                        {u"fleet"_s, QString::fromLatin1(kPassword)}};
    options.files = {{u"access"_s, kAccess}};
    PULSE_TRY(m_broker, test::Broker::start(options));
    return {};
}

Result<> Rig::freshDatabase()
{
    m_database.reset();
    PULSE_TRY(auto database, m_cluster->createDatabase());
    m_database = std::make_unique<test::TestDatabase>(std::move(database));
    PULSE_CHECK(enrol(*m_database, m_shape));
    PULSE_TRY(const auto vault, vault::Vault::open({{m_folder.filePath(u"vault.key"_s)}, {}}));
    const QByteArray webhook =
        QJsonDocument(QJsonObject{{u"url"_s, m_sink.url()}, {u"headers"_s, QJsonObject{}}})
            .toJson(QJsonDocument::Compact);
    return routeTo(*m_database, m_shape, [&vault, &webhook](const QString &id) {
        return vault.seal(webhook, "integration:" + id.toLatin1());
    });
}

QByteArray Rig::configuration(const QString &brokerSocket) const
{
    const QString socket = brokerSocket.isEmpty() ? m_broker->socketPath() : brokerSocket;
    return u"[database]\nurl = \"%1\"\n[broker]\nsocket = \"%2\"\nuser = \"pulse-server\"\npassword = "
           u"\"%3\"\n"
           "[http]\nport = 0\nrequests_per_minute = 100000\n[vault]\nkey_file = \"%4\"\n"
           "[metrics]\ntoken = \"only-for-benches-0123456789\"\n[delivery]\nallow = [\"127.0.0.1/32:%5\"]\nallow_http = true\n"_s
               .arg(m_database->appConnInfo(), socket, QString::fromLatin1(kPassword),
                    m_folder.filePath(u"vault.key"_s))
               .arg(m_sink.port())
               .toUtf8();
}

Result<> Rig::launchServer(const QString &brokerSocket)
{
    QFile file(m_folder.filePath(u"pulse.toml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration(brokerSocket)) < 0)
        return fail(ErrorKind::Internal, file.errorString());
    file.close();
    const QString program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    PULSE_TRY(m_server, test::ChildProcess::start(program, {u"serve"_s, u"--config"_s, file.fileName()}));
    const auto gaveUp = [this] {
        return fail(ErrorKind::Unavailable, u"pulse-server does not serve:\n"_s + m_server->output());
    };
    if (!m_server->waitForLine(u"serving on "_s))
        return gaveUp();
    const QString line = m_server->output().section(u"serving on "_s, 1).section(u'\n', 0, 0);
    m_url = u"http://127.0.0.1:"_s + line.section(u':', -1).trimmed();
    const auto isReceiving = [this] { return metric("pulse_ingest_connected") == 1; };
    return test::spinUntil(isReceiving, 60s) ? Result<>{} : gaveUp();
}

bool Rig::stopServer()
{
    m_server->terminate();
    const bool isClean = m_server->waitForExit(20s) == 0;
    m_server.reset();
    return isClean;
}

FarmConfig Rig::farmConfig() const
{
    FarmConfig config;
    config.port = m_broker->port();
    config.user = "fleet";
    config.password = kPassword;
    return config;
}

ConsumerConfig Rig::consumerConfig() const
{
    ConsumerConfig config;
    config.socketPath = m_broker->socketPath();
    config.clientId = "pulse-ingest";
    config.user = "pulse-server";
    config.password = kPassword;
    config.filter = "tenant/+/device/+/+";
    return config;
}

double Rig::metric(const QByteArray &name) const
{
    QNetworkRequest request(QUrl(m_url + u"/metrics"_s));
    request.setRawHeader("Authorization", "Bearer " + kMetricsToken);
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    for (const QByteArray &line : reply->readAll().split('\n')) {
        if (line.startsWith(name + ' '))
            return line.mid(name.size() + 1).toDouble();
    }
    return 0;
}

quint64 Rig::stored() const { return static_cast<quint64>(metric("pulse_ingest_stored_total")); }

Result<qint64> Rig::number(const QString &sql) const
{
    PULSE_TRY(const QStringList column, m_database->query(sql));
    return column.value(0).toLongLong();
}

Result<QJsonObject> Rig::counted() const
{
    const std::pair<QString, QString> questions[] = {
        {u"readings"_s, u"SELECT count(*) FROM reading"_s},
        {u"device_states"_s, u"SELECT count(*) FROM device_state"_s},
        {u"alerts"_s, u"SELECT count(*) FROM alert"_s},
        {u"transitions"_s, u"SELECT count(*) FROM alert_transition"_s},
        {u"jobs"_s, u"SELECT count(*) FROM delivery_job"_s},
        {u"jobs_completed"_s, u"SELECT count(*) FROM delivery_job WHERE status = 'COMPLETED'"_s},
        {u"refused"_s, u"SELECT coalesce(sum(count), 0) FROM quarantine_counter"_s},
    };
    QJsonObject counts;
    for (const auto &[name, sql] : questions) {
        PULSE_TRY(const qint64 count, number(sql));
        counts.insert(name, count);
    }
    return counts;
}

} // namespace pulse::bench

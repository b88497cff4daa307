// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/private_broker.h"

#include "standalone/broker_plugin_file.h"
#include "standalone/broker_reload.h"
#include "standalone/broker_users.h"
#include "standalone/leftover.h"
#include "standalone/log.h"
#include "standalone/queue_bounds.h"
#include "standalone/secret_file.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTcpServer>
#include <algorithm>
#include <cstring>
#include <limits>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

QString accessFile(const DataPaths &paths) { return paths.broker() + u"/access"_s; }
QString serverOnlyFile(const DataPaths &paths) { return paths.broker() + u"/users.server"_s; }
QString sessionMark(const DataPaths &paths) { return paths.broker() + u"/subscribed"_s; }
QString memoryFile(const DataPaths &paths) { return paths.broker() + u"/mosquitto.db"_s; }

// Devices write below their own name and read nothing: nobody may subscribe but the server.
QByteArray accessText()
{
    return "user " + serverUser().toUtf8()
        + "\n"
          "topic read tenant/#\n"
          "topic readwrite pulse/#\n"
          "topic read $SYS/#\n"
          "\n"
          "pattern write tenant/%u/+\n";
}

constexpr qint64 kLargestMessage = 262'144; // bytes of payload; what MAX_PAYLOAD_BYTES may be at most
// With topic and properties. A client that announces more is ended before the broker makes room for it.
constexpr qint64 kLargestPacket = kLargestMessage + 65'536 + 4'096;

// Devices' connections. The rest of the broker's descriptors is for the server, the log and the broker's
// memory, so that a crowd at the door does not lock the server out.
qint64 mostConnections()
{
    constexpr qint64 kOurs = 64;
    constexpr qint64 kMost = 1'000'000; // Mosquitto has an int, and memory has an end
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY)
        return kMost;
    return std::clamp<qint64>(static_cast<qint64>(limit.rlim_max) - kOurs, kOurs, kMost);
}

// A quarter of the memory, unless somebody says otherwise.
qint64 queueMemoryOr(qint64 wanted)
{
    return std::max<qint64>(wanted > 0 ? wanted : usableMemory() / 4, 1024 * 1024);
}

Result<quint16> portOr(quint16 wanted, const QString &address)
{
    if (wanted != 0)
        return wanted;
    QTcpServer free;
    if (!free.listen(QHostAddress(address), 0))
        return fail(ErrorKind::Unavailable, u"no port is free on "_s + address);
    return free.serverPort();
}

bool isListening(const QString &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray native = nativePath(path);
    if (native.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return false;
    std::memcpy(address.sun_path, native.constData(), static_cast<size_t>(native.size()));
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return ::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
}

Result<QString> findMosquitto()
{
    for (const QStringList &folders : {QStringList{}, QStringList{u"/usr/sbin"_s, u"/usr/local/sbin"_s}}) {
        const QString program = QStandardPaths::findExecutable(u"mosquitto"_s, folders);
        if (!program.isEmpty())
            return program;
    }
    return fail(ErrorKind::NotFound, u"Mosquitto is not installed: apt install mosquitto"_s);
}

// A new installation takes a name that nobody guesses. One of before these names were kept is known to its
// broker by the old one, and its queue with it.
Result<QByteArray> clientIdIn(const DataPaths &paths)
{
    const auto stored = readSecretFile(paths.brokerClientId());
    if (stored && !stored->trimmed().isEmpty())
        return stored->trimmed();
    if (!stored && stored.error().kind != ErrorKind::NotFound)
        return tl::unexpected(stored.error());
    if (QFileInfo::exists(paths.brokerSecret()))
        return QByteArray(kOldClientId);
    const QByteArray made = randomClientId();
    PULSE_CHECK(writeSecretFile(paths.brokerClientId(), made + '\n'));
    return made;
}

Result<QByteArray> passwordIn(const QString &file)
{
    const auto stored = readSecretFile(file);
    if (stored && !stored->trimmed().isEmpty())
        return stored->trimmed();
    if (!stored && stored.error().kind != ErrorKind::NotFound)
        return tl::unexpected(stored.error());
    const QByteArray made = randomPassword();
    PULSE_CHECK(writeSecretFile(file, made + '\n'));
    return made;
}

} // namespace

Result<PrivateBroker> PrivateBroker::prepare(const DataFolder &folder, const BrokerSettings &settings)
{
    PrivateBroker broker;
    broker.m_paths = folder.paths();
    broker.m_sockets = folder.sockets();
    broker.m_settings = settings;
    broker.m_settings.queueMemory = queueMemoryOr(settings.queueMemory);
    PULSE_TRY(broker.m_program, findMosquitto());
    PULSE_CHECK(endLeftover(broker.m_paths));
    if (const auto plugin = writeBrokerPlugin(broker.m_paths))
        broker.m_plugin = *plugin;
    else
        qCCritical(lcStandalone).noquote()
            << "devices can use up the broker's memory with subscriptions and retained messages"
            << kv("why", plugin.error().what);
    PULSE_TRY(broker.m_settings.port, portOr(settings.port, settings.address));
    PULSE_TRY(broker.m_clientId,
              clientIdIn(broker.m_paths)); // before the password, which tells an old folder
    PULSE_TRY(broker.m_password, passwordIn(broker.m_paths.brokerSecret()));
    PULSE_CHECK(broker.ensureServerUser());
    PULSE_CHECK(writeSecretFile(accessFile(broker.m_paths), accessText()));
    return broker;
}

Result<> PrivateBroker::endLeftover(const DataPaths &paths, const Interruption &interruption)
{
    return standalone::endLeftover({.pidFile = paths.brokerPid(),
                                    .argument = brokerConfigurationFile(paths),
                                    .interruption = interruption});
}

// In both files: the one with everybody, and the one a broker without a subscription starts with.
Result<> PrivateBroker::ensureServerUser() const
{
    const BrokerUsers users(m_paths);
    PULSE_CHECK(users.addUsers({{user(), m_password}}));
    return writeSecretFile(serverOnlyFile(m_paths),
                           user().toUtf8() + ':' + BrokerUsers::hash(m_password) + '\n');
}

QByteArray PrivateBroker::bounds() const
{
    const QueueBounds queue = queueBounds(m_settings.queueMemory);
    return "# Mosquitto drops, and acknowledges, what is beyond its queue: the bounds are known, and "
           "watched.\n"
           "max_queued_messages "
        + QByteArray::number(queue.messages) + "\nmax_queued_bytes " + QByteArray::number(queue.bytes)
        + "\nmax_inflight_messages 1000\nmessage_size_limit " + QByteArray::number(kLargestMessage)
        + "\nmax_packet_size " + QByteArray::number(kLargestPacket) + '\n';
}

QByteArray PrivateBroker::listeners() const
{
    return "listener " + QByteArray::number(m_settings.port) + ' ' + m_settings.address.toLatin1()
        + "\n# Whatever id a device asks for, it gets the name of its account: nobody has another's "
          "session.\n"
          "use_username_as_clientid true\nmax_connections "
        + QByteArray::number(mostConnections())
        + "\n\n# The server's way in, which is not open to devices: here ids are free.\nlistener 0 "
        + nativePath(socket()) + '\n';
}

Result<> PrivateBroker::writeConfiguration(bool admitsDevices) const
{
    const QString users = admitsDevices ? BrokerUsers(m_paths).file() : serverOnlyFile(m_paths);
    const QByteArray text = "# Written by Pulse at every start.\n"
        + (m_plugin.isEmpty() ? QByteArray() : "plugin " + nativePath(m_plugin) + '\n')
        + "per_listener_settings false\n"
          "allow_anonymous false\n"
          "password_file "
        + nativePath(users) + '\n' + "acl_file " + nativePath(accessFile(m_paths)) + "\n\n" + bounds()
        + "set_tcp_nodelay true\n\n"
          "persistence true\n"
          "persistence_location "
        + nativePath(m_paths.broker()) + "/\n"
        + "autosave_interval 60\n\n"
          "log_dest stderr\n"
          "log_type error\n"
          "log_type warning\n"
          "log_type notice\n"
          "log_timestamp_format %Y-%m-%dT%H:%M:%S\n\n"
        + listeners();
    return writeSecretFile(brokerConfigurationFile(m_paths), text);
}

bool PrivateBroker::remembersSession() const
{
    return QFileInfo::exists(sessionMark(m_paths)) && QFileInfo::exists(memoryFile(m_paths));
}

ChildProgram PrivateBroker::program() const
{
    return {
        .name = u"broker"_s,
        .program = m_program,
        .arguments = {u"-c"_s, brokerConfigurationFile(m_paths)},
        .folder = m_paths.root,
        .logFile = m_paths.log() + u"/broker.log"_s,
        .pidFile = m_paths.brokerPid(),
        .stopSignal = SIGTERM, // saves its memory
        .isReady = [socket = socket()](qint64) { return isListening(socket); },
        .prepare = [broker = *this] { return broker.writeConfiguration(broker.remembersSession()); },
        .holdsManyConnections = true,
    };
}

Result<> PrivateBroker::admitDevices() const
{
    PULSE_TRY(const Descriptor lock, lockBrokerUsers(m_paths));
    saveBroker(m_paths);
    PULSE_CHECK(writeSecretFile(sessionMark(m_paths), "the broker knows the server's subscription\n"));
    PULSE_CHECK(writeConfiguration(true));
    return reloadBroker(m_paths);
}

QString PrivateBroker::socket() const { return m_sockets + u"/mqtt"_s; }

QString PrivateBroker::user() const { return serverUser(); }

} // namespace pulse::standalone

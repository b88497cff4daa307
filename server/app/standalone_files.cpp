// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/standalone_files.h"

#include "simulator/fleet_file.h"
#include "standalone/secret_file.h"

#include <QFile>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

// A TOML basic string.
QByteArray quoted(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return '"' + escaped.toUtf8() + '"';
}

QString fleetFile(const standalone::DataPaths &paths) { return paths.secrets() + u"/fleet.tsv"_s; }

} // namespace

QString configurationFile(const standalone::DataPaths &paths) { return paths.secrets() + u"/pulse.toml"_s; }

Result<Configuration> writeConfiguration(const standalone::DataPaths &paths,
                                         const standalone::PrivatePostgres &postgres,
                                         const standalone::PrivateBroker &broker)
{
    const QByteArray toml = "# Written by pulse-server standalone at each start.\n[database]\nurl = "
        + quoted(QString::fromUtf8(postgres.loginConnInfo()))
        + "\nowner_url = " + quoted(QString::fromUtf8(postgres.ownerConnInfo())) + "\n\n[broker]\nsocket = "
        + quoted(broker.socket()) + "\nclient_id = " + quoted(QString::fromUtf8(broker.clientId()))
        + "\nuser = " + quoted(broker.user()) + "\npassword = " + quoted(QString::fromUtf8(broker.password()))
        + "\nproves_devices = true" // its access file admits a device to its own topics only
        + "\nqueue_mib = " + QByteArray::number(broker.queueMemory() / (1024 * 1024))
        + "\n\n[vault]\nkey_file = " + quoted(paths.vaultKey()) + "\nold_key_files = ["
        + (QFile::exists(paths.oldVaultKey()) ? quoted(paths.oldVaultKey()) : QByteArray()) + "]\n";
    PULSE_CHECK(standalone::writeSecretFile(configurationFile(paths), toml));
    // For people and tools beside the server: psql "$(cat DATA/secrets/owner.conninfo)".
    PULSE_CHECK(
        standalone::writeSecretFile(paths.secrets() + u"/owner.conninfo"_s, postgres.ownerConnInfo() + '\n'));
    return readConfiguration(configurationFile(paths), QProcessEnvironment::systemEnvironment());
}

Result<> keepCredentials(const standalone::DataPaths &paths, const QList<DemoAccount> &accounts)
{
    const auto before = standalone::readSecretFile(paths.credentials());
    if (!before && before.error().kind != ErrorKind::NotFound)
        return tl::unexpected(before.error());
    QList<QByteArray> lines =
        before.value_or("# login password: made up by Pulse; change them with pulse-server user passwd\n")
            .split('\n');
    lines.removeAll(QByteArray());
    for (const DemoAccount &account : accounts) {
        const QByteArray login = account.login.toUtf8() + ' ';
        lines.removeIf([&login](const QByteArray &line) { return line.startsWith(login); });
        lines.append(login + account.password.toUtf8());
    }
    return standalone::writeSecretFile(paths.credentials(), lines.join('\n') + '\n');
}

Result<> writeFleet(const standalone::DataPaths &paths, const QList<DemoDevice> &devices)
{
    QByteArray text;
    for (const DemoDevice &device : devices) {
        text += device.tenantId.toUtf8() + '\t' + device.siteId.toUtf8() + '\t' + device.deviceId.toUtf8()
            + '\t' + device.token.toUtf8() + '\n';
    }
    return standalone::writeSecretFile(fleetFile(paths), text);
}

Result<std::vector<simulator::FleetDevice>> readFleet(const standalone::DataPaths &paths)
{
    PULSE_TRY(const QByteArray text, standalone::readSecretFile(fleetFile(paths)));
    return simulator::parseFleet(text, fleetFile(paths));
}

} // namespace pulse::app

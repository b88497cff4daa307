// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A Mosquitto of our own in the data folder. Devices come by TCP, log in as TENANT/device/DEVICE, which is
// their client id too, whatever they ask for; they may write their own topics and read nothing. The server
// comes by a Unix socket, where ids are free. See docs/decisions/0003-client-ids.md.
//
//   auto broker = PrivateBroker::prepare(folder, {.port = 1883});
//   supervisor.start(broker->program(), kBrokerStartsWithin);
//   ... the server's session has its first subscription, or found none of its own after a restart and made it
//   anew: broker->admitDevices();
#pragma once

#include "standalone/child.h"
#include "standalone/data_folder.h"

namespace pulse::standalone {

inline constexpr std::chrono::seconds kBrokerStartsWithin{20};

// What every installation was called before each had a name of its own.
inline constexpr const char *kOldClientId = "pulse-ingest";

struct BrokerSettings {
    QString address = QStringLiteral("127.0.0.1"); // where devices come
    quint16 port = 1883; // 0: one that is free
    qint64 queueMemory = 0; // bytes that its queue for a server that is behind may take; 0: a quarter of all
};

class PrivateBroker {
public:
    // Ends what a killed server left running, which may have our port.
    static Result<> endLeftover(const DataPaths &paths, const Interruption &interruption = {});
    // Writes its configuration and the server's password; endLeftover() is part of it.
    static Result<PrivateBroker> prepare(const DataFolder &folder, const BrokerSettings &settings);

    ChildProgram program() const;

    QString socket() const; // for the server
    QString user() const; // of the server
    const QByteArray &password() const { return m_password; }
    const QByteArray &clientId() const { return m_clientId; } // of the server's session
    QString address() const { return m_settings.address; }
    quint16 port() const { return m_settings.port; } // never 0
    qint64 queueMemory() const { return m_settings.queueMemory; } // bytes; the broker's bounds come from it

    // What a device publishes before the server's subscription exists is acknowledged and gone. So a broker
    // that knows of no subscription (a new one, or one that lost its memory) lets nobody in but the server.
    // Call this whenever the server has subscribed; idempotent. The broker saves the session first. Blocks
    // until the broker has read its users: milliseconds, more when thousands of devices are connected.
    Result<> admitDevices() const;

private:
    PrivateBroker() = default;
    QByteArray bounds() const;
    QByteArray listeners() const;
    Result<> writeConfiguration(bool admitsDevices) const;
    Result<> ensureServerUser() const;
    bool remembersSession() const;

    DataPaths m_paths;
    QString m_sockets;
    QString m_program;
    QString m_plugin; // empty: it cannot be loaded from here
    BrokerSettings m_settings;
    QByteArray m_password;
    QByteArray m_clientId;
};

} // namespace pulse::standalone

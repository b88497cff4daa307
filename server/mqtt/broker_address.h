// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a broker is and who we are there.
#pragma once

#include <QByteArray>
#include <QString>

namespace pulse::mqtt {

struct BrokerAddress {
    QString socketPath = {}; // a Unix socket (107 bytes at most); host, port and TLS do not count then
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 1883;
    bool isTls = false;
    QString caFile = {}; // PEM; empty: the certificates the system trusts
    // The name the certificate must carry; empty: host. For a host that is a pinned address.
    QString peerName = {};
    QString user = {}; // empty: none
    QByteArray password = {};
};

// For logs and errors: "/run/pulse/broker.sock", "tls://broker.example:8883"; no user, no password.
QString toText(const BrokerAddress &address);

} // namespace pulse::mqtt

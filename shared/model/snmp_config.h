// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an SNMP integration is configured with: who is told, in which version, with which secrets.
#pragma once

#include <QString>

namespace pulse::model {

enum class SnmpVersion { V2c, V3 };
enum class SnmpSecurityLevel { NoAuthNoPriv, AuthNoPriv, AuthPriv };
enum class SnmpAuthProtocol { Md5, Sha, Sha224, Sha256, Sha384, Sha512 };
enum class SnmpPrivProtocol { Des, Aes, Aes192, Aes256 }; // AES is AES-128

struct SnmpConfig {
    QString host;
    int port = 162;
    SnmpVersion version = SnmpVersion::V2c;
    QString oidPrefix =
        QStringLiteral("1.3.6.1.4.1.99999"); // resources/mibs/PULSE-MIB has its objects below it
    bool isInform = false; // asks for a receipt; a trap is sent and forgotten
    QString community; // of V2c; the rest is V3's
    QString username;
    SnmpSecurityLevel level = SnmpSecurityLevel::NoAuthNoPriv;
    SnmpAuthProtocol authProtocol = SnmpAuthProtocol::Sha;
    QString authPassword;
    SnmpPrivProtocol privProtocol = SnmpPrivProtocol::Aes;
    QString privPassword;
};

} // namespace pulse::model

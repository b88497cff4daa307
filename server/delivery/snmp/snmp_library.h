// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Net-SNMP, started by hand, so that it reads no snmp.conf, loads no MIB, writes no file and leaves our
// locale alone; and what this build of it can do.
//
// Thread safety: startSnmpLibrary() and the checks may be called from any thread. Everything else of Net-SNMP
// that touches users or engines belongs to one thread (its tables are global and not locked).
#pragma once

#include "base/result.h"
#include "model/snmp_config.h"

#include <QByteArray>
#include <QHash>

namespace pulse::delivery {

void startSnmpLibrary(); // the first call does; no session before it

// Tried, not looked up: a library that was built without an algorithm, or whose libcrypto refuses it, says
// no.
bool canAuthenticate(model::SnmpAuthProtocol protocol);
bool canEncrypt(model::SnmpPrivProtocol protocol);

// For saving an integration; the error names snmp_config.auth_protocol or snmp_config.priv_protocol.
Result<> checkSnmpAlgorithms(const model::SnmpConfig &config);

// An algorithm's object identifier in the library; empty when it has none.
struct SnmpAlgorithm {
    const unsigned long *oid = nullptr;
    size_t length = 0;
};
SnmpAlgorithm algorithmOf(model::SnmpAuthProtocol protocol);
SnmpAlgorithm algorithmOf(model::SnmpPrivProtocol protocol);

// Passwords as keys (RFC 3414 §A.2), which take a megabyte of hashing each; so the last ones made are kept.
//
// Thread safety: none.
class SnmpKeys {
public:
    // Empty when the library cannot.
    QByteArray master(model::SnmpAuthProtocol protocol, const QString &password);

private:
    QHash<QByteArray, QByteArray> m_keys; // by a hash of protocol and password
};

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One way to use SNMP: what an integration is configured with, and a receiver that knows the same.
#pragma once

#include "support/receivers/snmp_receiver.h"
#include "wire/delivery/snmp_integration_json.h"

namespace pulse::test {

using namespace Qt::StringLiterals;

inline const QString kIntegrationId = u"7b0a6f3c-52f1-4d8e-9a51-0f2b6c1d9e10"_s;

struct SnmpUse {
    bool isInform = false;
    bool isV3 = true;
    QString auth = {}; // our words: SHA256; empty: none
    QString priv = {};
    QString user = u"watcher"_s;
    QString authPassword = u"auth-pass-phrase"_s;
    QString privPassword = u"priv-pass-phrase"_s;
    QString community = u"c0mmunity-secret"_s;
    QString integrationId = kIntegrationId;

    QString level() const
    {
        return auth.isEmpty() ? u"noAuthNoPriv"_s : priv.isEmpty() ? u"authNoPriv"_s : u"authPriv"_s;
    }

    QJsonObject config(const QString &host, quint16 port) const
    {
        QJsonObject json{{u"snmp_host"_s, host},
                         {u"snmp_port"_s, port},
                         {u"snmp_version"_s, isV3 ? u"3"_s : u"2c"_s},
                         {u"inform"_s, isInform}};
        if (!isV3) {
            json.insert(u"community"_s, community);
            return json;
        }
        json.insert(u"username"_s, user);
        json.insert(u"security_level"_s, level());
        json.insert(u"auth_protocol"_s, auth);
        json.insert(u"auth_password"_s, authPassword);
        json.insert(u"priv_protocol"_s, priv);
        json.insert(u"priv_password"_s, privPassword);
        return json;
    }

    // As snmptrapd.conf writes it; it takes no less than what is used.
    SnmpUser knownUser() const
    {
        static const QHash<QString, QString> names{{u"SHA224"_s, u"SHA-224"_s}, {u"SHA256"_s, u"SHA-256"_s},
                                                   {u"SHA384"_s, u"SHA-384"_s}, {u"SHA512"_s, u"SHA-512"_s},
                                                   {u"AES192"_s, u"AES-192"_s}, {u"AES256"_s, u"AES-256"_s}};
        SnmpUser known;
        if (!isInform)
            known.engineId = wire::snmpEngineId(integrationId);
        known.name = user;
        known.authProtocol = names.value(auth, auth);
        known.authPassword = authPassword;
        known.privProtocol = names.value(priv, priv);
        known.privPassword = privPassword;
        known.level = auth.isEmpty() ? u"noauth"_s : priv.isEmpty() ? u"auth"_s : u"priv"_s;
        return known;
    }

    Result<std::unique_ptr<SnmpReceiver>> startReceiver() const
    {
        return isV3 ? SnmpReceiver::start({knownUser()}) : SnmpReceiver::start({}, community);
    }

    QStringList secrets() const
    {
        return isV3 ? QStringList{authPassword, privPassword, user} : QStringList{community};
    }
};

// "pulseAlertOpened"
inline QString trapName(const SnmpTrap &trap) { return trap.value(u"snmpTrapOID"_s); }

} // namespace pulse::test

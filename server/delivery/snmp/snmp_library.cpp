// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/snmp/snmp_library.h"

#include "model/words.h"

#include <QCryptographicHash>
#include <array>
#include <mutex>

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostKeys = 1024;

const char *libraryName(model::SnmpAuthProtocol protocol)
{
    switch (protocol) {
    case model::SnmpAuthProtocol::Md5: return "MD5";
    case model::SnmpAuthProtocol::Sha: return "SHA";
    case model::SnmpAuthProtocol::Sha224: return "SHA-224";
    case model::SnmpAuthProtocol::Sha256: return "SHA-256";
    case model::SnmpAuthProtocol::Sha384: return "SHA-384";
    case model::SnmpAuthProtocol::Sha512: return "SHA-512";
    }
    Q_UNREACHABLE();
}

const char *libraryName(model::SnmpPrivProtocol protocol)
{
    switch (protocol) {
    case model::SnmpPrivProtocol::Des: return "DES";
    case model::SnmpPrivProtocol::Aes: return "AES";
    case model::SnmpPrivProtocol::Aes192: return "AES-192";
    case model::SnmpPrivProtocol::Aes256: return "AES-256";
    }
    Q_UNREACHABLE();
}

QByteArray masterKey(model::SnmpAuthProtocol protocol, const QByteArray &password)
{
    const SnmpAlgorithm algorithm = algorithmOf(protocol);
    std::array<u_char, USM_AUTH_KU_LEN> key{};
    size_t length = key.size();
    if (!algorithm.oid
        || generate_Ku(algorithm.oid, static_cast<u_int>(algorithm.length),
                       reinterpret_cast<const u_char *>(password.constData()),
                       static_cast<size_t>(password.size()), key.data(), &length)
            != SNMPERR_SUCCESS)
        return {};
    return QByteArray(reinterpret_cast<const char *>(key.data()), static_cast<qsizetype>(length));
}

} // namespace

void startSnmpLibrary()
{
    static std::once_flag once;
    std::call_once(once, [] {
        netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "pulse");
        for (const int setting :
             {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DONT_PERSIST_STATE,
              NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE})
            netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, setting, 1);
        snmp_disable_log();
        netsnmp_session session;
        snmp_sess_init(&session); // transports and random identifiers; init_snmp() would read files as well
        init_usm();
        setup_engineID(nullptr,
                       "pulse"); // ours as a reader of answers: without one USM knows nobody, and reads none
        // What USM waits for to draw its salts: nobody else listens, so nothing is read.
        snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, nullptr);
    });
}

SnmpAlgorithm algorithmOf(model::SnmpAuthProtocol protocol)
{
    const int type = usm_lookup_auth_type(libraryName(protocol));
    SnmpAlgorithm algorithm;
    if (type > 0)
        algorithm.oid = sc_get_auth_oid(type, &algorithm.length);
    return algorithm;
}

SnmpAlgorithm algorithmOf(model::SnmpPrivProtocol protocol)
{
    const int type = usm_lookup_priv_type(libraryName(protocol));
    SnmpAlgorithm algorithm;
    if (type > 0)
        algorithm.oid = sc_get_priv_oid(type, &algorithm.length);
    return algorithm;
}

bool canAuthenticate(model::SnmpAuthProtocol protocol)
{
    startSnmpLibrary();
    return !masterKey(protocol, "a password").isEmpty();
}

bool canEncrypt(model::SnmpPrivProtocol protocol)
{
    startSnmpLibrary();
    const SnmpAlgorithm algorithm = algorithmOf(protocol);
    if (!algorithm.oid)
        return false;
    std::array<u_char, 64> key{};
    std::array<u_char, 16> vector{};
    std::array<u_char, 16> plain{};
    std::array<u_char, 64> sealed{};
    const auto vectorLength = static_cast<u_int>(protocol == model::SnmpPrivProtocol::Des ? 8 : 16);
    size_t length = sealed.size();
    return sc_encrypt(algorithm.oid, algorithm.length, key.data(), key.size(), vector.data(), vectorLength,
                      plain.data(), plain.size(), sealed.data(), &length)
        == SNMPERR_SUCCESS;
}

Result<> checkSnmpAlgorithms(const model::SnmpConfig &config)
{
    if (config.version == model::SnmpVersion::V2c || config.level == model::SnmpSecurityLevel::NoAuthNoPriv)
        return {};
    const auto cannot = [](QLatin1StringView algorithm, const QString &field) {
        return invalidField(field, u"%1: this server's Net-SNMP cannot do %2"_s.arg(field, algorithm));
    };
    if (!canAuthenticate(config.authProtocol))
        return cannot(model::word(config.authProtocol), u"snmp_config.auth_protocol"_s);
    if (config.level == model::SnmpSecurityLevel::AuthPriv && !canEncrypt(config.privProtocol))
        return cannot(model::word(config.privProtocol), u"snmp_config.priv_protocol"_s);
    return {};
}

QByteArray SnmpKeys::master(model::SnmpAuthProtocol protocol, const QString &password)
{
    const QByteArray secret = password.toUtf8();
    const QByteArray name = QCryptographicHash::hash(QByteArray(libraryName(protocol)) + ' ' + secret,
                                                     QCryptographicHash::Sha256);
    if (const auto known = m_keys.constFind(name); known != m_keys.constEnd())
        return *known;
    if (m_keys.size() >= kMostKeys)
        m_keys.clear();
    const QByteArray key = masterKey(protocol, secret);
    m_keys.insert(name, key);
    return key;
}

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/snmp/snmp_session.h"

#include <algorithm>

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/library/large_fd_set.h>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

const IpAddress &addressOf(const SnmpRequest &request) { return request.destination.addresses().first(); }

QString endpointOf(const SnmpRequest &request)
{
    return endpointText(addressOf(request), request.destination.port());
}

int levelOf(model::SnmpSecurityLevel level)
{
    switch (level) {
    case model::SnmpSecurityLevel::NoAuthNoPriv: return SNMP_SEC_LEVEL_NOAUTH;
    case model::SnmpSecurityLevel::AuthNoPriv: return SNMP_SEC_LEVEL_AUTHNOPRIV;
    case model::SnmpSecurityLevel::AuthPriv: return SNMP_SEC_LEVEL_AUTHPRIV;
    }
    Q_UNREACHABLE();
}

u_char *bytesOf(QByteArray &bytes) { return reinterpret_cast<u_char *>(bytes.data()); }

bool putKey(const QByteArray &key, u_char *target, size_t room, size_t &length)
{
    if (key.isEmpty() || static_cast<size_t>(key.size()) > room)
        return false;
    length = static_cast<size_t>(key.size());
    std::transform(key.begin(), key.end(), target, [](char byte) { return static_cast<u_char>(byte); });
    return true;
}

void add(netsnmp_pdu *pdu, const SnmpVariable &variable)
{
    const auto put = [&](u_char type, const void *value, size_t length) {
        snmp_pdu_add_variable(pdu, variable.name.data(), variable.name.size(), type, value, length);
    };
    switch (variable.kind) {
    case SnmpVariable::Kind::Ticks: return put(ASN_TIMETICKS, &variable.number, sizeof variable.number);
    case SnmpVariable::Kind::Integer: return put(ASN_INTEGER, &variable.number, sizeof variable.number);
    case SnmpVariable::Kind::Identifier:
        return put(ASN_OBJECT_ID, variable.identifier.data(), variable.identifier.size() * sizeof(oid));
    case SnmpVariable::Kind::Text:
        return put(ASN_OCTET_STR, variable.text.constData(), static_cast<size_t>(variable.text.size()));
    }
}

// What the receiver's engine, or ours when it reads an answer, finds wrong.
QString reportText(int report)
{
    switch (report) {
    case SNMPERR_UNKNOWN_USER_NAME: return u"unknown_user"_s;
    case SNMPERR_UNSUPPORTED_SEC_LEVEL: return u"unsupported_level"_s;
    case SNMPERR_AUTHENTICATION_FAILURE: return u"wrong_digest"_s;
    case SNMPERR_DECRYPTION_ERR: return u"decryption_failed"_s;
    case SNMPERR_NOT_IN_TIME_WINDOW: return u"not_in_time_window"_s;
    case SNMPERR_UNKNOWN_ENG_ID: return u"unknown_engine"_s;
    default: return u"security"_s;
    }
}

} // namespace

class SnmpSession::Visit {
public:
    explicit Visit(SnmpSession &owner)
        : m_owner(owner)
        , m_session(owner.session())
    {
        if (!isSecured())
            return;
        forget();
        if (!owner.m_request.config.isInform)
            set(static_cast<unsigned>(owner.m_request.engine.boots),
                static_cast<unsigned>(owner.m_request.engine.time.count()));
        else if (owner.m_receiverTime)
            set(owner.m_receiverTime->first, owner.m_receiverTime->second);
        m_session->flags &= ~static_cast<u_long>(SNMP_FLAGS_USER_CREATED);
        usm_create_user_from_session(m_session);
    }
    ~Visit()
    {
        if (!isSecured())
            return;
        u_int boots = 0;
        u_int time = 0;
        if (get_enginetime(m_session->securityEngineID, engineLength(), &boots, &time, TRUE)
            == SNMPERR_SUCCESS)
            m_owner.m_receiverTime.emplace(boots, time);
        forget();
    }
    Visit(const Visit &) = delete;
    Visit &operator=(const Visit &) = delete;

private:
    bool isSecured() const
    {
        return m_session && m_owner.isV3()
            && m_session->securityEngineIDLen > 0; // unknown while it is asked for
    }
    u_int engineLength() const { return static_cast<u_int>(m_session->securityEngineIDLen); }
    void set(unsigned boots, unsigned time)
    {
        set_enginetime(m_session->securityEngineID, engineLength(), boots, time, TRUE);
    }
    void forget()
    {
        free_enginetime(m_session->securityEngineID, m_session->securityEngineIDLen);
        usmUser *user = usm_get_user(m_session->securityEngineID, m_session->securityEngineIDLen,
                                     m_session->securityName);
        if (!user)
            return;
        usm_remove_user(user);
        usm_free_user(user);
    }

    SnmpSession &m_owner;
    netsnmp_session *m_session;
};

// What a wanted session's fields point to while it is opened; Net-SNMP copies all of it.
class SnmpSession::Opening {
public:
    Opening(const SnmpRequest &request, const SnmpLimits &limits)
        : m_config(request.config)
        , m_peer((addressOf(request).isV4() ? "udp:" : "udp6:") + endpointOf(request).toLatin1())
        , m_engine(request.engine.id)
    {
        snmp_sess_init(&m_wanted);
        m_wanted.peername = m_peer.data();
        m_wanted.timeout = static_cast<long>(limits.reply.count()) * 1000;
        m_wanted.retries = limits.resends;
        if (m_config.version == model::SnmpVersion::V3)
            setUser();
        else
            setCommunity();
    }

    // False when the library cannot do what is configured: never something else instead.
    bool setKeys(SnmpKeys &keys)
    {
        if (m_config.version != model::SnmpVersion::V3
            || m_config.level == model::SnmpSecurityLevel::NoAuthNoPriv)
            return true;
        m_auth = oidOf(algorithmOf(m_config.authProtocol));
        m_wanted.securityAuthProto = m_auth.data();
        m_wanted.securityAuthProtoLen = m_auth.size();
        if (!putKey(keys.master(m_config.authProtocol, m_config.authPassword), m_wanted.securityAuthKey,
                    sizeof m_wanted.securityAuthKey, m_wanted.securityAuthKeyLen))
            return false;
        if (m_config.level != model::SnmpSecurityLevel::AuthPriv)
            return true;
        m_priv = oidOf(algorithmOf(m_config.privProtocol));
        m_wanted.securityPrivProto = m_priv.data();
        m_wanted.securityPrivProtoLen = m_priv.size();
        return !m_priv.empty()
            && putKey(keys.master(m_config.authProtocol, m_config.privPassword), m_wanted.securityPrivKey,
                      sizeof m_wanted.securityPrivKey, m_wanted.securityPrivKeyLen);
    }

    void *open() { return snmp_sess_open(&m_wanted); }

private:
    static std::vector<oid> oidOf(const SnmpAlgorithm &algorithm)
    {
        return std::vector<oid>(algorithm.oid, algorithm.oid + algorithm.length);
    }
    void setCommunity()
    {
        m_name = m_config.community.toUtf8();
        m_wanted.version = SNMP_VERSION_2c;
        m_wanted.community = bytesOf(m_name);
        m_wanted.community_len = static_cast<size_t>(m_name.size());
    }
    void setUser()
    {
        m_name = m_config.username.toUtf8();
        m_wanted.version = SNMP_VERSION_3;
        m_wanted.securityModel = SNMP_SEC_MODEL_USM;
        m_wanted.securityLevel = levelOf(m_config.level);
        m_wanted.securityName = m_name.data();
        m_wanted.securityNameLen = static_cast<size_t>(m_name.size());
        if (m_config.isInform) // the authority is the receiver; a trap's is its sender
            return;
        m_wanted.securityEngineID = bytesOf(m_engine);
        m_wanted.securityEngineIDLen = static_cast<size_t>(m_engine.size());
    }

    const model::SnmpConfig &m_config;
    QByteArray m_peer;
    QByteArray m_engine;
    QByteArray m_name;
    std::vector<oid> m_auth;
    std::vector<oid> m_priv;
    netsnmp_session m_wanted;
};

SnmpSession::SnmpSession(SnmpRequest request, const SnmpLimits &limits)
    : m_request(std::move(request))
    , m_limits(limits)
{
}

SnmpSession::~SnmpSession()
{
    if (m_handle)
        snmp_sess_close(m_handle);
}

netsnmp_session *SnmpSession::session() const { return m_handle ? snmp_sess_session(m_handle) : nullptr; }

int SnmpSession::socket() const { return m_handle ? snmp_sess_transport(m_handle)->sock : -1; }

void SnmpSession::begin(SnmpKeys &keys)
{
    Opening opening(m_request, m_limits);
    if (opening.setKeys(keys))
        m_handle = opening.open();
    if (!m_handle)
        return end(Outcome::RetryLater, u"request_error:not_sent"_s);
    session()->flags |= SNMP_FLAGS_DONT_PROBE; // the library's own question would block until it is answered
    if (isV3() && m_request.config.isInform)
        probe();
    else
        send();
}

// An empty request that the receiver answers with a report of who it is (RFC 3414 §4).
void SnmpSession::probe()
{
    m_isProbing = true;
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);
    pdu->version = SNMP_VERSION_3;
    pdu->securityModel = SNMP_SEC_MODEL_USM;
    pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    pdu->securityName = strdup("");
    pdu->securityNameLen = 0;
    submit(pdu);
}

void SnmpSession::send()
{
    netsnmp_pdu *pdu = snmp_pdu_create(m_request.config.isInform ? SNMP_MSG_INFORM : SNMP_MSG_TRAP2);
    for (const SnmpVariable &variable : m_request.variables)
        add(pdu, variable);
    submit(pdu);
    if (!m_result && !m_request.config.isInform)
        end(Outcome::Delivered); // it has left the house; nobody says more of a trap
}

void SnmpSession::submit(netsnmp_pdu *pdu)
{
    const Visit visit(*this);
    const auto onReplyOf = [](int operation, netsnmp_session *, int, netsnmp_pdu *reply, void *self) {
        return static_cast<SnmpSession *>(self)->onReply(operation, reply);
    };
    if (snmp_sess_async_send(m_handle, pdu, onReplyOf, this) != 0)
        return;
    snmp_free_pdu(pdu);
    if (!m_result)
        end(Outcome::RetryLater, u"request_error:not_sent"_s);
}

void SnmpSession::read()
{
    {
        const Visit visit(*this);
        netsnmp_large_fd_set readable;
        netsnmp_large_fd_set_init(&readable, std::max<int>(FD_SETSIZE, socket() + 1));
        netsnmp_large_fd_setfd(socket(), &readable);
        snmp_sess_read2(m_handle, &readable);
        netsnmp_large_fd_set_cleanup(&readable);
    }
    goOn();
}

void SnmpSession::passTime()
{
    const Visit visit(*this);
    snmp_sess_timeout(m_handle);
}

// The library has kept the engine that answered.
void SnmpSession::goOn()
{
    if (m_result || !m_isProbing || session()->securityEngineIDLen == 0)
        return;
    m_isProbing = false;
    send();
}

int SnmpSession::onReply(int operation, netsnmp_pdu *pdu)
{
    switch (operation) {
    case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE: onMessage(*pdu); break;
    case NETSNMP_CALLBACK_OP_TIMED_OUT: end(Outcome::RetryLater, u"request_error:timeout"_s); break;
    case NETSNMP_CALLBACK_OP_SEND_FAILED: end(Outcome::RetryLater, u"request_error:not_sent"_s); break;
    case NETSNMP_CALLBACK_OP_SEC_ERROR:
        if (!m_isProbing) // a probe is answered by a report that says: unknown engine
            end(Outcome::RetryLater, u"request_error:"_s + reportText(snmpv3_get_report_type(pdu)));
        break;
    default: break; // resent, connected
    }
    return 1;
}

void SnmpSession::onMessage(const netsnmp_pdu &pdu)
{
    if (pdu.command != SNMP_MSG_RESPONSE)
        return; // a report: the library sends again, learns an engine, or says that this is the end of it
    if (pdu.errstat == SNMP_ERR_NOERROR)
        end(Outcome::Delivered);
    else
        end(Outcome::RetryLater, u"request_error:refused_%1"_s.arg(pdu.errstat));
}

void SnmpSession::end(Outcome outcome, const QString &code)
{
    if (m_result) // the first word counts: the library says some things twice
        return;
    m_result = Attempt{.outcome = outcome, .code = code};
    if (m_handle)
        m_result->address = endpointOf(m_request);
}

} // namespace pulse::delivery

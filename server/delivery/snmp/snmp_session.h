// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One notification on its way to one receiver: a Net-SNMP session of its own, and what becomes of it.
//
// Net-SNMP keeps users and engine times in tables of the process. So whatever a session needs in them is put
// there before each call that builds or reads a message and taken out after it: no session meets another's
// keys, whoever has the same user name or claims the same engine; a changed password holds at once; nothing
// grows.
//
// Thread safety: none; all sessions live on one thread. Does not move: Net-SNMP holds its address.
#pragma once

#include "delivery/job/attempt.h"
#include "delivery/outbound/outbox.h"
#include "delivery/snmp/snmp_library.h"
#include "delivery/snmp/snmp_notification.h"

#include <memory>

struct snmp_session;
struct snmp_pdu;

namespace pulse::delivery {

struct SnmpEngine {
    QByteArray id; // of the integration
    int boots = 0;
    std::chrono::seconds time{0}; // since boots rose
};

struct SnmpRequest {
    model::SnmpConfig config;
    SnmpEngine engine;
    VettedDestination destination; // the first of its addresses is sent to
    std::vector<SnmpVariable> variables;
};

struct SnmpLimits {
    std::chrono::milliseconds reply{3'000}; // how long to wait for one
    int resends = 2; // then: request_error:timeout
};

class SnmpSession {
public:
    SnmpSession(SnmpRequest request, const SnmpLimits &limits);
    ~SnmpSession();
    SnmpSession(const SnmpSession &) = delete;
    SnmpSession &operator=(const SnmpSession &) = delete;

    // Sends the trap, or begins to deliver the INFORM: in version 3 the receiver's engine is asked for first.
    void begin(SnmpKeys &keys);
    void read(); // the socket is readable
    void passTime(); // resends what was not answered in time, or gives up

    int socket() const; // -1 before begin(), or when it failed
    const std::optional<Attempt> &result() const { return m_result; } // none while it waits

private:
    class Opening;
    class Visit; // this session's user and engine in Net-SNMP's tables, for a scope

    bool isV3() const { return m_request.config.version == model::SnmpVersion::V3; }
    void probe();
    void send();
    void submit(snmp_pdu *pdu);
    void goOn();
    int onReply(int operation, snmp_pdu *pdu);
    void onMessage(const snmp_pdu &pdu);
    void end(Outcome outcome, const QString &code = {});
    snmp_session *session() const;

    const SnmpRequest m_request;
    const SnmpLimits m_limits;
    void *m_handle = nullptr; // Net-SNMP's
    bool m_isProbing = false;
    std::optional<std::pair<unsigned, unsigned>> m_receiverTime; // boots and time of the receiver's engine
    std::optional<Attempt> m_result;
};

} // namespace pulse::delivery

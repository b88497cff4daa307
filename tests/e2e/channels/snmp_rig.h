// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server's SNMP channel to send with, and a network that loses datagrams.
#pragma once

#include "delivery/snmp/snmp_channel.h"
#include "routing/webhook_body.h"
#include "snmp_users.h"
#include "support/receivers/fake_resolver.h"
#include "support/suite/fake_clock.h"
#include "support/suite/value_spy.h"

#include <QNetworkDatagram>
#include <QUdpSocket>

namespace pulse::test {

using namespace std::chrono_literals;
using delivery::Attempt;
using delivery::Outcome;

inline const QString kOtherId = u"0d9c1a52-77aa-4c1e-8f0e-5a9be1c2d3f4"_s;

inline delivery::GuardSettings allowing(std::initializer_list<quint16> ports)
{
    delivery::GuardSettings guard;
    for (const quint16 port : ports) {
        guard.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), port});
        guard.allowed.append({delivery::Network::parse(u"::1/128"_s).value(), port});
    }
    return guard;
}

// A server's channel: one that is made again is a server that was started again.
struct Sender {
    explicit Sender(std::initializer_list<quint16> ports, delivery::SnmpLimits limits = {200ms, 5})
        : channel({.timeout = 20s, .limits = limits, .guard = allowing(ports)}, resolver, clock)
    {
        isStarted = channel.start().has_value();
        boot = {1, clock.now() - 1000s};
    }

    void send(const SnmpUse &use, quint16 port, const QString &id = u"t1-r1"_s,
              const QString &host = u"127.0.0.1"_s)
    {
        routing::AlertFacts alert;
        alert.alertId = 1;
        alert.deviceId = u"pump-1"_s;
        channel.attempt({id, routing::webhookBody(alert, model::DeliverOn::Open), use.config(host, port),
                         use.integrationId, boot},
                        attempts.callback());
    }
    Attempt attempt(const SnmpUse &use, quint16 port, const QString &id = u"t1-r1"_s,
                    const QString &host = u"127.0.0.1"_s)
    {
        send(use, port, id, host);
        if (!attempts.waitFor(1, 30s))
            return {.code = u"never"_s};
        return attempts.take().first();
    }

    FakeClock clock;
    FakeResolver resolver;
    ValueSpy<Attempt> attempts;
    model::EngineBoot boot;
    delivery::SnmpChannel channel;
    bool isStarted = false;
};

// Loses every second datagram on the way to the receiver, beginning with the first.
class LossyRelay {
public:
    explicit LossyRelay(quint16 receiver)
    {
        m_front.bind(QHostAddress::LocalHost);
        m_back.bind(QHostAddress::LocalHost);
        QObject::connect(&m_front, &QUdpSocket::readyRead, &m_front, [this, receiver] {
            while (m_front.hasPendingDatagrams()) {
                const QNetworkDatagram datagram = m_front.receiveDatagram();
                m_sender = {datagram.senderAddress(), static_cast<quint16>(datagram.senderPort())};
                if (++m_count % 2 == 0)
                    m_back.writeDatagram(datagram.data(), QHostAddress::LocalHost, receiver);
            }
        });
        QObject::connect(&m_back, &QUdpSocket::readyRead, &m_back, [this] {
            while (m_back.hasPendingDatagrams())
                m_front.writeDatagram(m_back.receiveDatagram().data(), m_sender.first, m_sender.second);
        });
    }
    quint16 port() const { return m_front.localPort(); }
    int lost() const { return (m_count + 1) / 2; }

private:
    QUdpSocket m_front;
    QUdpSocket m_back;
    std::pair<QHostAddress, quint16> m_sender;
    int m_count = 0;
};

inline QStringList idsOf(const SnmpReceiver &receiver)
{
    QStringList ids;
    for (const SnmpTrap &trap : receiver.traps())
        ids.append(trap.value(u"pulseMessageId"_s));
    return ids;
}

} // namespace pulse::test

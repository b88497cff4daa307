// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A broker for deliveries to arrive at: a real Mosquitto with a login and, where asked, TLS, and a subscriber
// of another hand (libmosquitto) that remembers everything published.
//
// Thread safety: start and destroy on one thread; the rest from any.
#pragma once

#include "support/broker/broker.h"

struct mosquitto;

namespace pulse::test {

struct MqttReceiverOptions {
    bool isTls = false;
    QString user = QStringLiteral("us3r");
    QString password = QStringLiteral("p4ssword");
    QByteArray accessRules = {}; // an acl_file; empty: everybody may everything
};

struct ReceivedMessage {
    QByteArray topic;
    QByteArray payload;
    int qos = 0;
    bool isRetained = false;
    QByteArray contentType;
    QByteArray messageId; // the user property webhook-id
};

class MqttReceiver {
public:
    static Result<std::unique_ptr<MqttReceiver>> start(const MqttReceiverOptions &options = {});
    ~MqttReceiver();

    quint16 port() const { return m_broker->port(); }
    QString authorityFile() const { return m_broker->folder() + QStringLiteral("/certificate.pem"); }
    QList<ReceivedMessage> messages() const; // in order of arrival
    QList<ReceivedMessage> retained(); // what a new subscriber gets; waits for it
    int connectionCount() const; // by TCP; the subscriber comes another way
    Broker &broker() { return *m_broker; }

private:
    struct Subscriber;
    Result<> watch();

    MqttReceiverOptions m_options;
    std::unique_ptr<Broker> m_broker;
    std::unique_ptr<Subscriber> m_subscriber;
};

} // namespace pulse::test

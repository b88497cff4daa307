// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A foreign MQTT client (libmosquitto) that connects, publishes, subscribes and remembers.
//
// Thread safety: none for calls; the library's own thread delivers what arrives.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <chrono>
#include <memory>

struct mosquitto;

namespace pulse::test {

struct MqttLogin {
    QString user;
    QByteArray password;
    QByteArray clientId = {}; // empty: made up, and no session is kept
    bool keepsSession = false;
};

class MqttPeer {
public:
    explicit MqttPeer(const MqttLogin &login);
    ~MqttPeer(); // disconnects

    // The broker's answer: 0 is welcome, 4 and 5 are not (MQTT 3.1.1); -1: no answer.
    int connectTcp(quint16 port);
    int connectSocket(const QString &path);
    // QoS 1, acknowledged
    bool publish(const QByteArray &topic, const QByteArray &payload, bool isRetained = false);
    int subscribe(const QByteArray &filter); // granted QoS, 128: refused, -1: no answer
    bool waitForPayload(const QByteArray &payload,
                        std::chrono::milliseconds within = std::chrono::seconds{10});
    QList<QByteArray> payloads() const; // in the order they came
    bool waitForDisconnect(std::chrono::milliseconds within = std::chrono::seconds{10});
    bool sessionWasPresent() const;

private:
    struct Shared;
    int connectTo(const QByteArray &host, int port);

    std::unique_ptr<Shared> m_shared;
    mosquitto *m_client = nullptr;
};

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device that is not ours: libmosquitto, MQTT 3.1.1, QoS 1. One message at a time.
#pragma once

#include <QByteArray>
#include <QString>
#include <memory>

struct mosquitto;

namespace pulse::test {

class ForeignDevice {
public:
    ForeignDevice(quint16 port, const QString &user, const QByteArray &password);

    // True when the broker acknowledged it.
    bool publish(const QByteArray &topic, const QByteArray &payload);

private:
    std::unique_ptr<mosquitto, void (*)(mosquitto *)> m_client;
    bool m_isConnected = false;
    int m_acknowledged = 0; // message id of the last PUBACK
};

} // namespace pulse::test

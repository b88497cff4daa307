// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/foreign_device.h"

#include <chrono>
#include <mosquitto.h>

namespace pulse::test {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

ForeignDevice::ForeignDevice(quint16 port, const QString &user, const QByteArray &password)
    : m_client(nullptr, mosquitto_destroy)
{
    static const int initialised = mosquitto_lib_init();
    Q_UNUSED(initialised)
    m_client.reset(mosquitto_new(nullptr, true, this));
    mosquitto_username_pw_set(m_client.get(), user.toUtf8().constData(), password.constData());
    mosquitto_connect_callback_set(m_client.get(), [](mosquitto *, void *self, int result) {
        static_cast<ForeignDevice *>(self)->m_isConnected = result == 0;
    });
    mosquitto_publish_callback_set(m_client.get(), [](mosquitto *, void *self, int id) {
        static_cast<ForeignDevice *>(self)->m_acknowledged = id;
    });
    mosquitto_connect(m_client.get(), "127.0.0.1", port, 30);
    for (const auto until = Steady::now() + 5s; !m_isConnected && Steady::now() < until;)
        mosquitto_loop(m_client.get(), 50, 1);
}

bool ForeignDevice::publish(const QByteArray &topic, const QByteArray &payload)
{
    int id = 0;
    if (!m_isConnected
        || mosquitto_publish(m_client.get(), &id, topic.constData(), static_cast<int>(payload.size()),
                             payload.constData(), 1, false)
            != MOSQ_ERR_SUCCESS)
        return false;
    for (const auto until = Steady::now() + 5s; m_acknowledged != id && Steady::now() < until;)
        mosquitto_loop(m_client.get(), 50, 1);
    return m_acknowledged == id;
}

} // namespace pulse::test

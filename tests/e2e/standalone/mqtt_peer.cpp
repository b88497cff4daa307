// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt_peer.h"

#include <QFile>
#include <condition_variable>
#include <mosquitto.h>
#include <mutex>
#include <set>

namespace pulse::test {

struct MqttPeer::Shared {
    mutable std::mutex mutex;
    std::condition_variable changed;
    int answer = -1;
    bool wasPresent = false;
    bool isConnected = false;
    std::set<int> acknowledged;
    int granted = -1;
    QList<QByteArray> payloads;

    template <class Change> void change(Change change)
    {
        {
            std::lock_guard lock(mutex);
            change();
        }
        changed.notify_all();
    }
    template <class Condition>
    bool wait(Condition condition, std::chrono::milliseconds within = std::chrono::seconds{10})
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, within, condition);
    }
    static Shared &of(void *self) { return *static_cast<Shared *>(self); }
};

MqttPeer::MqttPeer(const MqttLogin &login)
    : m_shared(std::make_unique<Shared>())
{
    mosquitto_lib_init();
    m_client = mosquitto_new(login.clientId.isEmpty() ? nullptr : login.clientId.constData(),
                             !login.keepsSession, m_shared.get());
    mosquitto_username_pw_set(m_client, login.user.toUtf8().constData(), login.password.constData());
    mosquitto_connect_with_flags_callback_set(m_client, [](mosquitto *, void *self, int code, int flags) {
        Shared::of(self).change([&] {
            Shared::of(self).answer = code;
            Shared::of(self).wasPresent = (flags & 1) != 0;
            Shared::of(self).isConnected = code == 0;
        });
    });
    mosquitto_disconnect_callback_set(m_client, [](mosquitto *, void *self, int) {
        Shared::of(self).change([&] { Shared::of(self).isConnected = false; });
    });
    mosquitto_publish_callback_set(m_client, [](mosquitto *, void *self, int id) {
        Shared::of(self).change([&] { Shared::of(self).acknowledged.insert(id); });
    });
    mosquitto_subscribe_callback_set(m_client, [](mosquitto *, void *self, int, int, const int *granted) {
        Shared::of(self).change([&] { Shared::of(self).granted = granted[0]; });
    });
    mosquitto_message_callback_set(m_client, [](mosquitto *, void *self, const mosquitto_message *message) {
        Shared::of(self).change([&] {
            Shared::of(self).payloads.append(
                QByteArray(static_cast<const char *>(message->payload), message->payloadlen));
        });
    });
}

MqttPeer::~MqttPeer()
{
    mosquitto_disconnect(m_client);
    mosquitto_loop_stop(m_client, true);
    mosquitto_destroy(m_client);
}

int MqttPeer::connectTo(const QByteArray &host, int port)
{
    if (mosquitto_connect(m_client, host.constData(), port, 60) != MOSQ_ERR_SUCCESS
        || mosquitto_loop_start(m_client) != MOSQ_ERR_SUCCESS)
        return -1;
    m_shared->wait([this] { return m_shared->answer >= 0; });
    return m_shared->answer;
}

int MqttPeer::connectTcp(quint16 port) { return connectTo("127.0.0.1", port); }

int MqttPeer::connectSocket(const QString &path) { return connectTo(QFile::encodeName(path), 0); }

bool MqttPeer::publish(const QByteArray &topic, const QByteArray &payload, bool isRetained)
{
    int id = 0;
    const auto size = static_cast<int>(payload.size());
    if (mosquitto_publish(m_client, &id, topic.constData(), size, payload.constData(), 1, isRetained)
        != MOSQ_ERR_SUCCESS)
        return false;
    return m_shared->wait([this, id] { return m_shared->acknowledged.contains(id); });
}

int MqttPeer::subscribe(const QByteArray &filter)
{
    m_shared->change([this] { m_shared->granted = -1; });
    if (mosquitto_subscribe(m_client, nullptr, filter.constData(), 1) != MOSQ_ERR_SUCCESS)
        return -1;
    m_shared->wait([this] { return m_shared->granted >= 0; });
    return m_shared->granted;
}

bool MqttPeer::waitForPayload(const QByteArray &payload, std::chrono::milliseconds within)
{
    return m_shared->wait([this, &payload] { return m_shared->payloads.contains(payload); }, within);
}

QList<QByteArray> MqttPeer::payloads() const
{
    std::lock_guard lock(m_shared->mutex);
    return m_shared->payloads;
}

bool MqttPeer::waitForDisconnect(std::chrono::milliseconds within)
{
    return m_shared->wait([this] { return !m_shared->isConnected; }, within);
}

bool MqttPeer::sessionWasPresent() const { return m_shared->wasPresent; }

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foreign_peer.h"

#include <QDeadlineTimer>
#include <memory>
#include <mosquitto.h>

namespace pulse::mqtt {

namespace {

struct ForeignCount {
    bool isConnected = false;
    int published = 0;
};

ForeignCount &countOf(void *user) { return *static_cast<ForeignCount *>(user); }

} // namespace

bool publishForeign(quint16 port, const QList<ForeignMessage> &messages)
{
    mosquitto_lib_init();
    ForeignCount count;
    const std::unique_ptr<mosquitto, decltype(&mosquitto_destroy)> client(
        mosquitto_new(nullptr, true, &count), &mosquitto_destroy);
    mosquitto_connect_callback_set(
        client.get(), [](mosquitto *, void *user, int code) { countOf(user).isConnected = code == 0; });
    mosquitto_publish_callback_set(client.get(),
                                   [](mosquitto *, void *user, int) { ++countOf(user).published; });
    const QDeadlineTimer deadline(10'000);
    if (mosquitto_connect(client.get(), "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS)
        return false;
    while (!count.isConnected && !deadline.hasExpired())
        mosquitto_loop(client.get(), 50, 1);
    for (const ForeignMessage &message : messages)
        mosquitto_publish(client.get(), nullptr, message.topic.constData(),
                          static_cast<int>(message.payload.size()), message.payload.constData(), message.qos,
                          message.isRetained);
    while (count.published < messages.size() && !deadline.hasExpired())
        mosquitto_loop(client.get(), 50, 1);
    mosquitto_disconnect(client.get());
    return count.published == messages.size();
}

bool publishNumbers(quint16 port, int first, int last, int qos)
{
    QList<ForeignMessage> messages;
    for (int number = first; number <= last; ++number)
        messages.append({.payload = QByteArray::number(number), .qos = qos});
    return publishForeign(port, messages);
}

} // namespace pulse::mqtt

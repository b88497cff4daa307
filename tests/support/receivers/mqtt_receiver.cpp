// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/mqtt_receiver.h"

#include "base/mutex.h"
#include "support/process/spin.h"
#include "support/receivers/self_signed.h"

#include <QFile>
#include <atomic>
#include <mosquitto.h>
#include <mqtt_protocol.h>

namespace pulse::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kWatcher = u"watcher"_s;

QByteArray textOf(const mosquitto_property *properties, int id)
{
    char *text = nullptr;
    mosquitto_property_read_string(properties, id, &text, false);
    const std::unique_ptr<char, void (*)(void *)> owned(text, ::free);
    return {text};
}

QByteArray messageIdOf(const mosquitto_property *properties)
{
    char *name = nullptr;
    char *value = nullptr;
    mosquitto_property_read_string_pair(properties, MQTT_PROP_USER_PROPERTY, &name, &value, false);
    const std::unique_ptr<char, void (*)(void *)> ownedName(name, ::free);
    const std::unique_ptr<char, void (*)(void *)> ownedValue(value, ::free);
    return QByteArray(name) == "webhook-id" ? QByteArray(value) : QByteArray();
}

} // namespace

// On a thread of the library's.
struct MqttReceiver::Subscriber {
    explicit Subscriber(const QString &socketPath)
        : client(mosquitto_new(nullptr, true, this), mosquitto_destroy)
    {
        mosquitto_int_option(client.get(), MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
        // More than the broker sends at once: by default it is as many, and one too many ends the connection.
        mosquitto_int_option(client.get(), MOSQ_OPT_RECEIVE_MAXIMUM, 1000);
        mosquitto_username_pw_set(client.get(), "watcher", "watcher");
        mosquitto_connect_v5_callback_set(client.get(),
                                          [](mosquitto *self, void *, int, int, const mosquitto_property *) {
                                              mosquitto_subscribe(self, nullptr, "#", 2);
                                          });
        mosquitto_subscribe_callback_set(client.get(), [](mosquitto *, void *user, int, int, const int *) {
            of(user).isSubscribed = true;
        });
        mosquitto_message_v5_callback_set(client.get(), &Subscriber::onMessage);
        isStarted = mosquitto_connect(client.get(), QFile::encodeName(socketPath).constData(), 0, 60)
                == MOSQ_ERR_SUCCESS
            && mosquitto_loop_start(client.get()) == MOSQ_ERR_SUCCESS;
    }
    ~Subscriber()
    {
        mosquitto_disconnect(client.get());
        mosquitto_loop_stop(client.get(), true);
    }
    Subscriber(const Subscriber &) = delete;
    Subscriber &operator=(const Subscriber &) = delete;

    static Subscriber &of(void *user) { return *static_cast<Subscriber *>(user); }
    static void onMessage(mosquitto *, void *user, const mosquitto_message *message,
                          const mosquitto_property *properties)
    {
        of(user).messages.lock()->append(
            {message->topic, QByteArray(static_cast<const char *>(message->payload), message->payloadlen),
             message->qos, message->retain, textOf(properties, MQTT_PROP_CONTENT_TYPE),
             messageIdOf(properties)});
    }
    bool watches() const
    {
        return isStarted && spinUntil([this] { return isSubscribed.load(); }, 10s);
    }

    std::unique_ptr<mosquitto, decltype(&mosquitto_destroy)> client;
    Mutex<QList<ReceivedMessage>> messages;
    std::atomic<bool> isSubscribed = false;
    bool isStarted = false;
};

Result<std::unique_ptr<MqttReceiver>> MqttReceiver::start(const MqttReceiverOptions &options)
{
    std::unique_ptr<MqttReceiver> receiver(new MqttReceiver);
    receiver->m_options = options;
    BrokerOptions broker;
    broker.accounts = {{options.user, options.password}, {kWatcher, kWatcher}};
    broker.configuration = "connection_messages true\n";
    if (options.isTls) {
        const SelfSigned identity = selfSigned();
        broker.files = {{u"certificate.pem"_s, identity.certificate}, {u"key.pem"_s, identity.key}};
        broker.listenerLines = "certfile certificate.pem\nkeyfile key.pem\n";
    }
    if (!options.accessRules.isEmpty()) {
        broker.files.append({u"rules"_s, options.accessRules + "\nuser watcher\ntopic readwrite #\n"});
        broker.configuration += "acl_file rules\n";
    }
    PULSE_TRY(receiver->m_broker, Broker::start(broker));
    PULSE_CHECK(receiver->watch());
    return receiver;
}

MqttReceiver::~MqttReceiver() = default;

Result<> MqttReceiver::watch()
{
    static const int ready = mosquitto_lib_init();
    m_subscriber = std::make_unique<Subscriber>(m_broker->socketPath());
    if (ready == MOSQ_ERR_SUCCESS && m_subscriber->watches())
        return {};
    return fail(ErrorKind::Unavailable, u"nobody watches the broker:\n"_s + m_broker->output());
}

QList<ReceivedMessage> MqttReceiver::messages() const { return *m_subscriber->messages.lock(); }

QList<ReceivedMessage> MqttReceiver::retained()
{
    Subscriber late(m_broker->socketPath());
    if (!late.watches() || !spinUntil([&] { return !late.messages.lock()->isEmpty(); }, 10s))
        return {};
    return *late.messages.lock();
}

int MqttReceiver::connectionCount() const
{
    return static_cast<int>(m_broker->output().count(u"New connection from 127.0.0.1:"_s));
}

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/counting_consumer.h"

#include "bench/load/unix_socket.h"
#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"

#include <array>
#include <poll.h>
#include <unistd.h>

namespace pulse::bench {

using namespace Qt::StringLiterals;

CountingConsumer::~CountingConsumer() { stop(); }

bool CountingConsumer::exchange(const QByteArray &bytes, char expected) const
{
    std::array<char, 512> answer = {};
    return ::write(m_descriptor, bytes.constData(), static_cast<size_t>(bytes.size())) == bytes.size()
        && ::read(m_descriptor, answer.data(), answer.size()) >= 4 && answer[0] == expected;
}

Result<> CountingConsumer::start()
{
    PULSE_TRY(m_descriptor, connectTo(m_config.socketPath));
    mqtt::Connect connect;
    connect.clientId = m_config.clientId;
    connect.user = m_config.user;
    connect.password = m_config.password;
    connect.keepAliveSeconds = 0;
    connect.sessionExpirySeconds = 0xFFFFFFFF;
    connect.receiveMaximum = m_config.receiveMaximum;
    QByteArray bytes;
    mqtt::appendConnect(bytes, connect);
    if (!exchange(bytes, 0x20))
        return fail(ErrorKind::Forbidden, u"consumer: the broker does not let us in"_s);
    const mqtt::TopicFilter filter{m_config.filter, 1, mqtt::RetainHandling::DoNotSend};
    bytes.clear();
    mqtt::appendSubscribe(bytes, 1, std::span(&filter, 1));
    if (!exchange(bytes, static_cast<char>(0x90)))
        return fail(ErrorKind::Forbidden, u"consumer: no subscription"_s);
    m_thread = std::thread([this] { run(); });
    return {};
}

void CountingConsumer::stop()
{
    m_isStopping = true;
    if (m_thread.joinable())
        m_thread.join();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

void CountingConsumer::run()
{
    mqtt::PacketReader reader(1'048'576);
    QByteArray acknowledgements;
    while (!m_isStopping) {
        pollfd ready = {m_descriptor, POLLIN, 0};
        if (::poll(&ready, 1, 50) == 0)
            continue;
        const auto room = reader.prepare(262'144);
        const ssize_t got = ::read(m_descriptor, room.data(), room.size());
        if (got <= 0)
            return;
        reader.commit(static_cast<size_t>(got));
        quint64 count = 0;
        acknowledgements.resize(0);
        for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
            const auto publish = mqtt::decodePublish(**frame);
            if ((**frame).type != mqtt::PacketType::Publish || !publish)
                continue;
            mqtt::appendPuback(acknowledgements, publish->id);
            ++count;
        }
        if (!sendAll(m_descriptor, acknowledgements))
            return;
        m_count += count;
    }
}

} // namespace pulse::bench

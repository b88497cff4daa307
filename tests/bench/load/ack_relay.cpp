// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/ack_relay.h"

#include "bench/load/unix_socket.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"

#include <array>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using Steady = std::chrono::steady_clock;

// One side of the relay: what it sent is looked at packet by packet.
struct AckRelay::Direction {
    int descriptor = -1;
    mqtt::PacketType watched;
    mqtt::PacketReader reader{1'048'576};
};

struct AckRelay::Passed {
    Steady::time_point at;
    bool isRecorded = false;
    bool isSampled = false;
    QByteArray topic;
    QByteArray payload;
};

AckRelay::AckRelay(AckRelayConfig config)
    : m_config(std::move(config))
    , m_passed(65'536)
{
}

AckRelay::~AckRelay() { stop(); }

Result<> AckRelay::start()
{
    PULSE_TRY(m_listener, listenOn(m_config.listenPath));
    m_thread = std::thread([this] { run(); });
    return {};
}

void AckRelay::stop()
{
    m_isStopping = true;
    if (m_thread.joinable())
        m_thread.join();
    if (m_listener >= 0)
        ::close(std::exchange(m_listener, -1));
}

void AckRelay::notePublish(const QByteArray &topic, const QByteArray &payload, quint16 id)
{
    Passed &passed = m_passed[id];
    passed.at = Steady::now();
    passed.isRecorded = m_isRecording && topic.startsWith("tenant/");
    passed.isSampled = passed.isRecorded && ++m_count % static_cast<quint64>(m_config.sampleEvery) == 0;
    if (passed.isSampled) {
        passed.topic = topic;
        passed.payload = payload;
    }
}

void AckRelay::notePuback(quint16 id)
{
    Passed &passed = m_passed[id];
    if (!std::exchange(passed.isRecorded, false))
        return;
    m_results.milliseconds.push_back(
        std::chrono::duration<double, std::milli>(Steady::now() - passed.at).count());
    if (!passed.isSampled)
        return;
    ++m_results.sampled;
    m_results.invisible += m_config.isStored(passed.topic, passed.payload) ? 0 : 1;
}

// Looks first, then sends on. False: one side has gone.
bool AckRelay::carry(Direction &from, int to)
{
    std::array<char, 262'144> bytes;
    const ssize_t got = ::recv(from.descriptor, bytes.data(), bytes.size(), 0);
    if (got <= 0)
        return false;
    const auto room = from.reader.prepare(static_cast<size_t>(got));
    std::copy_n(bytes.data(), got, room.data());
    from.reader.commit(static_cast<size_t>(got));
    for (auto frame = from.reader.next(); frame && *frame; frame = from.reader.next()) {
        if ((**frame).type != from.watched)
            continue;
        if (from.watched == mqtt::PacketType::Puback) {
            if (const auto ack = mqtt::decodeAcknowledgement(**frame))
                notePuback(ack->id);
        } else if (const auto publish = mqtt::decodePublish(**frame); publish && publish->qos == 1) {
            notePublish(publish->topic.toByteArray(), publish->payload.toByteArray(), publish->id);
        }
    }
    return sendAll(to, QByteArrayView(bytes.data(), got));
}

void AckRelay::run()
{
    pollfd waiting = {m_listener, POLLIN, 0};
    while (!m_isStopping && ::poll(&waiting, 1, 50) == 0) { }
    if (m_isStopping)
        return;
    Direction server{::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC), mqtt::PacketType::Puback};
    const auto connected = connectTo(m_config.brokerPath);
    Direction broker{connected.value_or(-1), mqtt::PacketType::Publish};
    while (!m_isStopping) {
        std::array<pollfd, 2> ready = {{{server.descriptor, POLLIN, 0}, {broker.descriptor, POLLIN, 0}}};
        if (::poll(ready.data(), ready.size(), 50) == 0)
            continue;
        if (ready[0].revents != 0 && !carry(server, broker.descriptor))
            break;
        if (ready[1].revents != 0 && !carry(broker, server.descriptor))
            break;
    }
    ::close(server.descriptor);
    ::close(broker.descriptor);
}

} // namespace pulse::bench

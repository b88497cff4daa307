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

// A session of the server's. Packet identifiers are its own.
struct AckRelay::Link {
    Link(int serverSide, int brokerSide)
        : server{serverSide, mqtt::PacketType::Puback}
        , broker{brokerSide, mqtt::PacketType::Publish}
        , passed(65'536)
    {
    }
    ~Link()
    {
        ::close(server.descriptor);
        ::close(broker.descriptor);
    }

    Direction server;
    Direction broker;
    std::vector<Passed> passed; // by packet identifier
};

AckRelay::AckRelay(AckRelayConfig config)
    : m_config(std::move(config))
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

void AckRelay::notePublish(Passed &passed, const QByteArray &topic, const QByteArray &payload)
{
    passed.at = Steady::now();
    passed.isRecorded = m_isRecording && topic.startsWith("tenant/");
    passed.isSampled = passed.isRecorded && ++m_count % static_cast<quint64>(m_config.sampleEvery) == 0;
    if (passed.isSampled) {
        passed.topic = topic;
        passed.payload = payload;
    }
}

void AckRelay::notePuback(Passed &passed)
{
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
bool AckRelay::carry(Link &link, Direction &from, int to)
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
                notePuback(link.passed[ack->id]);
        } else if (const auto publish = mqtt::decodePublish(**frame); publish && publish->qos == 1) {
            notePublish(link.passed[publish->id], publish->topic.toByteArray(),
                        publish->payload.toByteArray());
        }
    }
    return sendAll(to, QByteArrayView(bytes.data(), got));
}

bool AckRelay::accept()
{
    const int server = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    const auto broker = connectTo(m_config.brokerPath);
    m_links.push_back(std::make_unique<Link>(server, broker.value_or(-1)));
    return server >= 0 && broker;
}

void AckRelay::run()
{
    bool isWell = true;
    while (isWell && !m_isStopping) {
        std::vector<pollfd> ready{{m_listener, POLLIN, 0}};
        for (const auto &link : m_links) {
            ready.push_back({link->server.descriptor, POLLIN, 0});
            ready.push_back({link->broker.descriptor, POLLIN, 0});
        }
        if (::poll(ready.data(), ready.size(), 50) == 0)
            continue;
        std::vector<std::unique_ptr<Link>> open;
        for (size_t i = 0; i < m_links.size(); ++i) {
            Link &link = *m_links[i];
            if ((ready[2 * i + 1].revents == 0 || carry(link, link.server, link.broker.descriptor))
                && (ready[2 * i + 2].revents == 0 || carry(link, link.broker, link.server.descriptor)))
                open.push_back(std::move(m_links[i]));
        }
        m_links = std::move(open);
        if (ready[0].revents != 0)
            isWell = accept();
    }
    m_links.clear();
}

} // namespace pulse::bench

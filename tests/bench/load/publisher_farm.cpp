// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/publisher_farm.h"

#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

struct PublisherFarm::Connection {
    int descriptor = -1;
    mqtt::PacketReader reader{65'536};
    QByteArray out;
    qsizetype written = 0; // of `out`
    quint16 nextId = 1;
    int unanswered = 0;
    size_t firstFrame = 0; // the devices of this connection are frames first … first + count - 1
    size_t frameCount = 0;
    size_t nextFrame = 0;

    ~Connection()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

namespace {

std::vector<NextFrame> framesOf(const FleetShape &shape)
{
    std::vector<NextFrame> frames;
    frames.reserve(static_cast<size_t>(shape.devices));
    for (int device = 0; device < shape.devices; ++device) {
        frames.emplace_back(
            [frame = DeviceFrame(shape, device)](quint16 id, Instant now) mutable -> const QByteArray & {
                return frame.next(id, now);
            });
    }
    return frames;
}

} // namespace

PublisherFarm::PublisherFarm(FarmConfig config, const FleetShape &shape)
    : PublisherFarm(std::move(config), framesOf(shape))
{
}

PublisherFarm::PublisherFarm(FarmConfig config, std::vector<NextFrame> devices)
    : m_config(std::move(config))
    , m_frames(std::move(devices))
{
    const auto connections = static_cast<size_t>(m_config.connections);
    for (size_t i = 0; i < connections; ++i) {
        auto connection = std::make_unique<Connection>();
        connection->firstFrame = m_frames.size() * i / connections;
        connection->frameCount = m_frames.size() * (i + 1) / connections - connection->firstFrame;
        m_connections.push_back(std::move(connection));
    }
}

PublisherFarm::~PublisherFarm() { stop(); }

// Blocking until CONNACK, then not any more.
Result<> PublisherFarm::open(Connection &connection) const
{
    connection.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_config.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(connection.descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return fail(ErrorKind::Unavailable, u"publisher: cannot connect"_s);
    const int yes = 1;
    ::setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    mqtt::Connect connect;
    connect.clientId = "farm-" + QByteArray::number(connection.descriptor);
    connect.user = m_config.user;
    connect.password = m_config.password;
    connect.isCleanStart = true;
    connect.keepAliveSeconds = 0;
    QByteArray bytes;
    mqtt::appendConnect(bytes, connect);
    std::array<char, 256> answer = {};
    if (::write(connection.descriptor, bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size()
        || ::read(connection.descriptor, answer.data(), answer.size()) < 4 || answer[0] != 0x20
        || answer[3] != 0)
        return fail(ErrorKind::Forbidden, u"publisher: the broker does not let us in"_s);
    return {};
}

Result<> PublisherFarm::start()
{
    for (const auto &connection : m_connections)
        PULSE_CHECK(open(*connection));
    m_startedAt = Steady::now();
    m_thread = std::thread([this] { run(); });
    return {};
}

void PublisherFarm::stop()
{
    m_isStopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

bool PublisherFarm::mayPublish()
{
    if (m_config.depth > 0 && m_sent >= m_taken + m_config.depth)
        return false;
    if (m_config.perSecond <= 0)
        return true;
    const double seconds = std::chrono::duration<double>(m_now - m_startedAt).count();
    return static_cast<double>(m_sent) < seconds * m_config.perSecond;
}

// At full speed a connection waits until half its window is free, so that it writes many at once: a load that
// costs little leaves the processor to who is measured.
void PublisherFarm::fill(Connection &connection)
{
    if (m_config.perSecond <= 0 && connection.unanswered > m_config.window / 2)
        return;
    while (connection.unanswered < m_config.window && mayPublish()) {
        const size_t frame = connection.firstFrame + connection.nextFrame;
        connection.nextFrame = (connection.nextFrame + 1) % connection.frameCount;
        connection.out.append(m_frames[frame](connection.nextId, m_wallNow));
        connection.nextId = connection.nextId == 65'535 ? 1 : connection.nextId + 1;
        ++connection.unanswered;
        ++m_sent;
        if (m_config.perSecond > 0)
            return; // a rate is spread over all connections
    }
}

// False: the connection is gone.
bool PublisherFarm::takeAcknowledgements(Connection &connection)
{
    const auto room = connection.reader.prepare(16'384);
    const ssize_t got = ::recv(connection.descriptor, room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (got <= 0)
        return false;
    connection.reader.commit(static_cast<size_t>(got));
    quint64 answered = 0;
    for (;;) {
        const auto frame = connection.reader.next();
        if (!frame)
            return false;
        if (!*frame)
            break;
        if ((**frame).type != mqtt::PacketType::Puback)
            return false;
        ++answered;
    }
    connection.unanswered -= static_cast<int>(answered);
    m_published += answered;
    return true;
}

bool PublisherFarm::flush(Connection &connection)
{
    const qsizetype size = connection.out.size() - connection.written;
    if (size == 0)
        return true;
    const ssize_t put = ::send(connection.descriptor, connection.out.constData() + connection.written,
                               static_cast<size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put < 0)
        return errno == EAGAIN || errno == EINTR;
    connection.written += put;
    if (connection.written == connection.out.size()) {
        connection.out.resize(0);
        connection.written = 0;
    }
    return true;
}

void PublisherFarm::run()
{
    const int watch = ::epoll_create1(EPOLL_CLOEXEC);
    for (const auto &connection : m_connections) {
        epoll_event event = {EPOLLIN, {connection.get()}};
        ::epoll_ctl(watch, EPOLL_CTL_ADD, connection->descriptor, &event);
    }
    std::array<epoll_event, 64> events;
    std::optional<Steady::time_point> deadline;
    bool isAlive = true;
    while (isAlive) {
        m_now = Steady::now();
        m_wallNow = SystemClock().now();
        quint64 unanswered = 0;
        m_first = (m_first + 1) % m_connections.size();
        for (size_t i = 0; i < m_connections.size(); ++i) {
            Connection &connection = *m_connections[(m_first + i) % m_connections.size()];
            if (!m_isStopping)
                fill(connection);
            isAlive = isAlive && flush(connection);
            unanswered += static_cast<quint64>(connection.unanswered);
        }
        if (m_isStopping && !deadline)
            deadline = m_now + 30s;
        if (deadline && (unanswered == 0 || m_now > *deadline))
            break;
        ::poll(nullptr, 0, 1);
        const int count = ::epoll_wait(watch, events.data(), static_cast<int>(events.size()), 1);
        for (int i = 0; i < count; ++i)
            isAlive = isAlive
                && takeAcknowledgements(*static_cast<Connection *>(events[static_cast<size_t>(i)].data.ptr));
    }
    m_hasFailed = !isAlive;
    ::close(watch);
}

} // namespace pulse::bench

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/busy_receiver.h"

#include <array>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::test {

namespace {

constexpr int kBacklog = 4'096;
constexpr int kLook = 50; // milliseconds until a stop is seen

struct Listener {
    int socket = -1;
    quint16 port = 0;
};

Listener listenOnLoopback()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(socket, generic, length) != 0 || ::listen(socket, kBacklog) != 0
        || ::getsockname(socket, generic, &length) != 0)
        qFatal("no port to listen on");
    return {socket, ntohs(address.sin_port)};
}

// The value of a header, by its name in lower case; null: there is none.
QByteArray header(const QByteArray &head, const QByteArray &name)
{
    const qsizetype at = head.toLower().indexOf("\r\n" + name + ':');
    if (at < 0)
        return {};
    const qsizetype begin = at + name.size() + 3;
    return head.mid(begin, head.indexOf('\r', begin) - begin).trimmed();
}

void watch(int poll, int socket)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

} // namespace

BusyReceiver::BusyReceiver(OnArrival arrived)
    : m_arrived(std::move(arrived))
{
    const Listener listener = listenOnLoopback();
    m_listener = listener.socket;
    m_port = listener.port;
    m_poll = ::epoll_create1(EPOLL_CLOEXEC);
    watch(m_poll, m_listener);
    m_thread = std::thread([this] { run(); });
}

BusyReceiver::~BusyReceiver()
{
    m_isStopping = true;
    m_thread.join();
    for (const auto &[socket, buffer] : m_buffers)
        ::close(socket);
    ::close(m_listener);
    ::close(m_poll);
}

void BusyReceiver::run()
{
    std::array<epoll_event, 256> events;
    while (!m_isStopping) {
        const int ready = ::epoll_wait(m_poll, events.data(), static_cast<int>(events.size()), kLook);
        for (int i = 0; i < ready; ++i) {
            const int socket = events[static_cast<size_t>(i)].data.fd;
            if (socket == m_listener) {
                welcome();
            } else if (!read(socket)) {
                m_buffers.erase(socket);
                ::close(socket);
            }
        }
    }
}

void BusyReceiver::welcome()
{
    while (true) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0)
            return;
        m_buffers.emplace(socket, QByteArray());
        watch(m_poll, socket);
    }
}

bool BusyReceiver::read(int socket)
{
    std::array<char, 16'384> bytes;
    QByteArray &buffer = m_buffers[socket];
    while (true) {
        const ssize_t count = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (count == 0)
            return false;
        if (count < 0)
            return errno == EAGAIN && answerWhole(socket, buffer);
        buffer.append(bytes.data(), count);
        if (count < static_cast<ssize_t>(bytes.size()))
            return answerWhole(socket, buffer);
    }
}

bool BusyReceiver::answerWhole(int socket, QByteArray &buffer)
{
    constexpr std::string_view kAnswer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    while (true) {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return true;
        const QByteArray head = buffer.left(end + 2);
        const qsizetype length = header(head, "content-length").toLongLong();
        if (buffer.size() < end + 4 + length)
            return true;
        m_arrived(
            {header(head, "webhook-id"), buffer.mid(end + 4, length), std::chrono::system_clock::now()});
        buffer.remove(0, end + 4 + length);
        ++m_count;
        if (::send(socket, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) < 0)
            return false;
    }
}

SilentListener::SilentListener()
{
    const Listener listener = listenOnLoopback();
    m_listener = listener.socket;
    m_port = listener.port;
}

SilentListener::~SilentListener() { ::close(m_listener); }

} // namespace pulse::test

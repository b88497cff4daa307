// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/scripted_socket.h"

#include "fuzz/fuzz_target.h"

#include <QFile>
#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pulse::fuzz {

ScriptedSocket::ScriptedSocket()
    : m_listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
{
    const QByteArray name = QFile::encodeName(path());
    sockaddr_un address{};
    PULSE_HOLDS(m_folder.isValid() && static_cast<size_t>(name.size()) < sizeof address.sun_path);
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    PULSE_HOLDS(::bind(m_listening, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    PULSE_HOLDS(::listen(m_listening, 8) == 0);
}

ScriptedSocket::~ScriptedSocket()
{
    hangUp();
    ::close(m_listening);
}

bool ScriptedSocket::accept()
{
    const int peer = ::accept4(m_listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (peer < 0)
        return false;
    hangUp();
    m_peer = peer;
    return true;
}

// What does not go out is lost: the other end has closed, or does not read while the socket is full.
void ScriptedSocket::say(QByteArrayView bytes)
{
    if (m_peer >= 0)
        static_cast<void>(::send(m_peer, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL));
}

QByteArray ScriptedSocket::told()
{
    QByteArray all;
    std::array<char, 4'096> buffer; // NOLINT: filled by recv
    while (m_peer >= 0) {
        const ssize_t size = ::recv(m_peer, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            break;
        all.append(buffer.data(), size);
    }
    return all;
}

void ScriptedSocket::hangUp()
{
    if (m_peer >= 0)
        ::close(m_peer);
    m_peer = -1;
}

} // namespace pulse::fuzz

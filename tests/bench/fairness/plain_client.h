// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A TCP connection to the server that blocks, sends the bytes it is given, and reads only when it is told to:
// loads and measurements run on threads of their own, without an event loop between them and the clock.
//
// Thread safety: none, except that shut() may be called from another thread to end what blocks.
#pragma once

#include <QByteArray>
#include <chrono>
#include <vector>

namespace pulse::bench {

class PlainClient {
public:
    // To 127.0.0.1; `from`: another address of 127.0.0.0/8, as a number.
    explicit PlainClient(quint16 port, quint32 from = 0);
    ~PlainClient();
    PlainClient(PlainClient &&other) noexcept;
    PlainClient &operator=(PlainClient &&) = delete;

    bool isOpen() const { return m_socket >= 0; }
    int socket() const { return m_socket; } // to wait for an answer with others
    bool send(const QByteArray &bytes); // false: the server has ended the connection
    int readAnswer(); // its status, when all of it has come; 0: none
    const QByteArray &lastBody() const { return m_body; }
    void shut();

private:
    int m_socket = -1;
    QByteArray m_seen;
    QByteArray m_body;
};

QByteArray getRequest(const QByteArray &path, const QByteArray &token = {});
// A live socket's handshake, with its answer read.
bool upgrade(PlainClient &client, const QByteArray &token);

// A neighbour's requests, one after another on one connection.
struct Latencies {
    std::vector<double> ms;
    int refused = 0; // not 2xx

    void add(std::chrono::steady_clock::time_point begun, int status);
    double quantile(double share) const;
};
Latencies measureGets(quint16 port, const QByteArray &request, int count);

} // namespace pulse::bench

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A receiver for demonstrations: answers every webhook with 200 and says what arrived, one line each.
//
// Thread safety: none; lives on a thread with an event loop. Listens on loopback only.
#pragma once

#include "base/service.h"

#include <QByteArray>
#include <QTcpServer>
#include <functional>

class QTcpSocket;

namespace pulse::simulator {

class WebhookSink final : public Service {
public:
    using Print = std::function<void(const QByteArray &line)>;

    // Port 0: any. Without `print`, lines go to standard output.
    explicit WebhookSink(quint16 port, Print print = {});
    ~WebhookSink() override;

    Result<> start() override;
    void stop() override;
    quint16 port() const { return m_server.serverPort(); }

private:
    void serve(QTcpSocket *socket);
    void read(QTcpSocket *socket, QByteArray &input);

    const quint16 m_port;
    Print m_print;
    QTcpServer m_server;
};

} // namespace pulse::simulator

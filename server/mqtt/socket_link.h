// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A link over TCP or TLS, on Qt's sockets.
//
// Thread safety: one thread.
#pragma once

#include "mqtt/link.h"

class QAbstractSocket;

namespace pulse::mqtt {

class SocketLink final : public Link {
    Q_OBJECT

public:
    explicit SocketLink(QObject *parent);
    ~SocketLink() override;

    void open(const BrokerAddress &address) override;
    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override;
    qint64 read(char *into, qint64 most) override;
    void write(const QByteArray &bytes) override;
    QString tls() const override;

private:
    void openTcp(const BrokerAddress &address);
    void openTls(const BrokerAddress &address);
    void watch(QAbstractSocket *socket);
    void connected();
    void failed();
    void silence() override;
    void abort() override;
    void drain(std::chrono::milliseconds timeout) override;

    QAbstractSocket *m_socket = nullptr;
};

} // namespace pulse::mqtt

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A link over a Unix socket, the one that carries a fleet: reads straight into the reader's buffer, and under
// load no more often than it has to. A broker writes every message by itself; to wake for each costs both
// sides more than the message does. After a quiet interval the next byte is read at once.
//
// Thread safety: one thread.
#pragma once

#include "mqtt/link.h"

#include <QByteArray>
#include <QTimer>
#include <memory>

class QSocketNotifier;

namespace pulse::mqtt {

class UnixLink final : public Link {
    Q_OBJECT

public:
    // `readInterval`: from one read to the next while something comes; 0: none.
    UnixLink(std::chrono::milliseconds readInterval, QObject *parent);
    ~UnixLink() override;

    void open(const BrokerAddress &address) override;
    qint64 bytesAvailable() const override { return m_descriptor < 0 ? 0 : kReadBuffer; }
    qint64 bytesToWrite() const override { return m_unwritten.size(); }
    qint64 read(char *into, qint64 most) override;
    void write(const QByteArray &bytes) override;
    void setReadPaused(bool isPaused) override;

private:
    bool connectTo(const QString &path);
    void takeReadable();
    void takeWritable();
    bool send(); // false: the system takes no more for now
    void silence() override;
    void abort() override;
    void drain(std::chrono::milliseconds timeout) override;

    const std::chrono::milliseconds m_readInterval;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier;
    QTimer m_readTimer; // until the next read
    std::chrono::steady_clock::time_point m_lastRead;
    bool m_isReadPaused = false;
    QByteArray m_unwritten;
};

} // namespace pulse::mqtt

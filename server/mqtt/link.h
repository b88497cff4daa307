// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One socket to a broker, whichever kind: Unix socket, TCP or TLS. Opened once, closed once, then thrown
// away.
//
// Thread safety: one thread.
// Invariants: closed() comes exactly once, from the event loop and never from inside a call, unless discard()
// came first; at most kReadBuffer bytes wait inside, so a reader that stops stops the broker.
#pragma once

#include "mqtt/broker_address.h"

#include <QObject>
#include <chrono>

class QAbstractSocket;
class QIODevice;
class QLocalSocket;

namespace pulse::mqtt {

class Link final : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 kReadBuffer = 256 * 1024;

    explicit Link(QObject *parent = nullptr);
    ~Link() override;

    void open(const BrokerAddress &address);

    // Closes at once, says nothing more and deletes itself from the event loop.
    void discard();

    // Waits, no longer than `timeout`, until what was written has left and the broker has closed; then
    // discards.
    void finish(std::chrono::milliseconds timeout);

    qint64 bytesAvailable() const;
    qint64 bytesToWrite() const;
    qint64 read(char *into, qint64 most);
    void write(const QByteArray &bytes); // and hands them to the system

signals:
    void opened();
    void readable();
    void written();
    void closed(const QString &why);

private:
    void openLocal(const BrokerAddress &address);
    void openTcp(const BrokerAddress &address);
    void openTls(const BrokerAddress &address);
    void watch(QAbstractSocket *socket);
    void fail(const QString &why);
    void silence();
    void reportClosed();
    void announceOpened();

    QIODevice *m_device = nullptr; // one of the three below, as what they have in common
    QLocalSocket *m_local = nullptr;
    QAbstractSocket *m_tcp = nullptr; // TCP or TLS
    QString m_why; // of the first failure
    bool m_isClosing = false;
};

} // namespace pulse::mqtt

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

#include "base/result.h"
#include "mqtt/broker_address.h"

#include <QObject>
#include <chrono>

namespace pulse::mqtt {

// Code of the error when the other side, or what lies between, ended an open link without a word.
constexpr QLatin1StringView kClosedEarly("closed_early");

class Link : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 kReadBuffer = 256 * 1024;

    // The kind that the address needs; opens itself from open().
    static Link *make(const BrokerAddress &address, std::chrono::milliseconds readInterval, QObject *parent);

    virtual void open(const BrokerAddress &address) = 0;

    // Closes at once, says nothing more and deletes itself from the event loop.
    void discard();

    // Waits, no longer than `timeout`, until what was written has left and the broker has closed; then
    // discards.
    void finish(std::chrono::milliseconds timeout);

    virtual qint64 bytesToWrite() const = 0;
    // What read() can give now; where that is not known, what it may give at the most.
    virtual qint64 bytesAvailable() const = 0;
    virtual qint64 read(char *into, qint64 most) = 0; // 0 or less: nothing is there
    virtual void write(const QByteArray &bytes) = 0; // and hands them to the system
    virtual QString tls() const { return {}; } // "TLSv1.3", once opened; empty: none
    virtual void setReadPaused(bool) { } // of a link that would go on saying readable()

signals:
    void opened();
    void readable();
    void written();
    // The error's code: connection_failed before opened(), closed_early after it; tls; certificate.
    void closed(const Error &error);

protected:
    explicit Link(QObject *parent);

    // The first one counts; closed() follows. Without a code it is one of the two that any link has.
    void fail(const QString &why, const QString &code = {});
    bool isClosing() const { return m_isClosing; }
    void announceOpened();

    virtual void silence() = 0; // no signal of the socket's reaches us any more
    virtual void abort() = 0;
    virtual void drain(std::chrono::milliseconds timeout) = 0; // write all, then read until the broker closes

private:
    void beSilent();
    void reportClosed();

    Error m_failure; // the first
    bool m_isOpened = false;
    bool m_isClosing = false;
};

} // namespace pulse::mqtt

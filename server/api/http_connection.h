// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What we keep beside each TCP connection. It sees the bytes before Qt's parser does and lets through only
// whole, strict, bounded requests; and it sends the answers in the order of the requests, whenever they come.
//
// Thread safety: none; lives on the HTTP thread as a child of its socket and goes with it.
// Invariants: Qt's parser and we agree where each request ends, because what they could disagree about is
// refused.
#pragma once

#include "api/door_config.h"
#include "api/live_guard.h"
#include "api/reply_writer.h"
#include "api/request_head.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <chrono>
#include <deque>
#include <functional>

class QTcpSocket;

namespace pulse::api {

using RequestNumber = quint64;

// What a connection shares with all others.
struct ConnectionShared {
    const DoorLimits &limits;
    const Clock &clock;
    std::shared_ptr<UnsentBytes> unsent;
};

class HttpConnection final : public QObject {
    Q_OBJECT

public:
    // Requires: constructed before anything else connects to the socket's readyRead.
    HttpConnection(QTcpSocket *socket, const ConnectionShared &shared);
    ~HttpConnection() override;

    static HttpConnection *of(QTcpSocket *socket);
    void guards(QObject *parser) { m_parser = parser; } // who reads the socket after us
    void whenGone(std::function<void()> onGone) { m_onGone = std::move(onGone); }

    // The request that was just let through: call once, while the parser hands it on.
    struct Begun {
        RequestNumber number;
        RequestHead head;
    };
    Begun begin();
    // Of a streamed reply the head; its portions follow by append(), until finish().
    void answer(RequestNumber number, const Reply &reply);
    void append(RequestNumber number, const QByteArray &portion);
    void finish(RequestNumber number);
    void abort(); // what was begun cannot be gone on with
    // Bytes of that answer that the client has not taken yet.
    qint64 unsentBytes(RequestNumber number) const;

    // Whom the memory that unsent answers take is counted for, from now on.
    void belongTo(const Participant &participant) { m_unsent.belongTo(participant); }

    // The socket becomes a WebSocket: no more timers, no more answers from here.
    void release();
    LiveGuard *liveGuard() const
    {
        return m_liveGuard;
    } // a turn of the event loop after release(); else null
    quint16 peerPort() const { return m_peerPort; }

    // No whole request is here that was not answered. It may go when others need its place.
    bool isIdle() const;
    std::chrono::steady_clock::time_point idleSince() const { return m_lastProgress; }

signals:
    void progressed(); // the client took bytes of an answer

private:
    enum class State { Head, Body, Closing, Released };
    struct Pending {
        RequestNumber number;
        ReplyForm form;
        std::optional<QByteArray> bytes; // of the answer, once it is there and until the socket has it
        bool isWhole = true; // else more of it follows
    };

    void onReadyRead();
    qsizetype takeHead(const QByteArray &seen);
    void headRead();
    void messageDone();
    void refuse(const HeadRefusal &refusal);
    void beginClosing();
    void discard();
    Pending *pending(RequestNumber number);
    bool isStreaming() const
    {
        return !m_pending.empty() && m_pending.front().bytes && !m_pending.front().isWhole;
    }
    void flush();
    void sendDue();
    void countUnsent();
    void onTimeout();
    void onBytesWritten();
    qint64 mostBodyBytes() const;

    QTcpSocket *m_socket;
    QObject *m_parser = nullptr;
    const DoorLimits &m_limits;
    const Clock &m_clock;
    std::shared_ptr<UnsentBytes> m_allUnsent;
    UnsentBytes::Account m_unsent;
    const quint16 m_peerPort;
    std::chrono::steady_clock::time_point m_lastProgress = std::chrono::steady_clock::now();
    std::function<void()> m_onGone = [] {};
    QPointer<LiveGuard> m_liveGuard;
    QTimer m_timer;
    State m_state = State::Head;
    QByteArray m_headBytes;
    RequestHead m_head;
    qint64 m_bodyLeft = 0;
    qint64 m_discarded = 0;
    bool m_isLast = false; // no request is taken after the one under way
    RequestNumber m_lastNumber = 0;
    std::deque<Pending> m_pending;
};

} // namespace pulse::api

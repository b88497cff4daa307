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
#include "api/reply_writer.h"
#include "api/request_head.h"

#include <QObject>
#include <QTimer>
#include <deque>
#include <functional>

class QTcpSocket;

namespace pulse::api {

using RequestNumber = quint64;

class HttpConnection final : public QObject {
    Q_OBJECT

public:
    // Requires: constructed before anything else connects to the socket's readyRead.
    HttpConnection(QTcpSocket *socket, const DoorLimits &limits, const Clock &clock,
                   std::function<void()> onGone);
    ~HttpConnection() override;

    static HttpConnection *of(QTcpSocket *socket);
    void guards(QObject *parser) { m_parser = parser; } // who reads the socket after us

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

    // The socket becomes a WebSocket: no more timers, no more answers from here.
    void release();
    bool hasAnswersPending() const { return !m_pending.empty(); }

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
    void onTimeout();
    void onBytesWritten();
    qint64 mostBodyBytes() const;

    QTcpSocket *m_socket;
    QObject *m_parser = nullptr;
    const DoorLimits &m_limits;
    const Clock &m_clock;
    std::function<void()> m_onGone;
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

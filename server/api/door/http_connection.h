// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One HTTP/1 connection: reads strict, bounded requests (RFC 9112), one after another, hands on those that
// are whole, and sends the answers in the order of the requests, whenever they come. What asks to become a
// WebSocket waits until all before it is answered; then the socket is its, with the head unread.
//
// Thread safety: none; lives on the HTTP thread as a child of its socket and goes with it.
#pragma once

#include "api/http/door_config.h"
#include "api/http/reply_writer.h"
#include "api/http/request_body.h"
#include "api/live/live_guard.h"
#include "auth/token_verifier.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <chrono>
#include <deque>
#include <functional>

class QTcpSocket;

namespace pulse::api {

using RequestNumber = quint64;
class HttpConnection;

// A whole request, and where its answer goes.
struct IncomingRequest {
    RequestHead head;
    QByteArray body;
    QString peer;
    QPointer<HttpConnection> connection;
    RequestNumber number = 0;
    Participant participant = {}; // whom it is for, once that is known
    std::optional<auth::Claims> caller = {}; // with whose session it ends, if it does

    void answer(const Reply &reply) const;
};

// Whom connections hand their requests to.
class RequestSink {
public:
    virtual ~RequestSink() = default;
    virtual void take(IncomingRequest request) = 0;
    // To become a WebSocket, its turn having come: to be answered, or upgrade()d, before this returns.
    virtual void takeUpgrade(const IncomingRequest &request) = 0;
};

// What a connection shares with all others.
struct ConnectionShared {
    const DoorLimits &limits;
    const Clock &clock;
    RequestSink &sink;
    std::shared_ptr<KeptBytes> unsent; // by whom it is for
    std::shared_ptr<KeptBytes> unread; // of bodies that are not whole yet, by address
};

class HttpConnection final : public QObject {
    Q_OBJECT

public:
    HttpConnection(QTcpSocket *socket, const ConnectionShared &shared);
    ~HttpConnection() override;

    void whenGone(std::function<void()> onGone) { m_onGone = std::move(onGone); }

    // Of a streamed reply the head; its portions follow by append(), until finish().
    void answer(RequestNumber number, const Reply &reply);
    void append(RequestNumber number, const QByteArray &portion);
    void finish(RequestNumber number);
    void abort(); // what was begun cannot be gone on with
    // Bytes of that answer that the client has not taken yet.
    qint64 unsentBytes(RequestNumber number) const;

    // Whom the memory that unsent answers take is counted for, from now on.
    void belongTo(const Participant &participant) { m_unsent.belongTo(participant); }

    // The socket becomes a WebSocket: no more timers, no more answers from here. It is told to end by itself
    // when it is closed, until it is adopted.
    QTcpSocket *upgrade();
    void adopted() { disconnect(m_ending); }
    LiveGuard *liveGuard() const { return m_liveGuard; } // after upgrade(); else null
    const RequestHead &head() const { return m_head; } // of the newest request
    quint16 peerPort() const { return m_peerPort; }

    // No whole request is here that was not answered. It may go when others need its place.
    bool isIdle() const;
    std::chrono::steady_clock::time_point idleSince() const { return m_lastProgress; }

signals:
    void progressed(); // the client took bytes of an answer

private:
    enum class State { Head, Body, Last, Closing, Released };
    struct Pending {
        RequestNumber number;
        ReplyForm form;
        bool isUpgrade = false;
        std::optional<QByteArray> bytes; // of the answer, once it is there and until the socket has it
        bool isWhole = true; // of `bytes`: else more of it follows
    };

    void onReadyRead();
    bool readHead();
    bool readBody();
    void headRead();
    void requestRead();
    void refuse(const HeadRefusal &refusal);
    void beginClosing();
    void discard();
    Pending *pending(RequestNumber number);
    bool isStreaming() const
    {
        return !m_pending.empty() && m_pending.front().bytes && !m_pending.front().isWhole;
    }
    bool isBetweenRequests() const;
    void flush();
    void sendDue();
    void countUnsent();
    void onTimeout();
    void onBytesWritten();
    qint64 mostBodyBytes() const;

    QTcpSocket *m_socket;
    const ConnectionShared m_shared;
    const DoorLimits &m_limits;
    KeptBytes::Account m_unsent;
    KeptBytes::Account m_unread;
    const QString m_peer;
    const quint16 m_peerPort;
    QMetaObject::Connection m_ending;
    std::chrono::steady_clock::time_point m_lastProgress = std::chrono::steady_clock::now();
    std::function<void()> m_onGone = [] {};
    QPointer<LiveGuard> m_liveGuard;
    QTimer m_timer;
    State m_state = State::Head;
    QByteArray m_headBytes; // read in a transaction, so that a WebSocket can read them again
    RequestHead m_head;
    RequestBody m_body;
    qint64 m_discarded = 0;
    RequestNumber m_lastNumber = 0;
    std::deque<Pending> m_pending;
};

} // namespace pulse::api

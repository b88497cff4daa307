// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps one MQTT 5 connection up: dials, CONNECT and CONNACK, keep-alive, back-off, and cuts what arrives
// into packets. What packets mean is the handler's affair (Session, Publisher).
#pragma once

#include "base/backoff.h"
#include "mqtt/broker_address.h"
#include "mqtt/link.h"
#include "mqtt/packet.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <chrono>
#include <functional>

namespace pulse::mqtt {

struct ConnectionConfig {
    BrokerAddress address = {};
    Connect connect = {}; // user and password are taken from the address
    Backoff backoff = {};
    std::chrono::milliseconds connectTimeout{10'000}; // dial, TLS and CONNACK together
    std::chrono::milliseconds pingTimeout{10'000}; // without a byte from the broker after a PINGREQ
    std::chrono::milliseconds stopTimeout{1'000};
    std::chrono::milliseconds readInterval{1}; // of a Unix socket, under load
    bool isOurs = true; // otherwise how it ends, and what the broker says, is the caller's to log
    // Whether the session is this client's to use, asked before every attempt but the first. True: it is
    // taken back at once from another client that took it over. Empty: dials always, but a client that took
    // the session over is left alone for long.
    std::function<bool()> mayDialAgain = {};
};

// What becomes of the session at the broker when its connection is closed in order.
enum class SessionFate { Kept, Ended };

class ConnectionHandler {
public:
    // CONNACK said yes.
    virtual void connectionOpened(const Connack &connack) = 0;
    // Every packet but CONNACK, PINGRESP and DISCONNECT. A fault ends the connection with that reason.
    virtual Decoded<> packetArrived(const Frame &frame) = 0;
    // All packets of one read were handed over; also before connectionClosed() if some were.
    virtual void packetsDone() = 0;
    // An attempt failed, or the connection ended; the next attempt is already planned unless stop() was
    // called. The error's code: mqtt_0x.. when the broker gave a reason, timeout, protocol, or the link's
    // (link.h).
    virtual void connectionClosed(const Error &error) = 0;
    // The broker answered a PINGREQ, and has read what was written before it.
    virtual void pongArrived() { }
    // The system took some of what was written.
    virtual void bytesWritten() { }

protected:
    ~ConnectionHandler() = default;
};

// Thread safety: one thread, the one start() is called on.
// Invariants: the handler may call anything here from inside a callback except the destructor; at most one
// socket.
class Connection final : public QObject {
    Q_OBJECT

public:
    Connection(ConnectionConfig config, ConnectionHandler &handler, QObject *parent = nullptr);
    ~Connection() override;

    void start();
    // Sends what is written and DISCONNECT; bounded by stopTimeout; idempotent. The handler hears nothing.
    void stop(SessionFate fate = SessionFate::Kept);

    bool isOpen() const { return m_isOpen; }
    const Connack &limits() const { return m_limits; } // of the open connection

    // "TLSv1.3"; empty: none. Of the last connection that came so far.
    const QString &tls() const { return m_tls; }

    // Packets to send are appended to out(); flush() hands them to the system. Does nothing while closed.
    QByteArray &out() { return m_out; }
    void flush();
    qint64 bytesToWrite() const;

    void ping(); // also by itself, to keep the connection

    // Stops taking bytes off the socket; pings go on, and the broker's silence is not held against it
    // meanwhile.
    void setReadPaused(bool isPaused);

    // Ends the connection for a reason of ours (§4.13) and dials again.
    void end(ReasonCode reason, const Error &error);

private:
    void dial();
    void sendConnect();
    void takeReadable();
    bool takeFrames();
    Decoded<> takeFrame(const Frame &frame);
    Decoded<> takePingresp(const Frame &frame);
    Decoded<> takeConnack(const Frame &frame);
    Decoded<> takeDisconnect(const Frame &frame);
    void startKeepAlive();
    void startPongWait();
    void close(Error error);
    void planRetry();
    void dialAgain();

    ConnectionConfig m_config;
    ConnectionHandler &m_handler;
    QPointer<Link> m_link;
    PacketReader m_reader;
    QByteArray m_out;
    Connack m_limits;
    QString m_tls;
    QTimer m_connectTimer;
    QTimer m_retryTimer;
    QTimer m_pingTimer;
    QTimer m_pongTimer;
    std::chrono::steady_clock::time_point m_openedAt;
    quint64 m_generation = 0; // of the socket; tells a loop that its connection is gone
    int m_attempt = 0;
    bool m_isOpen = false;
    bool m_isRunning = false;
    bool m_isReadPaused = false;
    bool m_isPongDue = false;
    bool m_hasUndeliveredPackets = false;
    bool m_isTakenOver = false;
};

} // namespace pulse::mqtt

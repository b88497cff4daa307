// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A web server for webhooks to hit: remembers what came, answers as scripted, and can misbehave. It has a
// thread of its own, so a test may block in the code under test.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <chrono>
#include <memory>
#include <utility>

namespace pulse::test {

using HttpHeader = std::pair<QByteArray, QByteArray>;

struct HttpRequest {
    QByteArray method;
    QByteArray path; // with the query
    QList<HttpHeader> headers;
    QByteArray body;
    std::chrono::steady_clock::time_point arrivedAt; // when it was complete

    QByteArray header(const QByteArray &name) const; // any case; empty when absent
};

struct HttpAnswer {
    enum class Manner {
        Answer,
        Stall, // never answers, keeps the connection
        CloseEarly, // closes instead of answering
        CutShort, // announces the whole body, sends half of it and closes
    };

    int status = 200;
    QByteArray body = {};
    QList<HttpHeader> headers = {};
    Manner manner = Manner::Answer;
    std::chrono::milliseconds delay{0};
};

class HttpReceiver {
public:
    explicit HttpReceiver(quint16 port = 0); // listens on 127.0.0.1; 0: on any free one
    ~HttpReceiver();

    quint16 port() const;
    QString url(const QString &path = QStringLiteral("/")) const;

    void answerNext(HttpAnswer answer); // queued: one request each
    void answerAlways(HttpAnswer answer); // once the queue is empty; 200 to begin with
    void answerPath(const QByteArray &path, HttpAnswer answer); // to requests for it, before all others
    void answerId(const QByteArray &webhookId, HttpAnswer answer); // to this message, before all others

    QList<HttpRequest> requests() const;
    bool waitForRequests(qsizetype count, std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;
    int connectionCount() const; // ever accepted

private:
    struct Shared;
    class Door;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<Door> m_door;
};

} // namespace pulse::test

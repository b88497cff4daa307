// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replies that are sent while they are worked out: asks workers for portions, one at a time for each reply
// and no faster than its client reads, and stops asking when the client leaves.
//
// Thread safety: lives on the HTTP thread; portions are made on workers.
#pragma once

#include "api/door/http_edge.h"
#include "api/http/reply_stream.h"
#include "live/mailbox.h"
#include "store/postgres/database_workers.h"

namespace pulse::api {

class StreamFlow final : public QObject {
    Q_OBJECT

public:
    // How a reply, or the head of a streamed one, is sent.
    using Answer = std::function<void(const IncomingRequest &incoming, const Reply &reply)>;
    StreamFlow(store::DatabaseWorkers &workers, Answer answer);

    void take(const IncomingRequest &incoming, const Reply &reply); // Requires: reply.stream
    void cutAll(); // closes their connections
    // Ends those that `judge` is against: with its error where nothing was sent yet.
    void cut(const std::function<Result<>(const IncomingRequest &incoming)> &judge);
    qsizetype underWay() const { return m_streams.size(); }

private:
    struct Stream {
        IncomingRequest incoming;
        Reply reply;
        store::WorkTicket work; // the last that was asked for
        std::shared_ptr<QObject> listener; // of the connection; hears nothing once the stream is over
        bool hasBegun = false; // its head was sent
        bool isAsked = false; // a worker has the next portion, or is to get it
    };

    void ask(quint64 ticket);
    void submit(quint64 ticket, Stream &stream);
    void left(quint64 ticket);
    void took(quint64 ticket, const Result<Portion> &portion);
    void send(Stream &stream, const Portion &portion) const;

    store::DatabaseWorkers &m_workers;
    Answer m_answer;
    live::Mailbox m_mailbox;
    QHash<quint64, Stream> m_streams;
    quint64 m_lastTicket = 0;
};

} // namespace pulse::api

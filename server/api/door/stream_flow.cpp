// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/door/stream_flow.h"

#include <QTimer>

namespace pulse::api {

using namespace std::chrono_literals;

namespace {

constexpr qint64 kMostUnsent = 64 * 1024; // of a reply, before the next portion is asked for
constexpr auto kBusyPause = 20ms; // before a worker is asked again, when all have enough to do

} // namespace

StreamFlow::StreamFlow(store::DatabaseWorkers &workers, Answer answer)
    : m_workers(workers)
    , m_answer(std::move(answer))
{
}

void StreamFlow::take(const IncomingRequest &incoming, const Reply &reply)
{
    HttpConnection *connection = incoming.connection;
    if (!connection)
        return; // left already
    const quint64 ticket = ++m_lastTicket;
    const auto listener = std::make_shared<QObject>();
    m_streams.insert(ticket, {incoming, reply, {}, listener});
    connect(connection, &HttpConnection::progressed, listener.get(), [this, ticket] { ask(ticket); });
    connect(connection, &QObject::destroyed, listener.get(), [this, ticket] { left(ticket); });
    ask(ticket);
}

void StreamFlow::ask(quint64 ticket)
{
    const auto found = m_streams.find(ticket);
    if (found == m_streams.end() || found->isAsked)
        return;
    const IncomingRequest &incoming = found->incoming;
    if (incoming.connection->unsentBytes(incoming.number) <= kMostUnsent)
        submit(ticket, *found);
}

// A job that is still queued when the client leaves finds no stream, and does nothing.
void StreamFlow::submit(quint64 ticket, Stream &stream)
{
    const auto back = m_mailbox.address();
    const std::weak_ptr<ReplyStream> source = stream.reply.stream;
    const auto job = [this, ticket, source, back](store::Connection &connection) {
        if (const auto alive = source.lock())
            back.post([this, ticket, portion = alive->next(connection)] { took(ticket, portion); });
    };
    stream.isAsked = true;
    if (const auto work = m_workers.submit(stream.incoming.participant, job)) {
        stream.work = *work;
        return;
    }
    QTimer::singleShot(kBusyPause, this, [this, ticket] {
        if (const auto found = m_streams.find(ticket); found != m_streams.end())
            submit(ticket, *found);
    });
}

void StreamFlow::left(quint64 ticket)
{
    const Stream stream = m_streams.take(ticket); // keeps what this runs in until it is through
    m_workers.abandon(stream.work);
}

void StreamFlow::took(quint64 ticket, const Result<Portion> &portion)
{
    const auto found = m_streams.find(ticket);
    if (found == m_streams.end())
        return;
    found->isAsked = false;
    if (portion && !portion->isLast) {
        send(*found, *portion);
        return ask(ticket);
    }
    Stream stream = m_streams.take(ticket);
    if (portion)
        send(stream, *portion);
    else if (stream.hasBegun)
        stream.incoming.connection->abort();
    else
        m_answer(stream.incoming, problemReply(portion.error()));
}

void StreamFlow::send(Stream &stream, const Portion &portion) const
{
    if (!stream.hasBegun && portion.isLast) { // all of it at once: a reply like others
        stream.reply.body = portion.bytes;
        stream.reply.stream.reset();
        return m_answer(stream.incoming, stream.reply);
    }
    if (!stream.hasBegun && !portion.bytes.isEmpty()) {
        m_answer(stream.incoming, stream.reply);
        stream.hasBegun = true;
    }
    if (!stream.hasBegun)
        return;
    stream.incoming.connection->append(stream.incoming.number, portion.bytes);
    if (portion.isLast)
        stream.incoming.connection->finish(stream.incoming.number);
}

void StreamFlow::cut(const std::function<Result<>(const IncomingRequest &incoming)> &judge)
{
    std::vector<std::pair<quint64, Error>> ended;
    for (auto each = m_streams.cbegin(); each != m_streams.cend(); ++each) {
        if (const auto judged = judge(each->incoming); !judged)
            ended.emplace_back(each.key(), judged.error());
    }
    for (const auto &[ticket, error] : ended) {
        const Stream over = m_streams.take(ticket);
        m_workers.abandon(over.work);
        if (over.hasBegun)
            over.incoming.connection->abort();
        else
            m_answer(over.incoming, problemReply(error));
    }
}

void StreamFlow::cutAll()
{
    const auto streams = std::exchange(m_streams, {});
    for (const Stream &stream : streams) {
        if (stream.incoming.connection)
            stream.incoming.connection->abort();
    }
}

} // namespace pulse::api

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/connection.h"

#include "base/logging.h"
#include "store/postgres/database_error.h"
#include "store/postgres/interruptible.h"
#include "store/postgres/statements.h"

#include <libpq-fe.h>

Q_LOGGING_CATEGORY(lcStoreConnection, "pulse.store")

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

void onNotice(void *, const char *message)
{
    qCDebug(lcStoreConnection).noquote() << QString::fromUtf8(message).trimmed();
}

QString firstLine(const char *message) { return QString::fromUtf8(message).section(u'\n', 0, 0).trimmed(); }

tl::unexpected<Error> abandoned()
{
    return fail(ErrorKind::Unavailable, u"nobody waits for the answer any more"_s, u"abandoned"_s);
}

bool isInterruptible() { return Interruptible::here().descriptor() >= 0; }

pg_result *resultOf(pg_conn *connection, int isSent)
{
    return isSent == 1 ? resultUnlessInterrupted(connection, Interruptible::here()) : nullptr;
}

QString codeOfState(const QByteArray &state)
{
    if (state.startsWith("40"))
        return QLatin1StringView(kTransactionConflict);
    switch (kindOfState(state)) {
    case ErrorKind::Unavailable: return QLatin1StringView(kDatabaseUnavailable);
    case ErrorKind::Conflict: return QLatin1StringView(kDatabaseDuplicate);
    case ErrorKind::Invalid: return QLatin1StringView(kDatabaseValue);
    default: return {};
    }
}

// libpq's view of the parameters; the Params outlive the call.
struct Bound {
    std::vector<const char *> values;
    std::vector<int> lengths;
    std::vector<int> formats;

    explicit Bound(const Params &params)
    {
        for (const Param &param : params) {
            values.push_back(param.isNull() ? nullptr : param.bytes().constData());
            lengths.push_back(static_cast<int>(param.bytes().size()));
            formats.push_back(param.isBinary() ? 1 : 0);
        }
    }
};

// A statement that runs, and a lock it waits for, are the server's time, not silence of the client; so that a
// client that is gone is noticed then too, its socket is looked at each second.
QByteArray silenceOptions(std::chrono::seconds timeout)
{
    if (timeout.count() == 0)
        return {};
    const QByteArray ms = QByteArray::number(std::chrono::milliseconds{timeout}.count());
    return " -c idle_session_timeout=" + ms + " -c idle_in_transaction_session_timeout=" + ms
        + " -c tcp_user_timeout=" + ms + " -c client_connection_check_interval=1000";
}

// A database whose host vanished says nothing, for ever: ask the network after 5 s, give up after 15. In
// front of the conninfo, so that it can say otherwise.
const std::vector<ConnectionKeyword> kKeepAlive{{"keepalives_idle", "5"},
                                                {"keepalives_interval", "3"},
                                                {"keepalives_count", "3"},
                                                {"tcp_user_timeout", "15000"}};

} // namespace

ErrorKind kindOfState(const QByteArray &state)
{
    const QByteArray group = state.left(2);
    const bool hasSessionEnded = state == "25P03"; // it was silent for too long inside a transaction
    if (state.isEmpty() || group == "08" || group == "40" || group == "53" || group == "57" || group == "55"
        || hasSessionEnded)
        return ErrorKind::Unavailable;
    if (state == "23505")
        return ErrorKind::Conflict;
    if (group == "22" || group == "23")
        return ErrorKind::Invalid;
    return ErrorKind::Internal;
}

tl::unexpected<Error> tooSlow()
{
    return fail(ErrorKind::Unavailable, u"database: took longer than a statement may"_s, u"query_too_slow"_s);
}

Connection::Connection(ConnectionConfig config)
    : m_config(std::move(config))
    , m_connection(nullptr, PQfinish)
{
}

Connection::~Connection() = default;

bool Connection::isOpen() const { return m_connection && PQstatus(m_connection.get()) == CONNECTION_OK; }

bool Connection::hasFailedTransaction() const
{
    return isOpen() && PQtransactionStatus(m_connection.get()) == PQTRANS_INERROR;
}

int Connection::socket() const { return isOpen() ? PQsocket(m_connection.get()) : -1; }

void Connection::close()
{
    if (m_interrupt)
        m_interrupt->aim(nullptr);
    m_connection.reset();
    m_prepared.clear();
}

Result<> Connection::ensureOpen()
{
    if (isOpen())
        return {};
    close();
    if (Interruptible::here().hasCome())
        return tl::unexpected(stopped());
    // Our statements are short: to compile one, or to start processes for it, takes longer than it runs, and
    // takes the processors from everybody else's.
    const QByteArray options = "-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c synchronous_commit=on"
                               " -c jit=off -c max_parallel_workers_per_gather=0"
                               " -c client_min_messages=warning -c statement_timeout="
        + QByteArray::number(static_cast<qint64>(m_config.statementTimeout.count()))
        + silenceOptions(m_config.silenceTimeout);
    std::vector<ConnectionKeyword> keywords = kKeepAlive;
    keywords.insert(keywords.end(),
                    {{"dbname", m_config.conninfo},
                     {"fallback_application_name", m_config.applicationName},
                     {"options", options},
                     {"connect_timeout", "5"},
                     {"client_encoding", "UTF8"}});
    m_connection.reset(connectUnlessInterrupted(keywords, Interruptible::here()));
    if (!m_connection && Interruptible::here().hasCome())
        return tl::unexpected(stopped());
    if (!isOpen()) {
        m_lastState.clear();
        const QString why = firstLine(PQerrorMessage(m_connection.get()));
        close();
        return fail(ErrorKind::Unavailable, u"database: %1"_s.arg(why),
                    QLatin1StringView(kDatabaseUnavailable));
    }
    PQsetNoticeProcessor(m_connection.get(), onNotice, nullptr);
    if (m_interrupt)
        m_interrupt->aim(m_connection.get());
    return {};
}

Result<Rows> Connection::failure(const char *message, const char *state)
{
    m_lastState = state ? QByteArray(state) : QByteArray();
    if (Interruptible::here().hasCome()) {
        close();
        return tl::unexpected(stopped());
    }
    if (!isOpen())
        m_prepared.clear();
    if (m_interrupt && m_interrupt->isRaised())
        return abandoned();
    if (m_lastState == "57014") // query_canceled: by statement_timeout, or by an administrator
        return tooSlow();
    return fail(kindOfState(m_lastState), u"database: %1"_s.arg(firstLine(message)),
                codeOfState(m_lastState));
}

Result<Rows> Connection::take(pg_result *result)
{
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return Rows(result);
    auto failed = failure(result ? PQresultErrorMessage(result) : PQerrorMessage(m_connection.get()),
                          result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr);
    PQclear(result);
    return failed;
}

Result<> Connection::prepare(const char *name)
{
    const auto key = QByteArray::fromRawData(name, qstrlen(name));
    if (m_prepared.contains(key))
        return {};
    const QByteArray sql = statementText(name);
    if (sql.isNull())
        return fail(ErrorKind::Internal, u"no statement is named %1"_s.arg(QLatin1StringView(name)));
    PULSE_CHECK(take(isInterruptible()
                         ? resultOf(m_connection.get(),
                                    PQsendPrepare(m_connection.get(), name, sql.constData(), 0, nullptr))
                         : PQprepare(m_connection.get(), name, sql.constData(), 0, nullptr)));
    m_prepared.insert(QByteArray(name));
    return {};
}

Result<Rows> Connection::run(const char *name, const Params &params, int resultFormat)
{
    if (m_interrupt && m_interrupt->isRaised())
        return abandoned();
    PULSE_CHECK(ensureOpen());
    if (auto prepared = prepare(name); !prepared)
        return tl::unexpected(inContext(QString::fromLatin1(name), std::move(prepared).error()));
    const Bound bound(params);
    const int count = static_cast<int>(params.size());
    auto rows =
        take(isInterruptible()
                 ? resultOf(m_connection.get(),
                            PQsendQueryPrepared(m_connection.get(), name, count, bound.values.data(),
                                                bound.lengths.data(), bound.formats.data(), resultFormat))
                 : PQexecPrepared(m_connection.get(), name, count, bound.values.data(), bound.lengths.data(),
                                  bound.formats.data(), resultFormat));
    if (!rows)
        return tl::unexpected(inContext(QString::fromLatin1(name), std::move(rows).error()));
    return rows;
}

Result<> Connection::command(const QByteArray &sql)
{
    PULSE_CHECK(select(sql));
    return {};
}

Result<Rows> Connection::select(const QByteArray &sql)
{
    PULSE_CHECK(ensureOpen());
    return take(isInterruptible()
                    ? resultOf(m_connection.get(), PQsendQuery(m_connection.get(), sql.constData()))
                    : PQexec(m_connection.get(), sql.constData()));
}

Result<QList<QByteArray>> Connection::takeNotifications()
{
    if (!isOpen() || PQconsumeInput(m_connection.get()) == 0) {
        close();
        return fail(ErrorKind::Unavailable, u"database: the listening connection is gone"_s);
    }
    QList<QByteArray> payloads;
    while (PGnotify *notification = PQnotifies(m_connection.get())) {
        payloads.append(notification->extra);
        PQfreemem(notification);
    }
    return payloads;
}

} // namespace pulse::store

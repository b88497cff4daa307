// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/reply_writer.h"

#include <algorithm>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

QByteArray reasonOf(int status)
{
    static const QHash<int, QByteArray> kReasons{{200, "OK"},
                                                 {201, "Created"},
                                                 {202, "Accepted"},
                                                 {204, "No Content"},
                                                 {302, "Found"},
                                                 {304, "Not Modified"},
                                                 {400, "Bad Request"},
                                                 {401, "Unauthorized"},
                                                 {403, "Forbidden"},
                                                 {404, "Not Found"},
                                                 {405, "Method Not Allowed"},
                                                 {408, "Request Timeout"},
                                                 {409, "Conflict"},
                                                 {411, "Length Required"},
                                                 {413, "Content Too Large"},
                                                 {414, "URI Too Long"},
                                                 {417, "Expectation Failed"},
                                                 {426, "Upgrade Required"},
                                                 {429, "Too Many Requests"},
                                                 {431, "Request Header Fields Too Large"},
                                                 {500, "Internal Server Error"},
                                                 {501, "Not Implemented"},
                                                 {503, "Service Unavailable"},
                                                 {505, "HTTP Version Not Supported"}};
    return kReasons.value(status, "Status");
}

QByteArray clean(QByteArray text)
{
    text.removeIf([](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return text;
}

// RFC 9110 §5.6.7: Mon, 23 Nov 2026 12:00:00 GMT
QByteArray httpDate(Instant now)
{
    static constexpr const char *kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
    return QByteArray::fromStdString(
        QString::asprintf("%s, %02u %s %04d %02d:%02d:%02d GMT",
                          kDays[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                          kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                          static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                          static_cast<int>(time.seconds().count()))
            .toStdString());
}

void add(QByteArray &bytes, const QByteArray &name, const QByteArray &value)
{
    bytes += name + ": " + clean(value) + "\r\n";
}

bool isHeaderName(const QByteArray &name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool hasHeader(const Reply &reply, const QByteArray &name)
{
    return std::any_of(reply.headers.begin(), reply.headers.end(), [&name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

// Length and connection are the door's own: a handler cannot contradict what is on the wire.
bool isDoorsOwn(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    return lower == "content-length" || lower == "connection" || lower == "transfer-encoding"
        || lower == "date" || lower == "content-type";
}

} // namespace

QByteArray replyBytes(const Reply &reply, ReplyForm form, Instant now)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status) + "\r\n";
    add(bytes, "Date", httpDate(now));
    const bool hasBody = reply.status != 204 && reply.status != 304;
    if (hasBody) {
        if (!reply.contentType.isEmpty())
            add(bytes, "Content-Type", reply.contentType);
        if (!reply.stream)
            add(bytes, "Content-Length", QByteArray::number(reply.body.size()));
        else if (form.takesChunks)
            add(bytes, "Transfer-Encoding", "chunked");
    }
    add(bytes, "X-Content-Type-Options", "nosniff");
    if (!hasHeader(reply, "Cache-Control"))
        add(bytes, "Cache-Control", "no-store");
    if (!hasHeader(reply, "Content-Security-Policy"))
        add(bytes, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add(bytes, "Referrer-Policy", "no-referrer");
    for (const auto &[name, value] : reply.headers) {
        if (isHeaderName(name) && !isDoorsOwn(name))
            add(bytes, name, value);
    }
    if (form.isLast)
        add(bytes, "Connection", "close");
    bytes += "\r\n";
    if (hasBody && !form.isHead)
        bytes += reply.body;
    return bytes;
}

QByteArray chunkBytes(const QByteArray &piece, ReplyForm form)
{
    if (piece.isEmpty() || form.isHead)
        return {}; // an empty chunk would be the last
    return form.takesChunks ? QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n" : piece;
}

QByteArray lastChunkBytes(ReplyForm form)
{
    return form.takesChunks && !form.isHead ? QByteArray("0\r\n\r\n") : QByteArray();
}

Reply problemReply(const wire::Problem &problem)
{
    Reply reply{problem.status, "application/problem+json", wire::toBody(problem), {}};
    if (problem.status == 401) {
        const QByteArray error = problem.code.startsWith("token_"_L1) ? ", error=\"invalid_token\"" : "";
        reply.headers.emplaceBack("WWW-Authenticate", "Bearer realm=\"pulse\"" + error);
    }
    if (problem.status == 429 || (problem.status == 503 && problem.code != wire::kQueryTooSlow))
        setRetryAfter(reply, std::chrono::seconds(1));
    return reply;
}

void setRetryAfter(Reply &reply, std::chrono::seconds wait)
{
    reply.headers.removeIf([](const auto &header) { return header.first == "Retry-After"; });
    reply.headers.emplaceBack("Retry-After", QByteArray::number(static_cast<qint64>(wait.count())));
}

Reply problemReply(int status, const QString &code, const QString &detail)
{
    return problemReply(wire::Problem{status, code, QString::fromLatin1(reasonOf(status)), detail, {}});
}

Reply problemReply(const Error &error) { return problemReply(wire::problemFrom(error)); }

Reply tooManyReply(std::chrono::seconds wait)
{
    Reply reply = problemReply(429, u"too_many_requests"_s, u"Too many requests; wait a while."_s);
    setRetryAfter(reply, wait);
    return reply;
}

} // namespace pulse::api

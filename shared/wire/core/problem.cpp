// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/problem.h"

#include "wire/core/caller_text.h"
#include "wire/core/json.h"

#include <QJsonDocument>

namespace pulse::wire {

using namespace Qt::StringLiterals;

int httpStatus(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Invalid: return 400;
    case ErrorKind::NotFound: return 404;
    case ErrorKind::Unauthenticated: return 401;
    case ErrorKind::Forbidden: return 403;
    case ErrorKind::Conflict: return 409;
    case ErrorKind::TooMany: return 429;
    case ErrorKind::Unavailable: return 503;
    case ErrorKind::Internal: return 500;
    }
    Q_UNREACHABLE();
}

namespace {

QString defaultCode(int status)
{
    switch (status) {
    case 400: return u"invalid"_s;
    case 401: return u"unauthenticated"_s;
    case 403: return u"forbidden"_s;
    case 404: return u"not_found"_s;
    case 405: return u"method_not_allowed"_s;
    case 409: return u"conflict"_s;
    case 413: return u"too_large"_s;
    case 429: return u"too_many_requests"_s;
    case 503: return u"unavailable"_s;
    default: return u"internal"_s;
    }
}

QString titleOf(int status)
{
    switch (status) {
    case 400: return u"Invalid request"_s;
    case 401: return u"Not signed in"_s;
    case 403: return u"Not allowed"_s;
    case 404: return u"Not found"_s;
    case 405: return u"Method not allowed"_s;
    case 409: return u"Conflict"_s;
    case 413: return u"Too large"_s;
    case 429: return u"Too many requests"_s;
    case 503: return u"Unavailable"_s;
    default: return u"Internal error"_s;
    }
}

// Errors of the database have codes of this beginning (store/connection.h); their text quotes it.
constexpr auto kDatabaseCodes = "database_"_L1;

// Instead of what went wrong inside, which is for our log.
QString detailFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Invalid: return u"The request holds a value that cannot be kept."_s;
    case ErrorKind::NotFound: return u"There is no such thing."_s;
    case ErrorKind::Unauthenticated: return u"Sign in first."_s;
    case ErrorKind::Forbidden: return u"This account may not do that."_s;
    case ErrorKind::TooMany: return u"Too many requests; wait a while."_s;
    case ErrorKind::Conflict: return u"It contradicts what is there already."_s;
    case ErrorKind::Unavailable: return u"It cannot be done just now; try again."_s;
    case ErrorKind::Internal: return u"The request failed; the server's log says why."_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QString textForCaller(const Error &error)
{
    if (error.code == kQueryTooSlow)
        return u"The database takes longer over this than a request may: ask for less of it."_s;
    const bool isOurs = error.kind != ErrorKind::Internal && !error.code.startsWith(kDatabaseCodes);
    return isOurs ? error.what : detailFor(error.kind);
}

Problem problemFrom(const Error &error)
{
    const int status = httpStatus(error.kind);
    if (error.code == kQueryTooSlow)
        return {status,
                error.code,
                u"Takes too long"_s,
                u"Pulse is well, but this takes longer than a request may: ask for less, for example a "
                "shorter range of time. The same request again will take as long."_s,
                {}};
    return {status, error.code.isEmpty() ? defaultCode(status) : error.code, titleOf(status),
            textForCaller(error), error.field};
}

QJsonObject toJson(const Problem &problem)
{
    QJsonObject json{{u"type"_s, u"about:blank"_s},
                     {u"title"_s, problem.title.isEmpty() ? titleOf(problem.status) : problem.title},
                     {u"status"_s, problem.status},
                     {u"code"_s, problem.code.isEmpty() ? defaultCode(problem.status) : problem.code},
                     {u"detail"_s, problem.detail}};
    if (!problem.field.isEmpty())
        json.insert(u"field"_s, problem.field);
    return json;
}

QByteArray toBody(const Problem &problem)
{
    return QJsonDocument(toJson(problem)).toJson(QJsonDocument::Compact);
}

Problem problemFromAnswer(int status, const QByteArray &body)
{
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    const QString code = json.value(u"code"_s).toString();
    return {status, code.isEmpty() ? defaultCode(status) : code,
            json.value(u"title"_s).toString(titleOf(status)), json.value(u"detail"_s).toString(),
            json.value(u"field"_s).toString()};
}

} // namespace pulse::wire

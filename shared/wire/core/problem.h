// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// RFC 9457 problem details. `code` is stable and for programs; clients translate it. One place maps ErrorKind
// to HTTP.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>

namespace pulse::wire {

// The database is there, but the question is too much for it: 503 without Retry-After, for it is no outage.
constexpr QLatin1StringView kQueryTooSlow("query_too_slow");

struct Problem {
    int status = 500;
    QString code; // invalid_field, not_found, forbidden, unauthenticated, conflict, unavailable, internal …
    QString title;
    QString detail;
    QString field; // the field at fault, if one is
};

int httpStatus(ErrorKind kind);
Problem problemFrom(const Error &error);
QJsonObject toJson(const Problem &problem);
QByteArray toBody(const Problem &problem); // application/problem+json

// What a client makes of an answer that is not a success; never fails: an unreadable body still has its
// status.
Problem problemFromAnswer(int status, const QByteArray &body);

} // namespace pulse::wire

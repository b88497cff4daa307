// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Expected failure is a value. ErrorKind is chosen for what the caller can do, so it maps once to HTTP
// (wire/problem) and once to retry. Nothing in Pulse throws; third-party throws are caught in the adapter.
#pragma once

#include <QString>
#include <tl/expected.hpp>

namespace pulse {

enum class ErrorKind {
    Invalid, // the caller's input; `field` names what is wrong
    NotFound,
    Unauthenticated, // who asks is not known, or not any more
    Forbidden,
    Conflict,
    TooMany, // who asks has too much already; wait
    Unavailable, // try again later
    Internal,
};

struct [[nodiscard]] Error {
    ErrorKind kind = ErrorKind::Internal;
    QString what; // one sentence for a person; never contains a secret
    QString code = {}; // stable word for programs, e.g. "invalid_threshold"; empty: derived from kind
    QString field = {}; // the input field at fault, if one is
};

template <class T = void> using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, QString what, QString code = {}, QString field = {})
{
    return tl::unexpected<Error>(Error{kind, std::move(what), std::move(code), std::move(field)});
}

inline tl::unexpected<Error> invalidField(const QString &field, const QString &what)
{
    return fail(ErrorKind::Invalid, what, QStringLiteral("invalid_field"), field);
}

// Adds where it happened, going up: "open database: connection refused".
inline Error inContext(const QString &context, Error error)
{
    error.what = context + QStringLiteral(": ") + error.what;
    return error;
}

} // namespace pulse

#define PULSE_CONCAT_INNER(a, b) a##b
#define PULSE_CONCAT(a, b) PULSE_CONCAT_INNER(a, b)

// Our only two control-flow macros: bind the value or return the error.
#define PULSE_TRY_INNER(result, target, expression)                                                          \
    auto result = (expression);                                                                              \
    if (!result)                                                                                             \
        return tl::unexpected(std::move(result).error());                                                    \
    target = *std::move(result)
#define PULSE_TRY(target, expression) PULSE_TRY_INNER(PULSE_CONCAT(pulseResult, __LINE__), target, expression)

#define PULSE_CHECK_INNER(result, expression)                                                                \
    if (auto result = (expression); !result)                                                                 \
    return tl::unexpected(std::move(result).error())
#define PULSE_CHECK(expression) PULSE_CHECK_INNER(PULSE_CONCAT(pulseCheck, __LINE__), expression)

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/problem_text.h"

#include <QCoreApplication>

namespace pulse::client {

using namespace Qt::StringLiterals;

namespace {

struct Sentence {
    QLatin1StringView code;
    const char *text;
};

constexpr Sentence kSentences[] = {
    {"unreachable"_L1, QT_TRANSLATE_NOOP("Problem", "The server cannot be reached.")},
    {"timeout"_L1, QT_TRANSLATE_NOOP("Problem", "The server did not answer in time.")},
    {"insecure"_L1, QT_TRANSLATE_NOOP("Problem", "No secure connection to the server could be made.")},
    {"bad_answer"_L1,
     QT_TRANSLATE_NOOP("Problem", "The server answered something this console does not understand.")},
    {"session_ended"_L1, QT_TRANSLATE_NOOP("Problem", "Your session has ended. Please sign in again.")},
    {"refresh_invalid"_L1, QT_TRANSLATE_NOOP("Problem", "Your session has ended. Please sign in again.")},
    {"invalid_credentials"_L1, QT_TRANSLATE_NOOP("Problem", "User name or password is not right.")},
    {"tenant_suspended"_L1, QT_TRANSLATE_NOOP("Problem", "This tenant is suspended.")},
    {"unauthenticated"_L1, QT_TRANSLATE_NOOP("Problem", "You are not signed in.")},
    {"forbidden"_L1, QT_TRANSLATE_NOOP("Problem", "Your account may not see this.")},
    {"not_found"_L1, QT_TRANSLATE_NOOP("Problem", "This does not exist, or not any more.")},
    {"too_many_requests"_L1, QT_TRANSLATE_NOOP("Problem", "Too many requests; please wait a moment.")},
    {"busy"_L1, QT_TRANSLATE_NOOP("Problem", "The server is busy; please try again.")},
    {"unavailable"_L1, QT_TRANSLATE_NOOP("Problem", "The server is busy or starting; please try again.")},
    {"query_too_slow"_L1,
     QT_TRANSLATE_NOOP("Problem", "This is too much at once. Please ask for a shorter range of time.")},
    {"internal"_L1, QT_TRANSLATE_NOOP("Problem", "Something went wrong in the server; its log says what.")},
};

} // namespace

QString problemText(const wire::Problem &problem)
{
    for (const Sentence &sentence : kSentences) {
        if (sentence.code == problem.code)
            return QCoreApplication::translate("Problem", sentence.text);
    }
    if (!problem.detail.isEmpty())
        return problem.detail;
    return QCoreApplication::translate("Problem", "The server refused this (%1).").arg(problem.status);
}

} // namespace pulse::client

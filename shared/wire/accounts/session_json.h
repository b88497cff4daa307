// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in with a local account: POST /api/auth/token {"username", "password"} and
// POST /api/auth/refresh {"refresh_token"}, both answered with a Session (RFC 6749 §5.1 names).
#pragma once

#include "wire/core/noun.h"

namespace pulse::wire {

struct Session {
    QString accessToken;
    QString refreshToken;
    std::chrono::seconds expiresIn{900};
    std::chrono::seconds refreshExpiresIn{1800};
    QString login;
    QString role;
    QString tenantId; // empty for operators
};

const Noun<Session> &sessionNoun();
const Noun<Session> &sessionUserNoun(); // whose it is: the `user` of a session
inline QJsonObject toJson(const Session &session) { return sessionNoun().json(session); }
inline Result<Session> sessionFrom(const QJsonObject &json) { return sessionNoun().read(json); }

} // namespace pulse::wire

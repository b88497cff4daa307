// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a person is signed in: a session of a local account that goes on.
#pragma once

#include "base/clock.h"

#include <QString>

namespace pulse::model {

struct UserSession {
    QString sessionId;
    Instant madeAt;
    Instant lastUsedAt; // signed in or refreshed
    Instant endsAt; // at the latest
    QString address; // of the sign-in; empty: not known
    QString userAgent;
    bool isCurrent = false; // the one that asks
};

} // namespace pulse::model

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A way out of Pulse: one message, one integration's configuration in; an Attempt out, later.
//
// Thread safety: attempt() from any thread. Each channel has a thread of its own, so that a caller may wait
// for a database meanwhile; nothing but values crosses. Invariants: `done` is called exactly once for every
// attempt(), on any thread and possibly before attempt() returns, within longestAttempt(); it must not block.
// After stop() attempts end as RetryLater, request_error:stopped.
#pragma once

#include "base/ids.h"
#include "base/service.h"
#include "delivery/job/attempt.h"
#include "model/engine_boot.h"

#include <QByteArray>
#include <QJsonObject>
#include <functional>

namespace pulse::delivery {

struct Message {
    QString id; // the same for every attempt at a job; receivers recognise a repeat by it
    QByteArray body;
    QJsonObject config; // the integration's, unsealed: holds secrets
    QString integrationId = {};
    model::EngineBoot boot = {}; // SNMP's; others do not look at it
};

// A job's message id. One transition and one route make at most one job.
inline QString messageId(TransitionId transition, RouteKey route)
{
    return QStringLiteral("t%1-r%2").arg(transition.value).arg(route.value);
}

class Channel : public Service {
public:
    using Done = std::function<void(Attempt)>;

    virtual void attempt(Message message, Done done) = 0;
    virtual std::chrono::milliseconds longestAttempt() const = 0;
};

} // namespace pulse::delivery

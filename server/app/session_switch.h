// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-server broker new-session: gives the installation another session at its broker, under an id that
// nobody guesses, while devices go on publishing.
//
//   the new session subscribes ──► the old one unsubscribes, and is emptied ──► the new id is kept ──► the
//   old session is ended
//
// So what is published is in one of the two queues at each moment. What comes between the two steps is in
// both, and stored once; a message without `ts`, which has no identity, twice.
#pragma once

#include "app/configuration.h"

#include <QByteArray>
#include <functional>

namespace pulse::app {

// Where the new id is written or said, once the old queue is committed.
using KeepClientId = std::function<Result<>(const QByteArray &clientId)>;

// Blocks; turns the event loop. Until the id is kept, a failure leaves everything as it was (the new session
// ends by itself within an hour). Conflict: another server of the installation runs. Unavailable: the broker
// or the database does not answer.
Result<> switchSession(const Configuration &configuration, const KeepClientId &keep);

} // namespace pulse::app

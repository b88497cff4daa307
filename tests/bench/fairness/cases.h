// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every case of bench fairness, a file each.
#pragma once

#include "bench/fairness/fairness_case.h"

namespace pulse::bench {

std::unique_ptr<FairnessCase> unreadPings(); // unsent bytes, and frames, of live sockets
std::unique_ptr<FairnessCase> bigAnswers(); // database workers, unsent bytes of answers
std::unique_ptr<FairnessCase> leavingClients(); // database workers
std::unique_ptr<FairnessCase> customerPaths(); // requests
std::unique_ptr<FairnessCase> connections(); // connections, descriptors
std::unique_ptr<FairnessCase> sockets(); // live sockets
std::unique_ptr<FairnessCase> dials(); // test deliveries
std::unique_ptr<FairnessCase> rules(); // changes of alerts
std::unique_ptr<FairnessCase>
broker(); // the private broker: connections, subscriptions, retained messages, bytes
std::unique_ptr<FairnessCase> rejects(); // the broker's queue, and the writer

} // namespace pulse::bench

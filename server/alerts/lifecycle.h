// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of an alert as one table (ISA-18.2: unacknowledged, acknowledged, returned to normal, and both).
// An alert is three independent facts; the table says which event may happen in which state and what it does
// to them.
//
//   state      condition  acknowledged   ISA-18.2
//   Active     holds      no             UNACK
//   Accepted   holds      yes            ACKED
//   Returned   cleared    no             RTN UNACK: closed, but nobody has seen it
//   Normal     cleared    yes            NORM
#pragma once

#include "model/alert.h"

#include <optional>

namespace pulse::alerts {

enum class LifeState { Active, Accepted, Returned, Normal };

LifeState stateOf(const model::Alert &alert);

// nullopt: the event cannot happen in that state, and changes nothing.
std::optional<LifeState> next(LifeState state, model::AlertEvent event);

} // namespace pulse::alerts

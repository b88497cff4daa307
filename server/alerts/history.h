// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What became of an alert, read from its transitions: which of them were told to routes, as what.
#pragma once

#include "model/alert_change.h"

#include <optional>
#include <span>
#include <vector>

namespace pulse::alerts {

// Position by position. Requires: the transitions of one alert, in their order, from its opening.
std::vector<std::optional<model::DeliverOn>> noticesOf(std::span<const model::Transition> transitions);

} // namespace pulse::alerts

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether what devices send reaches the store: what everybody may know of the state of Pulse.
#pragma once

#include "base/clock.h"

#include <optional>

namespace pulse::model {

struct ServiceState {
    bool isReceiving = true;
    std::optional<Instant> since; // not receiving: values are complete up to here, as far as we know
    bool operator==(const ServiceState &) const = default;
};

} // namespace pulse::model

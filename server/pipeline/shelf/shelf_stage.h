// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ends the shelves whose time has come, and announces what is still active and not acknowledged then. The
// leader's; every second.
#pragma once

#include "base/clock.h"
#include "store/postgres/connection.h"

namespace pulse::pipeline {

class ShelfStage {
public:
    static constexpr int kPortion = 1'000; // shelves a second

    // True: deliveries were planned.
    static Result<bool> run(store::Connection &connection, Instant now);
};

} // namespace pulse::pipeline

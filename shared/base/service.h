// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Anything that runs until told to stop.
#pragma once

#include "base/result.h"

namespace pulse {

// Invariants: start() is called once; stop() is idempotent, bounded in time, drains what was taken in, and
// may be called without start() or after a failed one.
class Service {
public:
    virtual ~Service() = default;
    virtual Result<> start() = 0;
    virtual void stop() = 0;
};

} // namespace pulse

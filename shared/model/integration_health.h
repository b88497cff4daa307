// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is wrong with an integration's receiver, for as long as something is. None: all is well.
#pragma once

#include "base/clock.h"

#include <QString>
#include <optional>

namespace pulse::model {

// Closed: everything is sent. Open: nothing is. HalfOpen: one job at a time, until one arrives.
enum class CircuitState { Closed, Open, HalfOpen };

struct IntegrationHealth {
    int failures = 0; // in a row, that another attempt could have mended
    int openings = 0; // of the circuit, in a row
    Instant failingSince;
    std::optional<Instant> openUntil;
    QString lastError; // as of an attempt
    Instant updatedAt;

    CircuitState circuit(Instant now) const
    {
        return !openUntil      ? CircuitState::Closed
            : *openUntil > now ? CircuitState::Open
                               : CircuitState::HalfOpen;
    }
};

} // namespace pulse::model

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a time is, said a second time and plainly, with regular expressions and Qt's calendar, to hold the
// product against.
#pragma once

#include "base/clock.h"

#include <QByteArray>
#include <optional>

namespace pulse::fuzz {

std::optional<Instant> readIso8601(const QByteArray &text);
std::optional<Instant> readTime(const QByteArray &text);

// A JSON number: as it stands there, and its value, which may be infinite.
std::optional<Instant> readEpoch(const QByteArray &number, double value);

} // namespace pulse::fuzz

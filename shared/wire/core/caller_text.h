// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a caller may read of an error.
#pragma once

#include "base/result.h"

namespace pulse::wire {

// The error's own sentence; for what went wrong inside, and for whatever quotes the database, one of ours.
QString textForCaller(const Error &error);

} // namespace pulse::wire

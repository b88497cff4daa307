// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The room's logging category.
#pragma once

#include "base/logging.h"

namespace pulse::standalone {

Q_DECLARE_LOGGING_CATEGORY(lcStandalone)

} // namespace pulse::standalone

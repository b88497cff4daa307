// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The room's one logging category.
#pragma once

#include "base/logging.h"

namespace pulse::mqtt {

Q_DECLARE_LOGGING_CATEGORY(lcMqtt)

} // namespace pulse::mqtt

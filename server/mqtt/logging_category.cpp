// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/logging_category.h"

namespace pulse::mqtt {

Q_LOGGING_CATEGORY(lcMqtt, "pulse.mqtt")

} // namespace pulse::mqtt

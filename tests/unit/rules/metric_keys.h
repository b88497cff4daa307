// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys of the metrics that rules are about here.
#pragma once

#include "base/ids.h"

namespace pulse::test {

inline constexpr MetricKey kTemperature{1};
inline constexpr MetricKey kHumidity{2};

} // namespace pulse::test

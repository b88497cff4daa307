// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The latest value of each metric of a device: the newest by the device's time wins, in whatever order
// readings come, late ones too. Of one time, what came last. Both lists are sorted by metric, and metrics
// that are there already cost no allocation.
#pragma once

#include "model/reading.h"
#include "model/registry_snapshot.h"

#include <vector>

namespace pulse::rules {

void takeLatest(const model::Reading &reading, std::vector<model::LatestValue> &values);

// The device's clock was set back to `base`, and counts from there: what is newer by its old times is not by
// its new ones.
void forgetTimesAfter(Instant base, std::vector<model::LatestValue> &values);

} // namespace pulse::rules

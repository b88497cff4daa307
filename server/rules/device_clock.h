// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a device's own times say of its clock. A reading is late when it is older than the last one judged and
// came more than `lateAfter` after its own time; late ones are stored and marked, but not judged. A clock
// that was set back (a reset, the end of summer time) would so make every reading late until it has caught
// up. Therefore a device whose late readings go on as steadily as our clock is judged by its new times:
//
//   at least kLeastReadings of them, one after another and none older than the one before, with none in time
//   between, received over at least kLeastSpan, in which its clock went as far as ours to a tenth.
//
// A backlog that is sent again is told apart by that: it goes faster, or backwards, or comes beside readings
// that are in time. Its readings stay late. State goes in and comes out.
#pragma once

#include "model/reading.h"
#include "model/registry_snapshot.h"

#include <chrono>

namespace pulse::rules {

inline constexpr int kLeastReadings = 3;
inline constexpr std::chrono::seconds kLeastSpan{60};

struct TimeVerdict {
    model::DeviceClock clock;
    bool isLate = false;
    bool isNewBase = false; // its clock was set back, and from this reading on its new times count
};

// A reading without a time of its own is never late, and says nothing of the clock.
TimeVerdict judgeTime(const model::DeviceState &state, const model::Reading &reading,
                      std::chrono::seconds lateAfter);

} // namespace pulse::rules

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Waiting for something another thread or process does, while our own event loop goes on turning.
#pragma once

#include <chrono>
#include <functional>

namespace pulse::test {

// True as soon as `isTrue` says so; false when the time is up. Looks every few milliseconds.
// `pause`: between two looks; longer where to look is limited, as whatever the API offers to strangers is.
bool spinUntil(const std::function<bool()> &isTrue, std::chrono::milliseconds timeout,
               std::chrono::milliseconds pause = std::chrono::milliseconds{3});

} // namespace pulse::test

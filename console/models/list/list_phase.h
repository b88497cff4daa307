// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a list or page is doing; views show one of: rows, skeleton, empty, error with retry.
#pragma once

namespace pulse::models {

enum class Phase {
    Idle, // nothing asked yet
    Loading, // the first answer is on its way
    Ready,
    Failed, // the last read failed; what was shown before stays
};

} // namespace pulse::models

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How loud a word is; the theme has a colour for each.
#pragma once

namespace pulse::models {

enum class Tone { Ok, Warn, Danger, Info, Neutral };

} // namespace pulse::models

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One alert in full: what it says, its three facts (condition, acknowledgement, suppression), its details and
// what happened to it.
#pragma once

#include "model/alert.h"
#include "model/alert_change.h"
#include "widgets/page/inspector.h"

namespace pulse::pages {

// `history`: oldest first; of it, the newest few are shown.
widgets::Inspection alertInspection(const model::Alert &alert, const QList<model::Transition> &history,
                                    Instant now);

} // namespace pulse::pages

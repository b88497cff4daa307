// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A system alert in words, translated by its kind and details; one of a newer server by its own summary.
#pragma once

#include "model/system_alert.h"
#include "models/alert_text.h"

namespace pulse::models {

QString systemAlertTitle(const model::SystemAlert &alert); // short, for a row and the banner
QString systemAlertMeaning(const model::SystemAlert &alert); // what it means and what to look at
QList<AlertDetailText> systemAlertDetails(const model::SystemAlert &alert);

} // namespace pulse::models

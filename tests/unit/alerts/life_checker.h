// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold of a life table, looked for in every state that can be reached: every event, at three
// instants, with every shelf that ends at one of them. Takes the table as it comes, so that a broken one can
// be shown to be found.
#pragma once

#include "alerts/lifecycle.h"

#include <QStringList>

namespace pulse::test {

QStringList faultsOf(std::span<const alerts::LifeStep> table); // empty: it holds

std::vector<alerts::LifeState> allStates(); // whether they can be reached or not
std::vector<alerts::LifeEvent> allEvents();
QString name(alerts::LifeState state); // ActiveShelvedOnce
QString name(alerts::LifeEvent event);
QString name(alerts::Notice notice);

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every page of the console, in the order of the rail and the menu. A page is added here and nowhere else.
#pragma once

#include "widgets/page/page.h"

namespace pulse::console {

const QList<widgets::PageDescription> &allPages();

} // namespace pulse::console

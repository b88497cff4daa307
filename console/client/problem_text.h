// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What to tell a person about a problem: one translated sentence. Codes we know are said in our words; for
// others the server's own detail is shown.
#pragma once

#include "wire/core/problem.h"

namespace pulse::client {

QString problemText(const wire::Problem &problem);

} // namespace pulse::client

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A password from a file's first line, or from the terminal without showing it.
#pragma once

#include "base/result.h"

namespace pulse::console {

Result<QString> passwordFromFile(const QString &path);
Result<QString> passwordFromTerminal(const QString &login);

} // namespace pulse::console

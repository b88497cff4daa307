// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whom the standalone server runs as. PostgreSQL refuses root, and a server that listens should not be it
// either.
#pragma once

#include "base/result.h"

#include <QString>

namespace pulse::standalone {

// The account a data folder is made for when root starts Pulse; made as a system account when the machine
// lacks it.
inline constexpr auto kPulseAccount = "pulse";

// Makes the data folder when it is absent (0700), and as root becomes the user who owns it, for good: groups,
// ids, HOME, USER and LOGNAME; HOME is the data folder. A new folder, or an empty one of root's, becomes
// pulse's. An ordinary user stays who they are, and must own the folder.
//
// Requires: called first in main: one thread, nothing open or started as root that should not stay so.
// Fails, with what to do, when a folder above is closed to that user (root's home is), or the folder is
// root's and in use.
Result<> becomeOwner(const QString &folder);

} // namespace pulse::standalone

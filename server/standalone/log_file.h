// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The file a child writes its output to: bounded in size, and its end readable for an error message.
#pragma once

#include "base/result.h"

#include <QString>

namespace pulse::standalone {

inline constexpr qint64 kLargestLog = 10 * 1024 * 1024;

// Moves what is there to FILE.1 when it has grown past `largest`. The child may have the file open for
// appending: it is copied and emptied, not renamed.
Result<> rotateLog(const QString &file, qint64 largest = kLargestLog);

// The last lines, for a person who wants to know why a program did not start.
QString endOfLog(const QString &file, int lines = 8);

} // namespace pulse::standalone

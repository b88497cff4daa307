// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Turns the data folder of a stopped server into one that an older server left: its database, vault's key and
// broker's users come from a dump (make-dump.sh), and what only newer servers keep is not there. Times in the
// dump are moved so that it was made just now; those of readings stay as they were.
#pragma once

#include "base/result.h"

#include <QStringList>

namespace pulse::test {

Result<> becomeOldFolder(const QString &dataFolder, const QString &dump);

// Cells of a file of the dump, line by line.
Result<QList<QStringList>> readCells(const QString &path, QChar separator);

} // namespace pulse::test

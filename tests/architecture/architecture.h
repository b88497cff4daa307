// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walls a linker cannot see, checked on the text of the tree. Each violation reads
//   rule path:line: what is wrong
// and is silenced by a line "rule path  # why" in tests/architecture/exceptions.txt. An exception that
// silences nothing is itself a violation, so the list only ever shrinks.
#pragma once

#include <QStringList>

namespace pulse::architecture {

QStringList violations(const QString &root);

} // namespace pulse::architecture

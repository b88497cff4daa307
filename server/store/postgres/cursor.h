// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The cursors of lists: what the last row of a page was, so that the next page begins behind it whatever came
// or went between. Opaque outside; inside, the values of the ORDER BY.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QString>
#include <QStringList>

namespace pulse::store {

QString cursorOf(const QStringList &values);

// Invalid, naming `after`, unless it was made of as many values.
Result<QStringList> cursorValues(const QString &after, int count);

// A total counts this far; past it there are "at least that many".
constexpr int kExactTotal = 10'000;

// 400 naming `field` unless it is a UUID in its usual form.
Result<> checkUuid(const QString &field, const QString &text);

// %, _ and \ stand for themselves in the pattern that finds `text` anywhere.
QString containsPattern(const QString &text);

} // namespace pulse::store

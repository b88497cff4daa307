// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What text is, said a second time and plainly, to hold the product against. PostgreSQL takes exactly this
// but NUL.
#pragma once

#include <QByteArrayView>

namespace pulse::fuzz {

// The Unicode standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isWellFormedUtf8(QByteArrayView text);

// `part` lies within `whole`, or is empty.
bool isWithin(QByteArrayView part, QByteArrayView whole);

} // namespace pulse::fuzz

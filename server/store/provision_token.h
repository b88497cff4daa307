// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device's provision token: made once, shown once, kept as SHA-256 only. And what may be an outside id.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace pulse::store {

QString newProvisionToken(); // "tok-" and 24 random bytes, url-safe
QByteArray provisionTokenHash(const QString &token); // 32 bytes

// 1 to 128 bytes of UTF-8, without / + # and control characters; else Invalid naming `field`.
Result<> checkOutsideId(const QString &field, const QString &text);

} // namespace pulse::store

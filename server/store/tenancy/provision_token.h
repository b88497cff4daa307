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

// Invalid, naming `field`, when it is no id (model/names.h).
Result<> checkOutsideId(const QString &field, const QString &text);

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether a caller knows a secret, in a time that says nothing of how nearly. Pure.
#pragma once

#include <QByteArray>

namespace pulse::auth {

bool isSameSecret(const QByteArray &told, const QByteArray &secret);

} // namespace pulse::auth

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which passwords a person may choose (NIST SP 800-63B, 5.1.1.2): long ones, whatever is in them, that are
// not among the first that somebody would try. The one home: whoever sets a password asks here.
//
// Thread safety: any thread.
#pragma once

#include "base/result.h"

#include <QString>

namespace pulse::auth {

constexpr int kShortestPassword = 12; // characters
constexpr int kLongestPassword = 512; // bytes of UTF-8

// Invalid naming `field`: too short, too long, or one of the commonest (common_passwords.txt), also where
// only capitals, or what stands behind it (digits, an exclamation mark), are other.
Result<> checkPassword(const QString &field, const QString &password);

} // namespace pulse::auth

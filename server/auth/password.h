// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Passwords as Argon2id hashes in libsodium's string form ($argon2id$v=19$m=65536,t=2,p=1$…): 64 MiB, two
// passes, one lane, which is libsodium's "interactive" choice and above OWASP's least (19 MiB, two passes).
// About 0.1 s of one core, so verify on a database worker, never on the HTTP thread.
//
// Thread safety: any thread.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace pulse::auth {

// Whatever it is: which ones a person may choose is password_policy's. Invalid beyond kLongestPassword.
Result<QString> hashPassword(const QString &password);
bool isPassword(const QString &password, const QString &hash);

// Costs what isPassword costs and is always false: an unknown login must take as long as a wrong password.
bool pretendToVerify(const QString &password);

} // namespace pulse::auth

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Passwords and what holds them. Nothing secret is ever a program's argument, an environment variable or a
// log line.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace pulse::standalone {

// Replaces the file as a whole, readable by its owner only: a reader sees the old bytes or the new ones, also
// after a power cut.
Result<> writeSecretFile(const QString &path, const QByteArray &bytes);

// NotFound when there is none; Forbidden when others may read it.
Result<QByteArray> readSecretFile(const QString &path);

// "pulse-" and 128 random bits: a client id that nobody guesses.
QByteArray randomClientId();

// Letters and digits from the system's random source; 32 of them hold 190 bits.
QByteArray randomPassword(int length = 32);

} // namespace pulse::standalone

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keys that seal secrets: the first seals, all of them open, so a key is rotated by putting a new one in
// front. A key's id is derived from the key itself, so that it needs no name in the configuration.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace pulse::vault {

constexpr int kKeyBytes = 32;
constexpr int kKeyIdBytes = 8;

struct VaultKey {
    QByteArray id; // first 8 bytes of SHA-256 over a label and the key
    QByteArray secret; // 32 bytes
};

struct VaultConfig {
    QStringList keyFiles; // 32 bytes each, raw, or as hexadecimal or base64 text; not accessible to others
    QByteArray keys; // base64 keys separated by commas, as an environment variable gives them
};

// Keys of the environment value first, then the files in their order. Invalid when there is none, when one is
// not 32 bytes long, or when a file may be read or written by others.
Result<QList<VaultKey>> loadKeys(const VaultConfig &config);

// Writes a new random key, readable by its owner only. Conflict when the file exists.
Result<> createKeyFile(const QString &path);

} // namespace pulse::vault

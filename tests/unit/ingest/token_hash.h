// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the registry keeps of a device's token, reckoned by Qt and not by the product.
#pragma once

#include "model/registry_snapshot.h"

#include <QCryptographicHash>
#include <algorithm>

namespace pulse::test {

inline model::TokenHash hashOf(const QByteArray &token)
{
    model::TokenHash hash;
    const QByteArray digest = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    std::copy_n(digest.constData(), hash.size(), reinterpret_cast<char *>(hash.data()));
    return hash;
}

} // namespace pulse::test

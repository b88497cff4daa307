// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Blocking Unix sockets by path; the descriptor is the caller's to close.
#pragma once

#include "base/result.h"

#include <QByteArrayView>
#include <QString>

namespace pulse::bench {

Result<int> listenOn(const QString &path);
Result<int> connectTo(const QString &path);
bool sendAll(int descriptor, QByteArrayView bytes);

} // namespace pulse::bench

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A loopback port nobody listens on at this moment. Where a server can listen on port 0 and say which it got,
// let it.
#pragma once

#include <QtGlobal>

namespace pulse::test {

quint16 freePort();

} // namespace pulse::test

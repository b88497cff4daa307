// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A key and a certificate for 127.0.0.1, hook.example and receiver.example that nobody else vouches for, made
// anew for each test run.
#pragma once

#include <QByteArray>

namespace pulse::test {

struct SelfSigned {
    QByteArray key; // PEM
    QByteArray certificate; // PEM
};

SelfSigned selfSigned();

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How we introduce ourselves to mail servers: by the machine's full name, or, where it has none, by its
// address in brackets (RFC 5321 4.1.1.1 and 4.1.4). A host name without a domain is refused by careful
// servers.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>
#include <chrono>

namespace pulse::delivery {

// A domain of at least two labels, or an address literal: [192.0.2.1], [IPv6:2001:db8::1].
bool isEhloName(const QString &name);

// The first of `names` that is a full one; else the first of `addresses` that others may know us by, as a
// literal.
QString ehloNameOf(const QStringList &names, const QList<QHostAddress> &addresses);

// Of this machine, as its system has it. Its resolver may be slow: after `patience` it has no full name.
QString ownEhloName(std::chrono::milliseconds patience = std::chrono::seconds{2});

} // namespace pulse::delivery

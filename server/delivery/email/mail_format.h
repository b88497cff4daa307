// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How text becomes mail: pure functions of RFC 5322 (headers), 2047 (words beyond ASCII in them) and 2045
// (bodies). Whatever goes in, what comes out is ASCII in lines of at most 998 characters that end in CRLF,
// and holds no header but the one that was asked for.
#pragma once

#include "base/clock.h"

#include <QByteArray>
#include <QStringList>

namespace pulse::delivery {

// "Subject: …" with CRLF; control characters become blanks.
QByteArray textHeader(const QByteArray &name, const QString &text);
// "From: Name <address>" with CRLF; the name may be empty, the address is one that wire::mailAddress made.
QByteArray mailboxHeader(const QByteArray &name, const QString &displayName, const QString &address);
// "To: a@x, b@y" with CRLF, an address a line; empty for no addresses.
QByteArray addressesHeader(const QByteArray &name, const QStringList &addresses);
// "Date: …" with CRLF, in UTC.
QByteArray dateHeader(Instant instant);

// UTF-8 in lines of at most 76 characters; line breaks of any kind become CRLF, and the last line has one.
QByteArray quotedPrintable(const QString &text);

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a name may be, said once for every door: topics, payloads, the API's bodies and queries, commands, the
// console's forms. So whatever one of them admits, all others can name. A control character is one of
// Unicode's category Cc: below U+0020, U+007F, U+0080 to U+009F.
#pragma once

#include <QByteArrayView>
#include <QString>

namespace pulse::model {

inline constexpr qsizetype kLongestName = 128; // bytes of UTF-8
inline constexpr qsizetype kLongestDisplayName = 100; // characters

// Of a tenant, a site, a device, a type of message, whatever is a level of a topic or stands beside one: 1 to
// 128 bytes of UTF-8 without / + # and control characters, and no space around it: lists of ids are trimmed.
bool isId(QByteArrayView utf8);
bool isId(const QString &text);
QString idRule(); // in words, for errors: "must be …"

// Of a metric: 1 to 128 bytes of UTF-8 without NUL, which PostgreSQL cannot hold. Not trimmed: devices send
// what they send, and a space at its end is part of it.
bool isMetricName(QByteArrayView utf8);
bool isMetricName(const QString &text);
QString metricNameRule();

// What people call a rule, a route or an integration: 1 to 100 characters, none of them a control character
// or a line's end (U+2028, U+2029), and no space around it.
bool isDisplayName(const QString &text);
QString displayNameRule();

// A label: its key 1 to 63 letters, digits and _ . - /, beginning with a letter or digit; its value at most
// 128 characters without control characters.
inline constexpr qsizetype kMostLabels = 16; // of a device
bool isLabel(const QString &key, const QString &value);
QString labelRule();

} // namespace pulse::model

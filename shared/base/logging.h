// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One category per room; an event, then key=value. Ids yes, payloads and secrets never.
//   qCWarning(lcDelivery).noquote() << "attempt failed" << kv("job", id) << kv("status", status);
#pragma once

#include <QLoggingCategory>
#include <QString>

namespace pulse {

template <class T> QString kv(const char *key, const T &value)
{
    QString text;
    QDebug(&text).nospace().noquote() << key << '=' << value;
    return text;
}

// Lines as "2026-11-23T11:45:33.123Z info pulse.store message"; to stderr, without debug unless
// QT_LOGGING_RULES asks for it. Call once from main.
void installLogFormat();

} // namespace pulse

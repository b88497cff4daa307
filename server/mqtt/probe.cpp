// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/probe.h"

#include <charconv>

namespace pulse::mqtt {

namespace {

template <class T> bool parseWhole(QByteArrayView text, T &value)
{
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    return error == std::errc{} && end == text.end();
}

// Others subtract from it, so it is a time we can say (base/clock).
constexpr Instant kEndOfTime{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};

} // namespace

QByteArray probeTopic(const QByteArray &clientId) { return "pulse/probe/" + clientId; }

// Microseconds since 1970, a space, the connection.
QByteArray encodeProbe(const Probe &probe)
{
    return QByteArray::number(static_cast<qint64>(probe.sentAt.time_since_epoch().count())) + ' '
        + QByteArray::number(probe.connection);
}

std::optional<Probe> parseProbe(QByteArrayView payload)
{
    const qsizetype space = payload.indexOf(' ');
    qint64 sentAt = 0;
    quint64 connection = 0;
    if (space < 0 || !parseWhole(payload.first(space), sentAt)
        || !parseWhole(payload.sliced(space + 1), connection))
        return std::nullopt;
    const Instant instant{std::chrono::microseconds{sentAt}};
    if (instant < Instant{} || instant >= kEndOfTime)
        return std::nullopt;
    return Probe{instant, connection};
}

} // namespace pulse::mqtt

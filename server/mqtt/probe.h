// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lag probe: a message the session publishes to itself each second. A broker keeps one client's queue in
// order, so the age of the last probe committed is the lag, and a probe sent on this connection that has come
// back means that everything queued before the connection is in.
#pragma once

#include "base/clock.h"

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace pulse::mqtt {

struct Probe {
    Instant sentAt;
    quint64 connection = 0; // unique among servers, unlike an epoch; compare with SessionState::connection
    bool operator==(const Probe &) const = default;
};

QByteArray probeTopic(const QByteArray &clientId); // pulse/probe/CLIENT
QByteArray encodeProbe(const Probe &probe);
std::optional<Probe> parseProbe(QByteArrayView payload);

} // namespace pulse::mqtt

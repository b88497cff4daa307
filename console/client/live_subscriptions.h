// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What this console wants to hear, so that a new connection can be told all of it. Wants are counted: a
// channel is dropped when the last one who wanted it has gone.
#pragma once

#include "wire/live/live_message.h"

#include <QHash>
#include <optional>

namespace pulse::client {

class LiveSubscriptions {
public:
    // The request to send now, if this changes what the server should do.
    std::optional<wire::LiveRequest> want(wire::LiveChannel channel, const QString &deviceId = {});
    std::optional<wire::LiveRequest> drop(wire::LiveChannel channel, const QString &deviceId = {});

    QList<wire::LiveRequest> all() const;

private:
    int m_alerts = 0;
    int m_devices = 0;
    QHash<QString, int> m_device;
};

} // namespace pulse::client

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who a simulated device is.
#pragma once

#include <QString>

namespace pulse::simulator {

struct FleetDevice {
    QString tenantId;
    QString siteId;
    QString deviceId;
    QString token; // provision token: password at the broker, and in every payload; never logged
};

} // namespace pulse::simulator

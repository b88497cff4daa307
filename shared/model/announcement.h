// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// That a route was told of an alert: there is a delivery that says "it is open", on its way or arrived.
#pragma once

#include "base/ids.h"

namespace pulse::model {

struct Announcement {
    AlertId alert;
    RouteKey route;
    IntegrationKey integration; // the route's, then
    bool isGivenUp = false; // the delivery is dead: nobody heard of it, unless it is sent again
};

} // namespace pulse::model

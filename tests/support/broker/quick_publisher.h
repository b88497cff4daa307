// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A publisher to a broker of a test, that comes back at once when the broker does.
#pragma once

#include "mqtt/publisher.h"

namespace pulse::test {

inline mqtt::PublisherConfig quickPublisher(quint16 port)
{
    mqtt::PublisherConfig config;
    config.address.port = port;
    config.backoff = {std::chrono::milliseconds{20}, std::chrono::milliseconds{200}};
    return config;
}

} // namespace pulse::test

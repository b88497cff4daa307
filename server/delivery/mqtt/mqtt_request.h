// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one MQTT delivery says, and to whom: a message of the queue, made into a broker and a publication.
#pragma once

#include "delivery/job/channel.h"
#include "delivery/outbound/address_guard.h"
#include "delivery/outbound/redaction.h"
#include "mqtt/publisher.h"

namespace pulse::delivery {

struct MqttRequest {
    HostTarget target;
    mqtt::BrokerAddress broker; // its host is the target's name until an address is vetted
    mqtt::Publication publication;
    Redaction redaction;
};

// The error's `what` is the attempt's code. `allowsAnyTopic`: also beside the tenant's own root.
Result<MqttRequest> mqttRequest(const Message &message, const AddressGuard &guard, bool allowsAnyTopic);

} // namespace pulse::delivery

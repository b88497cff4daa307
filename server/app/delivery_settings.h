// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The section [delivery] of the configuration in the words of those who deliver.
#pragma once

#include "app/configuration.h"
#include "delivery/email/email_channel.h"
#include "delivery/mqtt/mqtt_channel.h"
#include "delivery/snmp/snmp_channel.h"
#include "delivery/webhook/webhook_channel.h"
#include "pipeline/delivery/deliver_stage.h"

namespace pulse::app {

// Invalid: names the setting.
Result<> checkDelivery(const DeliverySettings &delivery);
Result<delivery::GuardSettings> guardSettings(const DeliverySettings &delivery);

pipeline::DeliverSettings deliverSettings(const DeliverySettings &delivery);
delivery::CurlSettings curlSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard);
QString ehloName(const DeliverySettings &delivery); // may take two seconds
delivery::SnmpSettings snmpSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard);
delivery::MqttSettings mqttSettings(const DeliverySettings &delivery, const delivery::GuardSettings &guard);

} // namespace pulse::app

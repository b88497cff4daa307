// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where deliveries can go.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QJsonObject>
#include <QString>

namespace pulse::model {

enum class IntegrationType { Webhook, Snmp, Email, Mqtt };
enum class SmtpSecurity { StartTls, Tls, None }; // Tls: from the first byte

struct Integration {
    IntegrationKey key; // inside only
    QString tenantId;
    QString integrationId; // UUID
    QString name;
    IntegrationType type = IntegrationType::Webhook;
    bool isEnabled = true;
    QJsonObject config; // what may be shown; a webhook's url is scheme, host and port only
    Instant createdAt;
    Instant updatedAt;
};

// With the whole of its configuration, secrets included: for those who change it or send with it.
struct ConfiguredIntegration {
    Integration integration;
    QJsonObject fullConfig;
};

} // namespace pulse::model

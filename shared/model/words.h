// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words that enums have outside (wire, database): one table each. Unknown words are nullopt.
#pragma once

#include "model/alert.h"
#include "model/alert_rule.h"
#include "model/delivery.h"
#include "model/device.h"
#include "model/integration.h"
#include "model/integration_health.h"
#include "model/principal.h"
#include "model/quarantine.h"
#include "model/severity.h"
#include "model/snmp_config.h"
#include "model/system_alert.h"

#include <QLatin1StringView>
#include <QStringList>
#include <optional>
#include <vector>

namespace pulse::model {

QLatin1StringView word(Comparison value); // GT LT GTE LTE
QLatin1StringView word(RuleCondition value); // THRESHOLD METRIC_SILENT DEVICE_SILENT
QLatin1StringView word(AlertType value); // THRESHOLD NO_HEARTBEAT METRIC_SILENT
QLatin1StringView word(AlertStatus value); // OPEN ACKNOWLEDGED CLOSED
QLatin1StringView word(AlertEvent value); // OPENED CLEARED ACKNOWLEDGED …
QLatin1StringView word(DeliverOn value); // OPEN CLOSED ACKNOWLEDGED
QLatin1StringView word(DeviceStatus value); // ONLINE STALE REVOKED
QLatin1StringView word(StatusReason value); // silent offline never_seen revoked
QLatin1StringView word(JobStatus value); // PENDING PROCESSING COMPLETED FAILED
QLatin1StringView word(CircuitState value); // CLOSED OPEN HALF_OPEN
QLatin1StringView word(SeverityClass value); // CRITICAL WARNING INFO
QLatin1StringView word(IntegrationType value); // webhook snmp email mqtt
QLatin1StringView word(SmtpSecurity value); // STARTTLS TLS NONE
QLatin1StringView word(Role value); // customer_viewer …
QLatin1StringView word(RejectReason value); // PAYLOAD_TOO_LARGE …
QLatin1StringView word(SystemAlertKind value); // SESSION_LOST …
QLatin1StringView word(SnmpVersion value); // 2c 3
QLatin1StringView word(SnmpSecurityLevel value); // noAuthNoPriv authNoPriv authPriv
QLatin1StringView word(SnmpAuthProtocol value); // MD5 SHA SHA224 …
QLatin1StringView word(SnmpPrivProtocol value); // DES AES AES192 AES256

// fromWord<Comparison>(u"GT")
template <class Enum> std::optional<Enum> fromWord(QStringView text);

// All of an enum's words, in the order of its table.
template <class Enum> QStringList words();

std::vector<RejectReason> allRejectReasons();

} // namespace pulse::model

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/words.h"

#include <array>
#include <utility>

namespace pulse::model {

namespace {

template <class Enum, size_t N> using Table = std::array<std::pair<Enum, QLatin1StringView>, N>;

using namespace Qt::StringLiterals;

template <class Enum> constexpr auto kWords = nullptr;

template <>
constexpr auto kWords<Comparison> = Table<Comparison, 4>{{{Comparison::Gt, "GT"_L1},
                                                          {Comparison::Lt, "LT"_L1},
                                                          {Comparison::Gte, "GTE"_L1},
                                                          {Comparison::Lte, "LTE"_L1}}};
template <>
constexpr auto kWords<RuleCondition> =
    Table<RuleCondition, 3>{{{RuleCondition::Threshold, "THRESHOLD"_L1},
                             {RuleCondition::MetricSilent, "METRIC_SILENT"_L1},
                             {RuleCondition::DeviceSilent, "DEVICE_SILENT"_L1}}};
template <>
constexpr auto kWords<AlertType> = Table<AlertType, 3>{{{AlertType::Threshold, "THRESHOLD"_L1},
                                                        {AlertType::NoHeartbeat, "NO_HEARTBEAT"_L1},
                                                        {AlertType::MetricSilent, "METRIC_SILENT"_L1}}};
template <>
constexpr auto kWords<AlertStatus> = Table<AlertStatus, 3>{{{AlertStatus::Open, "OPEN"_L1},
                                                            {AlertStatus::Acknowledged, "ACKNOWLEDGED"_L1},
                                                            {AlertStatus::Closed, "CLOSED"_L1}}};
template <>
constexpr auto kWords<AlertEvent> = Table<AlertEvent, 7>{{{AlertEvent::Opened, "OPENED"_L1},
                                                          {AlertEvent::Cleared, "CLEARED"_L1},
                                                          {AlertEvent::Acknowledged, "ACKNOWLEDGED"_L1},
                                                          {AlertEvent::Unacknowledged, "UNACKNOWLEDGED"_L1},
                                                          {AlertEvent::Shelved, "SHELVED"_L1},
                                                          {AlertEvent::Unshelved, "UNSHELVED"_L1},
                                                          {AlertEvent::Commented, "COMMENTED"_L1}}};
template <>
constexpr auto kWords<DeliverOn> = Table<DeliverOn, 3>{{{DeliverOn::Open, "OPEN"_L1},
                                                        {DeliverOn::Closed, "CLOSED"_L1},
                                                        {DeliverOn::Acknowledged, "ACKNOWLEDGED"_L1}}};
template <>
constexpr auto kWords<StatusReason> = Table<StatusReason, 4>{{{StatusReason::Silent, "silent"_L1},
                                                              {StatusReason::Offline, "offline"_L1},
                                                              {StatusReason::NeverSeen, "never_seen"_L1},
                                                              {StatusReason::Revoked, "revoked"_L1}}};
template <>
constexpr auto kWords<DeviceStatus> = Table<DeviceStatus, 3>{{{DeviceStatus::Online, "ONLINE"_L1},
                                                              {DeviceStatus::Stale, "STALE"_L1},
                                                              {DeviceStatus::Revoked, "REVOKED"_L1}}};
template <>
constexpr auto kWords<JobStatus> = Table<JobStatus, 4>{{{JobStatus::Pending, "PENDING"_L1},
                                                        {JobStatus::Processing, "PROCESSING"_L1},
                                                        {JobStatus::Completed, "COMPLETED"_L1},
                                                        {JobStatus::Failed, "FAILED"_L1}}};
template <>
constexpr auto kWords<SeverityClass> = Table<SeverityClass, 3>{{{SeverityClass::Info, "INFO"_L1},
                                                                {SeverityClass::Warning, "WARNING"_L1},
                                                                {SeverityClass::Critical, "CRITICAL"_L1}}};
template <>
constexpr auto kWords<IntegrationType> = Table<IntegrationType, 4>{{{IntegrationType::Webhook, "webhook"_L1},
                                                                    {IntegrationType::Snmp, "snmp"_L1},
                                                                    {IntegrationType::Email, "email"_L1},
                                                                    {IntegrationType::Mqtt, "mqtt"_L1}}};
template <>
constexpr auto kWords<SnmpVersion> =
    Table<SnmpVersion, 2>{{{SnmpVersion::V2c, "2c"_L1}, {SnmpVersion::V3, "3"_L1}}};
template <>
constexpr auto kWords<SnmpSecurityLevel> =
    Table<SnmpSecurityLevel, 3>{{{SnmpSecurityLevel::NoAuthNoPriv, "noAuthNoPriv"_L1},
                                 {SnmpSecurityLevel::AuthNoPriv, "authNoPriv"_L1},
                                 {SnmpSecurityLevel::AuthPriv, "authPriv"_L1}}};
template <>
constexpr auto kWords<SnmpAuthProtocol> =
    Table<SnmpAuthProtocol, 6>{{{SnmpAuthProtocol::Md5, "MD5"_L1},
                                {SnmpAuthProtocol::Sha, "SHA"_L1},
                                {SnmpAuthProtocol::Sha224, "SHA224"_L1},
                                {SnmpAuthProtocol::Sha256, "SHA256"_L1},
                                {SnmpAuthProtocol::Sha384, "SHA384"_L1},
                                {SnmpAuthProtocol::Sha512, "SHA512"_L1}}};
template <>
constexpr auto kWords<SnmpPrivProtocol> =
    Table<SnmpPrivProtocol, 4>{{{SnmpPrivProtocol::Des, "DES"_L1},
                                {SnmpPrivProtocol::Aes, "AES"_L1},
                                {SnmpPrivProtocol::Aes192, "AES192"_L1},
                                {SnmpPrivProtocol::Aes256, "AES256"_L1}}};
template <>
constexpr auto kWords<SmtpSecurity> = Table<SmtpSecurity, 3>{{{SmtpSecurity::StartTls, "STARTTLS"_L1},
                                                              {SmtpSecurity::Tls, "TLS"_L1},
                                                              {SmtpSecurity::None, "NONE"_L1}}};
template <>
constexpr auto kWords<Role> = Table<Role, 4>{{{Role::CustomerViewer, "customer_viewer"_L1},
                                              {Role::CustomerAdmin, "customer_admin"_L1},
                                              {Role::Operator, "operator"_L1},
                                              {Role::OperatorAdmin, "operator_admin"_L1}}};
template <>
constexpr auto kWords<RejectReason> =
    Table<RejectReason, 20>{{{RejectReason::PayloadTooLarge, "PAYLOAD_TOO_LARGE"_L1},
                             {RejectReason::BadTopicFormat, "BAD_TOPIC_FORMAT"_L1},
                             {RejectReason::BadJson, "BAD_JSON"_L1},
                             {RejectReason::UnknownMessageType, "UNKNOWN_MESSAGE_TYPE"_L1},
                             {RejectReason::TenantMismatch, "TENANT_MISMATCH_TOPIC_VS_PAYLOAD"_L1},
                             {RejectReason::MissingSiteId, "MISSING_SITE_ID"_L1},
                             {RejectReason::UnregisteredDevice, "UNREGISTERED_DEVICE"_L1},
                             {RejectReason::DeviceRevoked, "DEVICE_REVOKED"_L1},
                             {RejectReason::SiteMismatch, "SITE_MISMATCH_REGISTRY_VS_PAYLOAD"_L1},
                             {RejectReason::TokenNotSet, "TOKEN_NOT_SET_IN_REGISTRY"_L1},
                             {RejectReason::TokenMissing, "TOKEN_MISSING"_L1},
                             {RejectReason::TokenInvalid, "TOKEN_INVALID"_L1},
                             {RejectReason::RateLimited, "RATE_LIMITED"_L1},
                             {RejectReason::BadTimestamp, "BAD_TIMESTAMP"_L1},
                             {RejectReason::TooOld, "TOO_OLD"_L1},
                             {RejectReason::UnsupportedMetric, "UNSUPPORTED_METRIC"_L1},
                             {RejectReason::TooManyMetrics, "TOO_MANY_METRICS"_L1},
                             {RejectReason::StoreRejected, "STORE_REJECTED"_L1},
                             {RejectReason::BadStatus, "BAD_STATUS"_L1},
                             {RejectReason::RetainedReplay, "RETAINED_REPLAY"_L1}}};

template <>
constexpr auto kWords<CircuitState> = Table<CircuitState, 3>{{{CircuitState::Closed, "CLOSED"_L1},
                                                              {CircuitState::Open, "OPEN"_L1},
                                                              {CircuitState::HalfOpen, "HALF_OPEN"_L1}}};
template <>
constexpr auto kWords<SystemAlertKind> =
    Table<SystemAlertKind, 14>{{{SystemAlertKind::SessionLost, "SESSION_LOST"_L1},
                                {SystemAlertKind::SessionTaken, "SESSION_TAKEN"_L1},
                                {SystemAlertKind::SessionUnprotected, "SESSION_UNPROTECTED"_L1},
                                {SystemAlertKind::IngestDeaf, "INGEST_DEAF"_L1},
                                {SystemAlertKind::BrokerDropping, "BROKER_DROPPING"_L1},
                                {SystemAlertKind::BrokerQueueHalf, "BROKER_QUEUE_HALF"_L1},
                                {SystemAlertKind::IngestBlind, "INGEST_BLIND"_L1},
                                {SystemAlertKind::IngestStopped, "INGEST_STOPPED"_L1},
                                {SystemAlertKind::ClockDrift, "CLOCK_DRIFT"_L1},
                                {SystemAlertKind::IntegrationFailing, "INTEGRATION_FAILING"_L1},
                                {SystemAlertKind::AlertsDeferred, "ALERTS_DEFERRED"_L1},
                                {SystemAlertKind::MetricsFull, "METRICS_FULL"_L1},
                                {SystemAlertKind::ProviderAway, "PROVIDER_AWAY"_L1},
                                {SystemAlertKind::Other, "OTHER"_L1}}};

template <class Enum> QLatin1StringView wordOf(Enum value)
{
    for (const auto &[candidate, text] : kWords<Enum>) {
        if (candidate == value)
            return text;
    }
    Q_UNREACHABLE();
}

} // namespace

QLatin1StringView word(Comparison value) { return wordOf(value); }
QLatin1StringView word(RuleCondition value) { return wordOf(value); }
QLatin1StringView word(AlertType value) { return wordOf(value); }
QLatin1StringView word(AlertStatus value) { return wordOf(value); }
QLatin1StringView word(AlertEvent value) { return wordOf(value); }
QLatin1StringView word(DeliverOn value) { return wordOf(value); }
QLatin1StringView word(DeviceStatus value) { return wordOf(value); }
QLatin1StringView word(StatusReason value) { return wordOf(value); }
QLatin1StringView word(JobStatus value) { return wordOf(value); }
QLatin1StringView word(SeverityClass value) { return wordOf(value); }
QLatin1StringView word(IntegrationType value) { return wordOf(value); }
QLatin1StringView word(SnmpVersion value) { return wordOf(value); }
QLatin1StringView word(SnmpSecurityLevel value) { return wordOf(value); }
QLatin1StringView word(SnmpAuthProtocol value) { return wordOf(value); }
QLatin1StringView word(SnmpPrivProtocol value) { return wordOf(value); }
QLatin1StringView word(SmtpSecurity value) { return wordOf(value); }
QLatin1StringView word(Role value) { return wordOf(value); }
QLatin1StringView word(RejectReason value) { return wordOf(value); }
QLatin1StringView word(CircuitState value) { return wordOf(value); }
QLatin1StringView word(SystemAlertKind value) { return wordOf(value); }

std::vector<RejectReason> allRejectReasons()
{
    std::vector<RejectReason> reasons;
    for (const auto &[reason, text] : kWords<RejectReason>)
        reasons.push_back(reason);
    return reasons;
}

template <class Enum> std::optional<Enum> fromWord(QStringView text)
{
    for (const auto &[candidate, known] : kWords<Enum>) {
        if (text == known)
            return candidate;
    }
    return std::nullopt;
}

template <class Enum> QStringList words()
{
    QStringList all;
    for (const auto &[value, text] : kWords<Enum>)
        all.append(text);
    return all;
}

template std::optional<Comparison> fromWord<Comparison>(QStringView);
template QStringList words<Comparison>();
template std::optional<RuleCondition> fromWord<RuleCondition>(QStringView);
template QStringList words<RuleCondition>();
template std::optional<AlertType> fromWord<AlertType>(QStringView);
template QStringList words<AlertType>();
template std::optional<AlertStatus> fromWord<AlertStatus>(QStringView);
template QStringList words<AlertStatus>();
template std::optional<AlertEvent> fromWord<AlertEvent>(QStringView);
template QStringList words<AlertEvent>();
template std::optional<DeliverOn> fromWord<DeliverOn>(QStringView);
template QStringList words<DeliverOn>();
template std::optional<DeviceStatus> fromWord<DeviceStatus>(QStringView);
template QStringList words<DeviceStatus>();
template std::optional<StatusReason> fromWord<StatusReason>(QStringView);
template QStringList words<StatusReason>();
template std::optional<JobStatus> fromWord<JobStatus>(QStringView);
template QStringList words<JobStatus>();
template std::optional<IntegrationType> fromWord<IntegrationType>(QStringView);
template QStringList words<IntegrationType>();
template std::optional<SnmpVersion> fromWord<SnmpVersion>(QStringView);
template QStringList words<SnmpVersion>();
template std::optional<SnmpSecurityLevel> fromWord<SnmpSecurityLevel>(QStringView);
template QStringList words<SnmpSecurityLevel>();
template std::optional<SnmpAuthProtocol> fromWord<SnmpAuthProtocol>(QStringView);
template QStringList words<SnmpAuthProtocol>();
template std::optional<SnmpPrivProtocol> fromWord<SnmpPrivProtocol>(QStringView);
template QStringList words<SnmpPrivProtocol>();
template std::optional<SmtpSecurity> fromWord<SmtpSecurity>(QStringView);
template QStringList words<SmtpSecurity>();
template std::optional<Role> fromWord<Role>(QStringView);
template QStringList words<Role>();
template std::optional<RejectReason> fromWord<RejectReason>(QStringView);
template QStringList words<RejectReason>();
template std::optional<CircuitState> fromWord<CircuitState>(QStringView);
template QStringList words<CircuitState>();
template std::optional<SystemAlertKind> fromWord<SystemAlertKind>(QStringView);
template QStringList words<SystemAlertKind>();
template std::optional<SeverityClass> fromWord<SeverityClass>(QStringView);
template QStringList words<SeverityClass>();

} // namespace pulse::model

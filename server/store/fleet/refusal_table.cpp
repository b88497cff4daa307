// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/refusal_table.h"

#include "model/words.h"
#include "store/postgres/columns.h"

#include <array>

namespace pulse::store {

namespace {

using model::DeviceRefusals;

// The columns of refusal.record; the last messages of all rows lie in two flat ones.
class RefusalColumns {
public:
    explicit RefusalColumns(std::span<const NewRefusals> refusals)
        : m_columns(refusals.size())
    {
        for (const NewRefusals &refusal : refusals)
            take(refusal);
    }

    std::array<Param, 11> params() const
    {
        return {Param::int8Array(m_devices),     Param::int4Array(m_tenants),
                Param::textArray(m_reasons),     Param::boolArray(m_proofs),
                Param::int8Array(m_counts),      Param::timestampArray(m_firstTimes),
                Param::timestampArray(m_last),   Param::timestampArray(m_recent),
                Param::textArray(m_recentTypes), Param::int4Array(m_begins),
                Param::int4Array(m_kept)};
    }

private:
    void take(const NewRefusals &refusal)
    {
        m_devices.push_back(refusal.key.device.value);
        m_tenants.push_back(static_cast<std::int32_t>(refusal.tenant.value));
        m_reasons.push_back(wordBytes(model::word(refusal.key.reason)));
        m_proofs.push_back(refusal.key.isProven);
        m_counts.push_back(refusal.count);
        m_firstTimes.push_back(refusal.firstAt);
        m_last.push_back(refusal.lastAt);
        m_begins.push_back(static_cast<std::int32_t>(m_recent.size()) + 1); // SQL counts from 1
        m_kept.push_back(static_cast<std::int32_t>(refusal.recent.size()));
        for (const NewRefusals::Message &message : refusal.recent) {
            m_recent.push_back(message.at);
            m_recentTypes.push_back(message.msgType);
        }
    }

    Columns m_columns;
    std::vector<std::int64_t> &m_devices = m_columns.int8s();
    std::vector<std::int32_t> &m_tenants = m_columns.int4s();
    std::vector<QByteArray> &m_reasons = m_columns.texts();
    std::vector<bool> m_proofs;
    std::vector<std::int64_t> &m_counts = m_columns.int8s();
    std::vector<Instant> &m_firstTimes = m_columns.instants();
    std::vector<Instant> &m_last = m_columns.instants();
    std::vector<Instant> &m_recent = m_columns.instants();
    std::vector<QByteArray> &m_recentTypes = m_columns.texts();
    std::vector<std::int32_t> &m_begins = m_columns.int4s();
    std::vector<std::int32_t> &m_kept = m_columns.int4s();
};

// None: a reason that this build does not know came from a newer one.
std::optional<model::Refusal> refusalFrom(RowReader &row)
{
    model::Refusal refusal;
    const auto reason = model::fromWord<model::RejectReason>(row.text());
    refusal.isProven = row.boolean();
    refusal.count = row.integer();
    refusal.firstAt = row.instant();
    refusal.lastAt = row.instant();
    if (!reason)
        return std::nullopt;
    refusal.reason = *reason;
    return refusal;
}

std::optional<model::RefusedMessage> messageFrom(RowReader row)
{
    model::RefusedMessage message;
    message.at = row.instant();
    const auto reason = model::fromWord<model::RejectReason>(row.text());
    message.isProven = row.boolean();
    message.msgType = row.text();
    if (!reason)
        return std::nullopt;
    message.reason = *reason;
    return message;
}

} // namespace

Result<> recordRefusals(const SystemScope &scope, std::span<const NewRefusals> refusals)
{
    if (refusals.empty())
        return {};
    PULSE_CHECK(scope.query("refusal.record", RefusalColumns(refusals).params()));
    return {};
}

Result<std::vector<RefusalOfDevice>> refusedLast(const SystemScope &scope,
                                                 std::span<const HeardDevice> devices)
{
    std::vector<RefusalOfDevice> refused;
    if (devices.empty())
        return refused;
    Columns columns(devices.size());
    auto &keys = columns.int8s();
    auto &times = columns.instants();
    for (const HeardDevice &heard : devices) {
        keys.push_back(heard.device.value);
        times.push_back(heard.at);
    }
    PULSE_TRY(const Rows rows,
              scope.query("refusal.refused_last", {Param::int8Array(keys), Param::timestampArray(times)}));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto device = row.key<DeviceKey>();
        if (const auto refusal = refusalFrom(row))
            refused.push_back({device, *refusal});
    }
    return refused;
}

Result<DeviceRefusals> refusalsOf(const TenantScope &scope, const QString &deviceId)
{
    DeviceRefusals refusals;
    PULSE_TRY(RowReader device,
              scope.one("refusal.device", {deviceId}, QStringLiteral("there is no such device")));
    refusals.tenantId = device.text();
    refusals.deviceId = deviceId;
    const auto key = device.key<DeviceKey>();
    PULSE_TRY(const Rows reasons, scope.query("refusal.of_device", {key}));
    for (int i = 0; i < reasons.size(); ++i) {
        RowReader row = reasons.row(i);
        if (const auto refusal = refusalFrom(row))
            refusals.reasons.append(*refusal);
    }
    PULSE_TRY(const Rows recent, scope.query("refusal.recent", {key, DeviceRefusals::kMostRecent}));
    for (int i = 0; i < recent.size(); ++i) {
        if (const auto message = messageFrom(recent.row(i)))
            refusals.recent.append(*message);
    }
    return refusals;
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/quarantine_table.h"

#include "model/words.h"
#include "store/postgres/columns.h"

#include <algorithm>

namespace pulse::store {

Result<> countRejects(const SystemScope &scope, std::span<const RejectCount> counts)
{
    if (counts.empty())
        return {};
    Columns columns(counts.size());
    auto &minutes = columns.instants();
    auto &tenants = columns.int4s();
    auto &reasons = columns.texts();
    auto &numbers = columns.int8s();
    for (const RejectCount &count : counts) {
        minutes.push_back(count.minute);
        tenants.push_back(static_cast<std::int32_t>(count.tenant.value));
        reasons.push_back(wordBytes(model::word(count.reason)));
        numbers.push_back(count.count);
    }
    PULSE_CHECK(scope.query("quarantine.count",
                            {Param::timestampArray(minutes), Param::int4Array(tenants),
                             Param::textArray(reasons), Param::int8Array(numbers)}));
    return {};
}

Result<> keepRejects(const SystemScope &scope, std::span<const KeptReject> rejects)
{
    if (rejects.empty())
        return {};
    Columns columns(rejects.size());
    auto &times = columns.instants();
    auto &tenants = columns.int4s();
    auto &tenantIds = columns.texts();
    auto &siteIds = columns.texts();
    auto &deviceIds = columns.texts();
    auto &types = columns.texts();
    auto &reasons = columns.texts();
    auto &topics = columns.texts();
    auto &payloads = columns.texts();
    for (const KeptReject &reject : rejects) {
        times.push_back(reject.event.ingestedAt);
        tenants.push_back(static_cast<std::int32_t>(reject.tenant.value));
        tenantIds.push_back(storableText(reject.event.tenantId));
        siteIds.push_back(storableText(reject.event.siteId));
        deviceIds.push_back(storableText(reject.event.deviceId));
        types.push_back(storableText(reject.event.msgType));
        reasons.push_back(wordBytes(model::word(reject.event.reason)));
        topics.push_back(storableText(QString::fromUtf8(reject.topic)));
        payloads.push_back(reject.payloadSealed);
    }
    PULSE_CHECK(
        scope.query("quarantine.keep",
                    {Param::timestampArray(times), Param::int4Array(tenants), Param::textArray(tenantIds),
                     Param::textArray(siteIds), Param::textArray(deviceIds), Param::textArray(types),
                     Param::textArray(reasons), Param::textArray(topics), Param::byteaArray(payloads)}));
    return {};
}

namespace {

struct Usage {
    TenantKey tenant;
    std::int64_t kept = 0;
    std::int64_t bytes = 0;
};

Result<std::vector<Usage>> usageOf(const SystemScope &scope, std::span<const KeptBound> bounds)
{
    std::vector<std::int32_t> tenants;
    for (const KeptBound &bound : bounds)
        tenants.push_back(static_cast<std::int32_t>(bound.tenant.value));
    PULSE_TRY(const Rows rows, scope.query("quarantine.usage", {Param::int4Array(tenants)}));
    std::vector<Usage> usages;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto tenant = row.key<TenantKey>();
        const auto kept = row.integer();
        usages.push_back({tenant, kept, row.integer()});
    }
    return usages;
}

Result<> evict(const SystemScope &scope, Usage usage, const KeptBound &bound)
{
    constexpr std::int64_t kMostLookedAt = 5'000;
    constexpr int kMostRounds = 4;
    for (int round = 0; round < kMostRounds; ++round) {
        const std::int64_t rows = std::max<std::int64_t>(0, usage.kept - bound.rows);
        const std::int64_t bytes = std::max<std::int64_t>(0, usage.bytes - bound.bytes);
        if (usage.kept <= 0 || (rows == 0 && bytes == 0))
            return {};
        // Of average rows twice as many as it takes: when the oldest are small ones, another round.
        const std::int64_t ofBytes = bytes / std::max<std::int64_t>(1, usage.bytes / usage.kept) * 2 + 1;
        const std::int64_t lookedAt = std::min(std::max(rows, ofBytes), kMostLookedAt);
        PULSE_TRY(const Rows answer, scope.query("quarantine.evict", {usage.tenant, rows, bytes, lookedAt}));
        RowReader gone = answer.first();
        usage.kept -= gone.integer();
        usage.bytes -= gone.integer();
    }
    return {};
}

} // namespace

Result<> boundRejects(const SystemScope &scope, std::span<const KeptBound> bounds)
{
    if (bounds.empty())
        return {};
    PULSE_TRY(const auto usages, usageOf(scope, bounds));
    for (const Usage &usage : usages) {
        const auto bound = std::find_if(bounds.begin(), bounds.end(),
                                        [&usage](const auto &each) { return each.tenant == usage.tenant; });
        if (bound != bounds.end())
            PULSE_CHECK(evict(scope, usage, *bound));
    }
    return {};
}

Result<KeptMessage> keptMessage(const SystemScope &scope, TenantKey tenant, std::int64_t eventId,
                                const Sealing &unseal)
{
    const QString what = QStringLiteral("nothing is kept as %1").arg(eventId);
    PULSE_TRY(RowReader row, scope.one("quarantine.kept_message", {tenant, eventId}, what));
    KeptMessage message;
    message.topic = row.bytes();
    const QByteArray sealed = row.bytea();
    if (sealed.isNull())
        return fail(ErrorKind::NotFound, what + QStringLiteral(" with its payload"));
    PULSE_TRY(message.payload, unseal(sealed, kQuarantineContext));
    message.receivedAt = row.instant();
    const auto reason = model::fromWord<model::RejectReason>(row.text());
    if (!reason)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("kept by a newer version: ") + QString::number(eventId));
    message.reason = *reason;
    return message;
}

} // namespace pulse::store

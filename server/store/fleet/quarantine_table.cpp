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
    PULSE_CHECK(scope.query("quarantine.count",
                            {times(counts, &RejectCount::minute), int4s(counts, &RejectCount::tenant),
                             texts(counts, &RejectCount::reason), int8s(counts, &RejectCount::count)}));
    return {};
}

Result<> keepRejects(const SystemScope &scope, std::span<const KeptReject> rejects)
{
    using model::QuarantineEvent;
    if (rejects.empty())
        return {};
    const auto of = [](auto QuarantineEvent::*member) {
        return [member](const KeptReject &reject) { return reject.event.*member; };
    };
    PULSE_CHECK(scope.query(
        "quarantine.keep",
        {times(rejects, of(&QuarantineEvent::ingestedAt)), int4s(rejects, &KeptReject::tenant),
         storableTexts(rejects, of(&QuarantineEvent::tenantId)),
         storableTexts(rejects, of(&QuarantineEvent::siteId)),
         storableTexts(rejects, of(&QuarantineEvent::deviceId)),
         storableTexts(rejects, of(&QuarantineEvent::msgType)), texts(rejects, of(&QuarantineEvent::reason)),
         storableTexts(rejects, [](const KeptReject &reject) { return QString::fromUtf8(reject.topic); }),
         byteas(rejects, &KeptReject::payloadSealed)}));
    return {};
}

namespace {

struct Usage {
    TenantKey tenant;
    std::int64_t kept = 0;
    std::int64_t bytes = 0;
};

struct KeptRow {
    KeptMessage message;
    QByteArray sealed; // null: kept without its payload
    std::optional<model::RejectReason> reason; // none: of a newer version
};

const Query<Usage> kUsage{
    "quarantine.usage",
    {column("tenant_key", &Usage::tenant), column("kept", &Usage::kept), column("bytes", &Usage::bytes)}};
const Query<Usage> kEvict{"quarantine.evict", {column("kept", &Usage::kept), column("bytes", &Usage::bytes)}};
const Query<KeptRow> kKept{
    "quarantine.kept_message",
    {column("topic", &KeptRow::message, &KeptMessage::topic), column("payload_sealed", &KeptRow::sealed),
     column("ingested_at", &KeptRow::message, &KeptMessage::receivedAt), column("reason", &KeptRow::reason)}};

Result<std::vector<Usage>> usageOf(const SystemScope &scope, std::span<const KeptBound> bounds)
{
    return scope.all<std::vector>(kUsage, {int4s(bounds, &KeptBound::tenant)});
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
        PULSE_TRY(const Usage gone, scope.one(kEvict, {usage.tenant, rows, bytes, lookedAt}));
        usage.kept -= gone.kept;
        usage.bytes -= gone.bytes;
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
    PULSE_TRY(KeptRow row, scope.one(kKept, {tenant, eventId}, what));
    if (row.sealed.isNull())
        return fail(ErrorKind::NotFound, what + QStringLiteral(" with its payload"));
    PULSE_TRY(row.message.payload, unseal(row.sealed, kQuarantineContext));
    if (!row.reason)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("kept by a newer version: ") + QString::number(eventId));
    row.message.reason = *row.reason;
    return std::move(row.message);
}

} // namespace pulse::store

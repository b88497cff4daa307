// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/quarantine_table.h"

#include "model/words.h"
#include "store/columns.h"

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

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/delivery_job_table.h"

#include "model/words.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/keyset_list.h"

#include <algorithm>
#include <set>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

RowShape<model::Delivery> deliveryShape()
{
    using model::Delivery;
    return {
        column("job_id", &Delivery::jobId),
        column("alert_id", &Delivery::alertId),
        column("transition_id", &Delivery::transition),
        column("route_key", &Delivery::route),
        column("deliver_on_event", &Delivery::event),
        column("status", &Delivery::status),
        column("attempts", &Delivery::attempts),
        column("next_attempt_at", &Delivery::nextAttemptAt),
        column("last_error", &Delivery::lastError),
        column("integration_id", &Delivery::integrationId),
        column("integration_name", &Delivery::integrationName),
        column("route_id", &Delivery::routeId),
        column("created_at", &Delivery::createdAt),
        column("updated_at", &Delivery::updatedAt),
    };
}

const KeysetList<model::Delivery> kDeliveries{
    {"delivery_job.list", deliveryShape()}, "delivery_job.count", {by(&model::Delivery::jobId)}};
const Query<model::Delivery> kOneDelivery{"delivery_job.one", deliveryShape()};

// $1 to $5 of every list.
std::vector<Param> filterParams(const DeliveryFilter &filter, std::optional<model::JobStatus> status)
{
    return {status ? Param(model::word(*status)) : Param(std::nullopt), Param::orNull(filter.integrationId),
            filter.alertId, filter.from, filter.to};
}

Result<> checkFilter(const DeliveryFilter &filter)
{
    return filter.integrationId.isEmpty() ? Result<>() : checkUuid(u"integration_id"_s, filter.integrationId);
}

// Those that are sent again: of them, and of those that belong to them.
Result<std::vector<std::int64_t>> resend(const TenantScope &scope, const std::vector<std::int64_t> &chosen)
{
    std::vector<std::int64_t> resent;
    if (chosen.empty())
        return resent;
    PULSE_TRY(const auto jobs,
              scope.values<std::int64_t>("delivery_job.with_companions", {Param::int8Array(chosen)}));
    PULSE_CHECK(scope.query("delivery_job.hold_followers", {Param::int8Array(jobs)}));
    PULSE_TRY(resent, scope.values<std::int64_t>("delivery_job.resend", {Param::int8Array(jobs)}));
    if (resent.empty())
        return resent;
    PULSE_CHECK(scope.query("delivery_job.announce_again", {Param::int8Array(resent)}));
    PULSE_CHECK(scope.query("delivery_job.ask_again", {Param::int8Array(resent)}));
    std::vector<model::Change> changes;
    changes.reserve(resent.size());
    for (const std::int64_t job : resent)
        changes.push_back({scope.tenant(), model::Change::Kind::Job, job});
    PULSE_CHECK(recordChanges(scope, changes));
    return resent;
}

} // namespace

Result<model::Page<model::Delivery>> listDeliveries(const TenantScope &scope, const DeliveryFilter &filter,
                                                    const model::PageRequest &page)
{
    PULSE_CHECK(checkFilter(filter));
    return kDeliveries.read(scope, page, filterParams(filter, filter.status));
}

Result<model::Delivery> deliveryById(const TenantScope &scope, qint64 jobId)
{
    return scope.one(kOneDelivery, {jobId}, u"there is no such delivery"_s);
}

Result<> resendDelivery(const TenantScope &scope, qint64 jobId)
{
    PULSE_TRY(const model::Delivery delivery, deliveryById(scope, jobId));
    if (delivery.status != model::JobStatus::Failed)
        return fail(ErrorKind::Conflict, u"this delivery has not failed"_s, u"not_dead"_s);
    if (delivery.integrationId.isEmpty())
        return fail(ErrorKind::Conflict, u"its integration was deleted"_s, u"integration_gone"_s);
    PULSE_TRY(const auto resent, resend(scope, {jobId}));
    if (std::find(resent.begin(), resent.end(), jobId) == resent.end())
        return fail(ErrorKind::Conflict, u"a later message of this alert has gone to the receiver"_s,
                    u"overtaken"_s);
    return {};
}

Result<Resent> resendDeliveries(const TenantScope &scope, const DeliveryFilter &filter)
{
    PULSE_CHECK(checkFilter(filter));
    std::vector<Param> params = filterParams(filter, model::JobStatus::Failed);
    params.emplace_back(kMostResent + 1);
    PULSE_TRY(auto jobs, scope.values<std::int64_t>("delivery_job.dead", params));
    Resent result;
    result.isAll = std::ssize(jobs) <= kMostResent;
    if (!result.isAll)
        jobs.pop_back();
    PULSE_TRY(const auto resent, resend(scope, jobs));
    const std::set<std::int64_t> sent(resent.begin(), resent.end());
    result.resent = static_cast<qsizetype>(resent.size());
    result.skipped =
        std::count_if(jobs.begin(), jobs.end(), [&sent](std::int64_t job) { return !sent.contains(job); });
    return result;
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/explain_table.h"

#include "store/delivery/delivery_attempt_table.h"
#include "store/delivery/delivery_job_table.h"

#include <QHash>
#include <algorithm>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDeliveries = 1'000;

const Query<model::DeliveryAttempt> kAttemptsOfJobs{"explain.attempts", deliveryAttemptShape()};
const Query<RuleSituation> kSituation{"explain.situation",
                                      {
                                          column("site_id", &RuleSituation::siteId),
                                          column("is_active", &RuleSituation::isActive),
                                          column("is_stale", &RuleSituation::isStale),
                                          column("last_seen_at", &RuleSituation::lastSeenAt),
                                          column("last_telemetry_at", &RuleSituation::lastTelemetryAt),
                                          column("state", &RuleSituation::values),
                                          column("pending_since", &RuleSituation::pendingSince),
                                          column("late_ts", &RuleSituation::lateTs),
                                          column("metric_heard_at", &RuleSituation::metricHeardAt),
                                          column("open_alert", &RuleSituation::openAlert),
                                      }};

} // namespace

Result<QList<TriedDelivery>> deliveriesOf(const TenantScope &scope, qint64 alertId)
{
    DeliveryFilter ofAlert;
    ofAlert.alertId = alertId;
    PULSE_TRY(auto page, listDeliveries(scope, ofAlert, {kMostDeliveries, 0, {}}));
    std::reverse(page.items.begin(), page.items.end()); // it is newest first
    QList<TriedDelivery> deliveries;
    QHash<qint64, qsizetype> places;
    std::vector<std::int64_t> ids;
    for (const model::Delivery &delivery : std::as_const(page.items)) {
        places.insert(delivery.jobId, deliveries.size());
        ids.push_back(delivery.jobId);
        deliveries.append({delivery, {}});
    }
    if (deliveries.isEmpty())
        return deliveries;
    PULSE_TRY(const auto attempts, scope.all(kAttemptsOfJobs, {Param::int8Array(ids)}));
    for (const model::DeliveryAttempt &attempt : attempts)
        deliveries[places.value(attempt.jobId)].attempts.append(attempt);
    return deliveries;
}

Result<RuleSituation> situationOf(const TenantScope &scope, const model::AlertRule &rule,
                                  const QString &deviceId)
{
    return scope.one(kSituation, {rule.key, deviceId}, u"there is no such device"_s);
}

} // namespace pulse::store

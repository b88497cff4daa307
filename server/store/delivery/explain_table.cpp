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
    PULSE_TRY(const Rows attempts, scope.query("explain.attempts", {Param::int8Array(ids)}));
    for (int i = 0; i < attempts.size(); ++i) {
        const model::DeliveryAttempt attempt = deliveryAttemptFromRow(attempts.row(i));
        deliveries[places.value(attempt.jobId)].attempts.append(attempt);
    }
    return deliveries;
}

Result<RuleSituation> situationOf(const TenantScope &scope, const model::AlertRule &rule,
                                  const QString &deviceId)
{
    PULSE_TRY(RowReader row,
              scope.one("explain.situation", {rule.key, deviceId}, u"there is no such device"_s));
    RuleSituation situation;
    situation.siteId = row.text();
    situation.isActive = row.boolean();
    situation.isStale = row.boolean();
    situation.lastSeenAt = row.optionalInstant();
    situation.lastTelemetryAt = row.optionalInstant();
    situation.values = row.json();
    situation.pendingSince = row.optionalInstant();
    situation.lateTs = row.optionalInstant();
    situation.metricHeardAt = row.optionalInstant();
    if (!row.isNextNull())
        situation.openAlert = row.integer();
    return situation;
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_table.h"

#include "model/words.h"
#include "store/tenancy/keyset_list.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

using model::Alert;

RowShape<Alert> alertFacts()
{
    return {
        column("alert_id", &Alert::alertId),
        column("alert_type", &Alert::type),
        column("severity", &Alert::severity),
        column("confidence", &Alert::confidence),
        column("summary", &Alert::summary),
        column("details", &Alert::details),
        column("created_at", &Alert::createdAt),
        column("acknowledged_at", &Alert::acknowledgedAt),
        column("acknowledged_by", &Alert::acknowledgedBy),
        // The rest of a shelf says something only of one that has an end.
        column("shelved_until",
               [](Alert &alert, const std::optional<Instant> &until) {
                   if (until)
                       alert.shelf.emplace().until = *until;
               }),
        columnOfPart("shelve_reason", &Alert::shelf, &model::Shelf::reason),
        columnOfPart("shelved_by", &Alert::shelf, &model::Shelf::by),
        columnOfPart("shelve_is_one_shot", &Alert::shelf, &model::Shelf::isOneShot),
        column("is_announced", &Alert::isAnnounced),
    };
}

RowShape<Alert> alertShape()
{
    return alertFacts().with({
        column("tenant_id", &Alert::tenantId),
        column("device_id", &Alert::deviceId),
        column("site_id", &Alert::siteId),
        column("fingerprint", &Alert::fingerprint),
        column("updated_at", &Alert::updatedAt),
        column("cleared_at", &Alert::clearedAt),
        column("opened_ts", &Alert::openedTs),
        column("cleared_ts", &Alert::clearedTs),
    });
}

namespace {

using AlertList = KeysetList<model::Alert>;

const CursorField<model::Alert> kByAlertId = by(&model::Alert::alertId);
const AlertList kActive{{"alert.list_active", alertShape()}, "alert.count_active", {kByAlertId}};
const AlertList kClosed{{"alert.list_closed", alertShape()}, "alert.count_closed", {kByAlertId}};
const AlertList kAny{{"alert.list_any", alertShape()}, "alert.count_any", {kByAlertId}};
const Query<model::Alert> kOneAlert{"alert.one", alertShape()};

const AlertList &listOf(AlertsShown shown)
{
    switch (shown) {
    case AlertsShown::Active:
    case AlertsShown::Acknowledged: return kActive;
    case AlertsShown::Closed:
    case AlertsShown::Returned: return kClosed;
    case AlertsShown::All: return kAny;
    }
    Q_UNREACHABLE();
}

// $1 to $7 of every list.
std::vector<Param> filterParams(const AlertFilter &filter)
{
    const auto acknowledged = filter.shown == AlertsShown::Acknowledged ? Param(true)
        : filter.shown == AlertsShown::Returned                         ? Param(false)
                                                                        : Param(std::nullopt);
    return {acknowledged,
            filter.type ? Param(model::word(*filter.type)) : Param(std::nullopt),
            Param::orNull(filter.deviceId),
            Param::orNull(filter.siteId),
            filter.minSeverity,
            filter.isShelved,
            Param::orNull(filter.tenantId)};
}

} // namespace

Result<model::Page<model::Alert>> listAlerts(const TenantScope &scope, const AlertFilter &filter,
                                             const model::PageRequest &page)
{
    return listOf(filter.shown).read(scope, page, filterParams(filter));
}

Result<model::Page<model::Alert>> listAlerts(const OperatorScope &scope, const AlertFilter &filter,
                                             const model::PageRequest &page)
{
    return listOf(filter.shown).read(scope, page, filterParams(filter));
}

Result<model::Alert> alertById(const TenantScope &scope, qint64 alertId)
{
    return scope.one(kOneAlert, {alertId}, u"there is no such alert"_s);
}

} // namespace pulse::store

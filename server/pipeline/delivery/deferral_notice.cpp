// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/delivery/deferral_notice.h"

#include "store/alerts/system_alert_table.h"

namespace pulse::pipeline {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto kInterval = 10s;
constexpr auto kQuiet = 60s;

void DeferralNotice::note(const std::map<TenantKey, qint64> &findings)
{
    for (const auto &[tenant, count] : findings)
        m_unsaid[tenant] += count;
}

Result<> DeferralNotice::run(store::Connection &connection, Instant now)
{
    if (now >= m_saidAt && now < m_saidAt + kInterval) // a clock that was set back counts anew
        return {};
    m_saidAt = now;
    while (!m_unsaid.empty()) {
        const auto [tenant, findings] = *m_unsaid.begin();
        PULSE_CHECK(raise(connection, tenant, findings, now));
        m_unsaid.erase(m_unsaid.begin());
    }
    return clearQuiet(connection, now);
}

Result<> DeferralNotice::raise(store::Connection &connection, TenantKey tenant, qint64 findings,
                               Instant now) const
{
    const ingest::Tenant *known = m_registry.findTenant(tenant);
    if (!known)
        return {};
    model::SystemAlert alert;
    alert.tenantId = QString::fromUtf8(known->versions.tenantId);
    alert.kind = model::SystemAlertKind::AlertsDeferred;
    alert.severity = 3;
    alert.summary = u"rules change more alerts than the tenant may: they open and close late"_s;
    alert.details = {{u"deferred"_s, findings},
                     {u"within_seconds"_s, static_cast<qint64>(kInterval.count())},
                     {u"setting"_s, u"ALERT_CHANGES_RPS"_s}};
    alert.raisedAt = now;
    alert.updatedAt = now;
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_CHECK(store::raiseSystemAlert(scope, alert, false));
    return scope.commit();
}

Result<> DeferralNotice::clearQuiet(store::Connection &connection, Instant now) const
{
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto quiet,
              store::tenantAlertsBefore(scope, model::SystemAlertKind::AlertsDeferred, now - kQuiet));
    for (model::SystemAlert alert : quiet) {
        alert.clearedAt = now;
        PULSE_CHECK(store::clearSystemAlert(scope, alert));
    }
    return scope.commit();
}

} // namespace pulse::pipeline

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing/life_record.h"

#include "routing/job_plan.h"

namespace pulse::routing {

void LifeRecord::hear(std::span<const model::Announcement> announcements)
{
    for (const model::Announcement &announcement : announcements)
        m_told[announcement.alert].push_back(announcement);
}

void LifeRecord::add(TenantKey tenant, const alerts::Transitioned &transitioned,
                     std::span<const model::Route> routes, const QJsonObject &evidence)
{
    const AlertId alert{transitioned.alert.alertId};
    const TransitionId first{-static_cast<std::int64_t>(transitions.size()) - 1};
    for (const alerts::Recorded &recorded : transitioned.transitions)
        transitions.push_back({{},
                               tenant,
                               alert,
                               recorded.event,
                               recorded.at,
                               recorded.actor,
                               recorded.reason,
                               &recorded == &transitioned.transitions.front() && recorded.evidence.isEmpty()
                                   ? evidence
                                   : recorded.evidence});
    changes.push_back({tenant, model::Change::Kind::Alert, alert.value});
    if (!transitioned.notice)
        return;
    std::vector<model::Announcement> &told = m_told[alert];
    for (model::NewJob &job :
         plan(routes, {first, *transitioned.notice, factsOf(tenant, transitioned.alert)}, told)) {
        if (job.event == model::DeliverOn::Open)
            told.push_back({alert, job.route, job.integration});
        jobs.push_back(std::move(job));
    }
}

} // namespace pulse::routing

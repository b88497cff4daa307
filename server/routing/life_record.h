// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What alerts transitioned through in one transaction, as rows to insert: transitions, the jobs they cause,
// and changes for those who watch.
#pragma once

#include "alerts/lifecycle.h"
#include "model/alert_change.h"
#include "model/announcement.h"
#include "model/route.h"

#include <span>
#include <unordered_map>
#include <vector>

namespace pulse::routing {

// Invariants: a job's transition is provisional, -(position in `transitions` + 1), until the store gave ids.
class LifeRecord {
public:
    // Which routes were told of which alerts before this transaction. Those told within it are known from
    // add().
    void hear(std::span<const model::Announcement> announcements);

    // `evidence`: of the first transition, beside what the life itself says of it.
    void add(TenantKey tenant, const alerts::Transitioned &transitioned, std::span<const model::Route> routes,
             const QJsonObject &evidence = {});

    std::vector<model::Transition> transitions;
    std::vector<model::NewJob> jobs;
    std::vector<model::Change> changes;

private:
    std::unordered_map<AlertId, std::vector<model::Announcement>> m_told;
};

} // namespace pulse::routing

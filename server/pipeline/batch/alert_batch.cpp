// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/alert_batch.h"

#include "alerts/evidence.h"
#include "alerts/retired_reason.h"
#include "base/logging.h"
#include "routing/job_plan.h"
#include "store/ingest/alert_life.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcAlertBatch, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

alerts::DeviceName nameOf(const ingest::Device &device)
{
    return {QString::fromUtf8(device.tenant->versions.tenantId), QString::fromUtf8(device.registered.siteId),
            QString::fromUtf8(device.registered.deviceId)};
}

namespace {

QString actorOf(const model::AlertRule &rule) { return u"rule:"_s + rule.ruleId; }

} // namespace

// One for the transition, and one for each job. Of a rule as it is now: an alert that it opened before may
// have another severity, and a route wants it or does not for that.
size_t AlertBatch::changesOf(const model::AlertRule *rule, model::AlertType type,
                             const ingest::Device &device, model::DeliverOn event)
{
    const ingest::Tenant &tenant = *device.tenant;
    if (tenant.config.routes.empty())
        return 1;
    routing::AlertFacts facts;
    facts.tenant = tenant.versions.key;
    facts.siteId = QString::fromUtf8(device.registered.siteId);
    facts.deviceId = QString::fromUtf8(device.registered.deviceId);
    facts.type = type;
    facts.ruleId = rule ? rule->ruleId : QString();
    facts.severity = rule ? rule->severity : alerts::kHeartbeatSeverity;
    return 1 + routing::countPlanned(tenant.config.routes, facts, event);
}

size_t AlertBatch::take(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                        Instant now)
{
    const bool isOpening = finding.kind == rules::Finding::Kind::Breach;
    if (isOpening)
        open(finding, device, reading, now);
    else
        clear(finding, device, reading, now);
    return changesOf(finding.rule, model::AlertType::Threshold, *device.device,
                     isOpening ? model::DeliverOn::Open : model::DeliverOn::Closed);
}

void AlertBatch::open(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                      Instant now)
{
    model::OpenedAlert opened;
    opened.id = {-static_cast<std::int64_t>(m_opened.size()) - 1};
    opened.tenant = reading.tenant;
    opened.device = reading.device;
    opened.rule = finding.rule->key;
    opened.alert = alerts::openedBy(finding, nameOf(*device.device), reading, now);
    opened.alert.openedTs = reading.ts;
    device.alerts.push_back({opened.id, opened.rule, opened.alert.type, finding.metric});
    m_transitions.push_back({opened.id, device.device, model::AlertEvent::Opened, now, actorOf(*finding.rule),
                             opened.alert.summary, alerts::evidenceOf(finding, reading)});
    m_opened.push_back(std::move(opened));
}

void AlertBatch::clear(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                       Instant now)
{
    const auto isOfRule = [&finding](const model::ActiveAlert &alert) {
        return alert.rule == finding.rule->key;
    };
    const auto active = std::find_if(device.alerts.begin(), device.alerts.end(), isOfRule);
    Q_ASSERT(active != device.alerts.end());
    close({active->alert, device.device, model::AlertEvent::Cleared, now, actorOf(*finding.rule),
           alerts::clearedReason(finding), alerts::evidenceOf(finding, reading)},
          reading.ts, device);
}

void AlertBatch::close(const NewTransition &transition, Instant ts, WorkingDevice &device)
{
    const AlertId id = transition.alert;
    std::erase_if(device.alerts, [id](const model::ActiveAlert &active) { return active.alert == id; });
    if (id.value < 0) { // opened in this very batch
        model::OpenedAlert &opened = m_opened[static_cast<size_t>(-id.value - 1)];
        opened.alert.clearedAt = transition.at;
        opened.alert.updatedAt = transition.at;
        opened.alert.clearedTs = ts;
    } else {
        m_cleared.push_back({id, transition.at, ts});
    }
    m_transitions.push_back(transition);
}

size_t AlertBatch::retire(const model::ActiveAlert &alert, WorkingDevice &device, rules::Retirement why,
                          Instant now)
{
    close({alert.alert, device.device, model::AlertEvent::Cleared, now, u"system"_s,
           alerts::retiredReason(why)},
          now, device);
    return changesOf(nullptr, alert.type, *device.device, model::DeliverOn::Closed); // its rule may be gone
}

AlertId AlertBatch::resolve(AlertId id) const
{
    return id.value < 0 ? m_opened[static_cast<size_t>(-id.value - 1)].id : id;
}

// Clears before opens: a fingerprint that clears and opens again has one active row at any time. Rows are
// taken in key order.
Result<> AlertBatch::writeAlerts(const store::SystemScope &scope)
{
    std::sort(m_cleared.begin(), m_cleared.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    PULSE_TRY(const auto cleared, store::clearAlerts(scope, m_cleared));
    for (const model::Alert &alert : cleared)
        m_facts.insert_or_assign(AlertId{alert.alertId}, alert);
    PULSE_TRY(const auto ids, store::takeAlertIds(scope, m_opened.size()));
    for (size_t i = 0; i < m_opened.size(); ++i) {
        m_opened[i].id = {ids[i]};
        m_opened[i].alert.alertId = ids[i];
    }
    PULSE_TRY(const auto opened, store::openAlerts(scope, m_opened));
    for (const store::OpenedRow &row : opened) {
        // Rows and candidates are in the order of their ids.
        const auto candidate = std::lower_bound(m_opened.begin(), m_opened.end(), row.alert,
                                                [](const auto &each, AlertId id) { return each.id < id; });
        m_facts.insert_or_assign(row.alert, candidate->alert);
        if (row.shelfHolder.isValid())
            m_shelfHolders.emplace(row.alert, row.shelfHolder);
    }
    if (cleared.size() != m_cleared.size() || opened.size() != m_opened.size()) {
        qCWarning(lcAlertBatch).noquote()
            << "alerts changed behind ingest's back" << kv("cleared", cleared.size())
            << kv("of", m_cleared.size()) << kv("opened", opened.size()) << kv("of", m_opened.size());
    }
    return {};
}

// Of alerts that clear, where some route asks for that. What opens in this batch is known.
Result<> AlertBatch::hearWhoWasTold(const store::SystemScope &scope)
{
    const auto asksForEnds = [](const model::Route &route) {
        return route.deliverOn.contains(model::DeliverOn::Closed);
    };
    std::vector<AlertId> alerts;
    for (const NewTransition &transition : m_transitions) {
        const auto &routes = transition.device->tenant->config.routes;
        if (transition.event == model::AlertEvent::Cleared && transition.alert.value > 0
            && std::any_of(routes.begin(), routes.end(), asksForEnds))
            alerts.push_back(transition.alert);
    }
    PULSE_TRY(const auto told, store::announcementsOf(scope, alerts));
    m_record.hear(told);
    return {};
}

// Shelves that were left on fingerprints which opened again. Locked: somebody may be ending one.
Result<> AlertBatch::takeShelves(const store::SystemScope &scope)
{
    std::vector<AlertId> holders;
    for (const auto &[opened, holder] : m_shelfHolders) {
        if (m_shelfAt.emplace(holder, holder).second)
            holders.push_back(holder);
    }
    if (holders.empty())
        return {};
    PULSE_TRY(const auto locked, store::lockAlerts(scope, holders));
    for (const store::LockedAlert &holder : locked)
        m_facts.emplace(AlertId{holder.alert.alertId}, holder.alert); // unless it clears in this batch
    return {};
}

// The shelf of the fingerprint's last alert goes on to this one.
Result<std::optional<model::Shelf>> AlertBatch::inherit(AlertId id, TenantKey tenant, Instant at)
{
    const auto holder = m_shelfHolders.find(id);
    if (holder == m_shelfHolders.end())
        return std::nullopt;
    AlertId &current = m_shelfAt.at(holder->second);
    const auto last = m_facts.find(current);
    if (last == m_facts.end() || !last->second.shelf)
        return std::nullopt; // ended meanwhile
    const auto shelf = last->second.shelf;
    PULSE_TRY(auto passedOn,
              alerts::applyEvent(last->second,
                                 {alerts::LifeEvent::ShelfPassedOn,
                                  at,
                                  u"system"_s,
                                  {},
                                  u"its shelf went on to alert %1"_s.arg(id.value),
                                  {}}));
    m_record.add(tenant, passedOn, {});
    last->second = std::move(passedOn.alert);
    m_reshelved.insert({current, id});
    current = id;
    return shelf;
}

// Steps whose alert did not change in the database did not happen.
Result<> AlertBatch::apply(const NewTransition &transition)
{
    const AlertId id = resolve(transition.alert);
    const auto found = m_facts.find(id);
    if (found == m_facts.end())
        return {};
    const ingest::Tenant &tenant = *transition.device->tenant;
    model::Alert before = found->second;
    const alerts::DeviceName name = nameOf(*transition.device);
    before.tenantId = name.tenantId;
    before.siteId = name.siteId;
    before.deviceId = name.deviceId;
    alerts::Act act{alerts::LifeEvent::Cleared, transition.at, transition.actor, {}, transition.reason, {}};
    const auto transitioned = [&]() -> Result<alerts::Transitioned> {
        if (transition.event == model::AlertEvent::Cleared)
            return alerts::applyEvent(before, act);
        act.event = alerts::LifeEvent::Opened;
        before.clearedAt.reset(); // it may clear later in this batch
        PULSE_TRY(const auto shelf, inherit(id, tenant.versions.key, transition.at));
        return alerts::open(before, shelf, act);
    }();
    if (!transitioned)
        return tl::unexpected(transitioned.error());
    if (before.shelf && !transitioned->alert.shelf)
        m_reshelved.insert(id);
    m_record.add(tenant.versions.key, *transitioned, tenant.config.routes, transition.evidence);
    m_facts.insert_or_assign(id, transitioned->alert);
    return {};
}

Result<> AlertBatch::write(const store::SystemScope &scope, std::vector<model::Change> &changes)
{
    if (m_transitions.empty())
        return {};
    PULSE_CHECK(writeAlerts(scope));
    PULSE_CHECK(hearWhoWasTold(scope));
    PULSE_CHECK(takeShelves(scope));
    for (const NewTransition &transition : m_transitions)
        PULSE_CHECK(apply(transition));
    std::vector<model::Alert> reshelved;
    for (const AlertId id : m_reshelved)
        reshelved.push_back(m_facts.at(id));
    PULSE_CHECK(store::writeLives(scope, reshelved));
    changes.insert(changes.end(), m_record.changes.begin(), m_record.changes.end());
    return store::addHistory(scope, m_record.transitions, m_record.jobs);
}

} // namespace pulse::pipeline

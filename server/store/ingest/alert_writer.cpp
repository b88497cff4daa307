// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The half of batch_writer.h that concerns alerts, transitions, jobs and changes.
#include "model/words.h"
#include "store/alerts/alert_row.h"
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

#include <QJsonDocument>

namespace pulse::store {

namespace {

Result<std::vector<std::int64_t>> takeIds(const Scope &scope, const char *statement, size_t count)
{
    std::vector<std::int64_t> ids;
    if (count == 0)
        return ids;
    PULSE_TRY(const Rows rows, scope.query(statement, {static_cast<qint64>(count)}));
    for (int i = 0; i < rows.size(); ++i)
        ids.push_back(rows.row(i).integer());
    return ids;
}

std::vector<OpenedRow> decodeOpened(const Rows &rows)
{
    std::vector<OpenedRow> opened;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto alert = row.key<AlertId>();
        opened.push_back({alert, row.key<AlertId>()});
    }
    return opened;
}

model::Alert decodeFacts(RowReader row)
{
    model::Alert alert;
    alert.alertId = row.integer();
    alert.type = model::fromWord<model::AlertType>(row.text()).value_or(model::AlertType::Threshold);
    alert.severity = static_cast<int>(row.integer());
    alert.confidence = row.number();
    alert.summary = row.text();
    alert.details = row.json();
    alert.createdAt = row.instant();
    alert.acknowledgedAt = row.optionalInstant();
    alert.acknowledgedBy = row.text();
    alert.shelf = shelfFromRow(row);
    alert.isAnnounced = row.boolean();
    return alert;
}

QByteArray kindWord(model::Change::Kind kind)
{
    switch (kind) {
    case model::Change::Kind::Alert: return "alert";
    case model::Change::Kind::Device: return "device";
    case model::Change::Kind::Job: return "job";
    case model::Change::Kind::Config: return "config";
    case model::Change::Kind::System: return "system";
    }
    Q_UNREACHABLE();
}

} // namespace

Result<std::vector<std::int64_t>> takeAlertIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.alert_ids", count);
}

Result<std::vector<std::int64_t>> takeTransitionIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.transition_ids", count);
}

Result<std::vector<std::int64_t>> takeJobIds(const Scope &scope, size_t count)
{
    return takeIds(scope, "batch.job_ids", count);
}

Result<std::vector<model::Alert>> clearAlerts(const SystemScope &scope,
                                              std::span<const model::ClearedAlert> alerts)
{
    if (alerts.empty())
        return std::vector<model::Alert>{};
    Columns columns(alerts.size());
    auto &ids = columns.int8s();
    auto &at = columns.instants();
    auto &times = columns.instants();
    for (const model::ClearedAlert &alert : alerts) {
        ids.push_back(alert.id.value);
        at.push_back(alert.at);
        times.push_back(alert.ts);
    }
    PULSE_TRY(const Rows rows,
              scope.query("batch.clear_alerts",
                          {Param::int8Array(ids), Param::timestampArray(at), Param::timestampArray(times)}));
    std::vector<model::Alert> cleared;
    for (int i = 0; i < rows.size(); ++i)
        cleared.push_back(decodeFacts(rows.row(i)));
    return cleared;
}

Result<std::vector<OpenedRow>> openAlerts(const SystemScope &scope,
                                          std::span<const model::OpenedAlert> alerts)
{
    if (alerts.empty())
        return std::vector<OpenedRow>{};
    Columns columns(alerts.size());
    auto &ids = columns.int8s();
    auto &tenants = columns.int4s();
    auto &devices = columns.int8s();
    auto &rules = columns.int4s();
    auto &types = columns.texts();
    auto &fingerprints = columns.texts();
    auto &severities = columns.int4s();
    auto &confidences = columns.float8s();
    auto &summaries = columns.texts();
    auto &details = columns.texts();
    auto &created = columns.instants();
    auto &openedTimes = columns.instants();
    auto &cleared = columns.optionalInstants();
    auto &clearedTimes = columns.optionalInstants();
    auto &updated = columns.instants();
    for (const model::OpenedAlert &opened : alerts) {
        ids.push_back(opened.id.value);
        tenants.push_back(static_cast<std::int32_t>(opened.tenant.value));
        devices.push_back(opened.device.value);
        rules.push_back(static_cast<std::int32_t>(opened.rule.value));
        types.push_back(wordBytes(model::word(opened.alert.type)));
        fingerprints.push_back(opened.alert.fingerprint.toUtf8());
        severities.push_back(opened.alert.severity);
        confidences.push_back(opened.alert.confidence);
        summaries.push_back(opened.alert.summary.toUtf8());
        details.push_back(QJsonDocument(opened.alert.details).toJson(QJsonDocument::Compact));
        created.push_back(opened.alert.createdAt);
        openedTimes.push_back(opened.alert.openedTs);
        cleared.push_back(opened.alert.clearedAt);
        clearedTimes.push_back(opened.alert.clearedTs);
        updated.push_back(opened.alert.updatedAt);
    }
    PULSE_TRY(
        const Rows rows,
        scope.query("batch.open_alerts",
                    {Param::int8Array(ids), Param::int4Array(tenants), Param::int8Array(devices),
                     Param::int4Array(rules), Param::textArray(types), Param::textArray(fingerprints),
                     Param::int4Array(severities), Param::float8Array(confidences),
                     Param::textArray(summaries), Param::textArray(details), Param::timestampArray(created),
                     Param::timestampArray(openedTimes), Param::optionalTimestampArray(cleared),
                     Param::optionalTimestampArray(clearedTimes), Param::timestampArray(updated)}));
    return decodeOpened(rows);
}

Result<> insertTransitions(const Scope &scope, std::span<const model::Transition> transitions)
{
    if (transitions.empty())
        return {};
    Columns columns(transitions.size());
    auto &ids = columns.int8s();
    auto &tenants = columns.int4s();
    auto &alerts = columns.int8s();
    auto &events = columns.texts();
    auto &times = columns.instants();
    auto &actors = columns.texts();
    auto &reasons = columns.texts();
    auto &evidence = columns.texts();
    for (const model::Transition &transition : transitions) {
        ids.push_back(transition.id.value);
        tenants.push_back(static_cast<std::int32_t>(transition.tenant.value));
        alerts.push_back(transition.alert.value);
        events.push_back(wordBytes(model::word(transition.event)));
        times.push_back(transition.at);
        actors.push_back(transition.actor.toUtf8());
        reasons.push_back(transition.reason.toUtf8());
        evidence.push_back(QJsonDocument(transition.evidence).toJson(QJsonDocument::Compact));
    }
    PULSE_CHECK(scope.query("batch.insert_transitions",
                            {Param::int8Array(ids), Param::int4Array(tenants), Param::int8Array(alerts),
                             Param::textArray(events), Param::timestampArray(times), Param::textArray(actors),
                             Param::textArray(reasons), Param::textArray(evidence)}));
    return {};
}

namespace {

Result<> announce(const Scope &scope, std::span<const model::NewJob> jobs)
{
    Columns columns(jobs.size());
    auto &alerts = columns.int8s();
    auto &routes = columns.int4s();
    auto &tenants = columns.int4s();
    auto &integrations = columns.int4s();
    auto &transitions = columns.int8s();
    for (const model::NewJob &job : jobs) {
        if (job.event != model::DeliverOn::Open)
            continue;
        alerts.push_back(job.alert.value);
        routes.push_back(static_cast<std::int32_t>(job.route.value));
        tenants.push_back(static_cast<std::int32_t>(job.tenant.value));
        integrations.push_back(static_cast<std::int32_t>(job.integration.value));
        transitions.push_back(job.transition.value);
    }
    if (!alerts.empty())
        PULSE_CHECK(
            scope.query("batch.announce",
                        {Param::int8Array(alerts), Param::int4Array(routes), Param::int4Array(tenants),
                         Param::int4Array(integrations), Param::int8Array(transitions)}));
    return {};
}

} // namespace

Result<> insertJobs(const Scope &scope, std::span<const model::NewJob> jobs)
{
    if (jobs.empty())
        return {};
    Columns columns(jobs.size());
    auto &ids = columns.int8s();
    auto &tenants = columns.int4s();
    auto &alerts = columns.int8s();
    auto &transitions = columns.int8s();
    auto &routes = columns.int4s();
    auto &integrations = columns.int4s();
    auto &events = columns.texts();
    auto &payloads = columns.texts();
    std::vector<bool> isUnannounced;
    for (const model::NewJob &job : jobs) {
        ids.push_back(job.id.value);
        tenants.push_back(static_cast<std::int32_t>(job.tenant.value));
        alerts.push_back(job.alert.value);
        transitions.push_back(job.transition.value);
        routes.push_back(static_cast<std::int32_t>(job.route.value));
        integrations.push_back(static_cast<std::int32_t>(job.integration.value));
        events.push_back(wordBytes(model::word(job.event)));
        payloads.push_back(job.payload);
        isUnannounced.push_back(job.isUnannounced);
    }
    PULSE_CHECK(
        scope.query("batch.insert_jobs",
                    {Param::int8Array(ids), Param::int4Array(tenants), Param::int8Array(alerts),
                     Param::int8Array(transitions), Param::int4Array(routes), Param::int4Array(integrations),
                     Param::textArray(events), Param::textArray(payloads), Param::boolArray(isUnannounced)}));
    return announce(scope, jobs);
}

Result<> recordChanges(const Scope &scope, std::span<const model::Change> changes)
{
    if (changes.empty())
        return {};
    Columns columns(changes.size());
    auto &tenants = columns.int4s();
    auto &kinds = columns.texts();
    auto &keys = columns.int8s();
    for (const model::Change &change : changes) {
        tenants.push_back(static_cast<std::int32_t>(change.tenant.value));
        kinds.push_back(kindWord(change.kind));
        keys.push_back(change.key);
    }
    PULSE_CHECK(scope.query("batch.record_changes",
                            {Param::int4Array(tenants), Param::textArray(kinds), Param::int8Array(keys)}));
    return {};
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/backtest_json.h"

#include "wire/alerts/alert_rule_json.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDevices = 1'000; // by name

QJsonObject taken(QJsonObject &body, const QStringList &fields)
{
    QJsonObject own;
    for (const QString &field : fields) {
        if (body.contains(field))
            own.insert(field, body.take(field));
    }
    return own;
}

void readTime(FieldReader &reader, const QString &field, Instant &target)
{
    QString text;
    reader.text(field, text);
    if (const auto instant = parseIso8601(text.toLatin1()))
        target = *instant;
    else
        reader.reject(field, u"must be a time like 2026-01-31T12:00:00Z"_s);
}

// The words of stopped_by; null when nothing did.
QJsonValue stopJson(model::BacktestStop stop)
{
    switch (stop) {
    case model::BacktestStop::None: return QJsonValue::Null;
    case model::BacktestStop::Rows: return u"rows"_s;
    case model::BacktestStop::Time: return u"time"_s;
    }
    Q_UNREACHABLE();
}

QJsonValue secondsJson(std::chrono::microseconds span) { return std::chrono::duration<double>(span).count(); }

} // namespace

Result<model::BacktestRequest> backtestRequestFrom(const QJsonObject &body)
{
    QJsonObject ruleBody = body;
    FieldReader reader(taken(ruleBody, {u"start"_s, u"end"_s, u"device_ids"_s}));
    if (!ruleBody.contains(u"name"_s))
        ruleBody.insert(u"name"_s, u"draft"_s);
    model::BacktestRequest request;
    PULSE_TRY(request.rule, applyBody(model::AlertRule{}, ruleBody, BodyKind::Create));
    if (request.rule.condition != model::RuleCondition::Threshold)
        return invalidField(u"condition"_s,
                            u"only THRESHOLD rules can be run over stored readings: silence is not stored"_s);
    request.rule.isEnabled = true;
    request.rule.key = {1};
    reader.require({u"start"_s, u"end"_s});
    readTime(reader, u"start"_s, request.start);
    readTime(reader, u"end"_s, request.end);
    if (request.start >= request.end)
        reader.reject(u"start"_s, u"must be before end"_s);
    if (body.value(u"device_ids"_s).toArray().size() > kMostDevices)
        reader.reject(u"device_ids"_s, u"must name %1 devices at most"_s.arg(kMostDevices));
    else
        reader.ids(u"device_ids"_s, request.deviceIds);
    PULSE_CHECK(reader.check());
    return request;
}

QJsonObject toJson(const model::Excursion &excursion)
{
    return {{u"device_id"_s, excursion.deviceId},
            {u"site_id"_s, excursion.siteId},
            {u"start"_s, toJson(excursion.start)},
            {u"end"_s, toJson(excursion.end)},
            {u"peak"_s, excursion.peak},
            {u"peak_at"_s, toJson(excursion.peakAt)},
            {u"seconds_active"_s, secondsJson(excursion.active)},
            {u"opened"_s, excursion.opened},
            {u"cleared"_s, excursion.end ? QJsonValue(excursion.cleared) : QJsonValue(QJsonValue::Null)}};
}

QJsonObject toJson(const model::BacktestTotals &totals)
{
    return {{u"devices"_s, totals.devices},
            {u"devices_in_scope"_s, totals.devicesInScope},
            {u"readings"_s, totals.readings},
            {u"late"_s, totals.late},
            {u"excursions"_s, totals.excursions},
            {u"excursions_listed"_s, totals.listed},
            {u"seconds_active"_s, secondsJson(totals.active)},
            {u"complete"_s, totals.stoppedBy == model::BacktestStop::None},
            {u"stopped_by"_s, stopJson(totals.stoppedBy)}};
}

} // namespace pulse::wire

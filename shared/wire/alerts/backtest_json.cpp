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

std::optional<QString> stoppedBy(const model::BacktestTotals &totals)
{
    switch (totals.stoppedBy) {
    case model::BacktestStop::None: return std::nullopt;
    case model::BacktestStop::Rows: return u"rows"_s;
    case model::BacktestStop::Time: return u"time"_s;
    }
    Q_UNREACHABLE();
}

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

QJsonObject backtestRequestSchema()
{
    QJsonObject schema = alertRuleNoun().bodySchema(BodyKind::Create);
    QJsonObject properties = schema.value(u"properties"_s).toObject();
    for (const QString &field : {u"silent_seconds"_s, u"grace_seconds"_s})
        properties.remove(field);
    const QJsonObject more =
        ObjectSchema()
            .add(u"start"_s, kinds::time().schema, u"Device time; inclusive, as is end."_s)
            .add(u"end"_s, kinds::time().schema, {})
            .add(u"device_ids"_s, kinds::ids().bodySchema,
                 u"Of those that the rule is for, 1,000 at most; empty or null: all of them."_s, false)
            .open()
            .value(u"properties"_s)
            .toObject();
    for (auto at = more.begin(); at != more.end(); ++at)
        properties.insert(at.key(), at.value());
    schema.insert(u"properties"_s, properties);
    schema.insert(u"required"_s,
                  QJsonArray{u"metric_name"_s, u"operator"_s, u"threshold"_s, u"start"_s, u"end"_s});
    schema.insert(u"description"_s,
                  u"The fields of a new THRESHOLD rule, of which the name may be left out, and what to run "
                  "it over."_s);
    return schema;
}

const Noun<model::Excursion> &excursionNoun()
{
    using model::Excursion;
    static const Noun<Excursion> noun{
        u"Excursion"_s,
        u"An alert that the rule would have opened."_s,
        {member("device_id"_L1, &Excursion::deviceId, kinds::text(), {}),
         member("site_id"_L1, &Excursion::siteId, kinds::text(), {}),
         member("start"_L1, &Excursion::start, kinds::time(),
                "Device time of the reading that opened it."_L1),
         member("end"_L1, &Excursion::end, kinds::orNull(kinds::time()),
                "Of the one that cleared it; null: none did."_L1),
         member("peak"_L1, &Excursion::peak, kinds::number(),
                "The value furthest beyond the threshold meanwhile."_L1),
         member("peak_at"_L1, &Excursion::peakAt, kinds::time(), {}),
         member("seconds_active"_L1, &Excursion::active, kinds::fractionalSeconds(),
                "Until it cleared, or until the device's last reading."_L1),
         member("opened"_L1, &Excursion::opened, kinds::object(u"Evidence."_s), {}),
         derived<Excursion>("cleared"_L1,
                            [](const Excursion &excursion) {
                                return excursion.end ? std::optional(excursion.cleared) : std::nullopt;
                            },
                            kinds::orNull(kinds::object(u"Evidence."_s)), {})}};
    return noun;
}

const Noun<model::BacktestTotals> &backtestTotalsNoun()
{
    using Totals = model::BacktestTotals;
    static const Noun<Totals> noun{
        u"BacktestTotals"_s,
        u"What a back-test came to."_s,
        {member("devices"_L1, &Totals::devices, kinds::count(), "Run through."_L1),
         member("devices_in_scope"_L1, &Totals::devicesInScope, kinds::count(), {}),
         member("readings"_L1, &Totals::readings, kinds::count(), "Evaluated."_L1),
         member("late"_L1, &Totals::late, kinds::count(),
                "Stored, but not evaluated when they came, so not now."_L1),
         member("excursions"_L1, &Totals::excursions, kinds::count(), "All of them, listed or not."_L1),
         member("excursions_listed"_L1, &Totals::listed, kinds::count(), {}),
         member("seconds_active"_L1, &Totals::active, kinds::fractionalSeconds(),
                "Of all excursions together."_L1),
         derived<Totals>("complete"_L1,
                         [](const Totals &totals) { return totals.stoppedBy == model::BacktestStop::None; },
                         kinds::truth(), {}),
         derived<Totals>("stopped_by"_L1, stoppedBy, kinds::orNull(kinds::text()),
                         "rows or time: the bound that ended it; null: it is complete."_L1)}};
    return noun;
}

} // namespace pulse::wire

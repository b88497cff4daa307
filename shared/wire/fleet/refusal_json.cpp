// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/refusal_json.h"

#include "model/words.h"
#include "wire/core/json.h"

#include <QJsonArray>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const model::Refusal &refusal)
{
    return {{u"reason"_s, QString(model::word(refusal.reason))},
            {u"is_proven"_s, refusal.isProven},
            {u"count"_s, refusal.count},
            {u"first_at"_s, wire::toJson(refusal.firstAt)},
            {u"last_at"_s, wire::toJson(refusal.lastAt)}};
}

QJsonObject toJson(const model::RefusedMessage &message)
{
    return {{u"at"_s, wire::toJson(message.at)},
            {u"reason"_s, QString(model::word(message.reason))},
            {u"is_proven"_s, message.isProven},
            {u"msg_type"_s, orNull(message.msgType)}};
}

template <class Item> QJsonArray arrayOf(const QList<Item> &items)
{
    QJsonArray array;
    for (const Item &item : items)
        array.append(toJson(item));
    return array;
}

std::optional<model::RejectReason> reasonOf(const QJsonObject &json)
{
    return model::fromWord<model::RejectReason>(json.value(u"reason"_s).toString());
}

} // namespace

QJsonObject toJson(const model::DeviceRefusals &refusals)
{
    return {{u"tenant_id"_s, refusals.tenantId},
            {u"device_id"_s, refusals.deviceId},
            {u"refusals"_s, arrayOf(refusals.reasons)},
            {u"recent"_s, arrayOf(refusals.recent)}};
}

Result<model::DeviceRefusals> deviceRefusalsFrom(const QJsonObject &json)
{
    model::DeviceRefusals refusals{
        json.value(u"tenant_id"_s).toString(), json.value(u"device_id"_s).toString(), {}, {}};
    if (refusals.deviceId.isEmpty())
        return invalidField(u"device_id"_s, u"not what was refused of a device"_s);
    for (const QJsonValue &item : json.value(u"refusals"_s).toArray()) {
        const QJsonObject each = item.toObject();
        const auto reason = reasonOf(each);
        const auto firstAt = instantFrom(each.value(u"first_at"_s));
        const auto lastAt = instantFrom(each.value(u"last_at"_s));
        if (reason && firstAt && lastAt)
            refusals.reasons.append({*reason, each.value(u"is_proven"_s).toBool(),
                                     each.value(u"count"_s).toInteger(), *firstAt, *lastAt});
    }
    for (const QJsonValue &item : json.value(u"recent"_s).toArray()) {
        const QJsonObject each = item.toObject();
        const auto reason = reasonOf(each);
        const auto at = instantFrom(each.value(u"at"_s));
        if (reason && at)
            refusals.recent.append(
                {*at, *reason, each.value(u"is_proven"_s).toBool(), each.value(u"msg_type"_s).toString()});
    }
    return refusals;
}

QJsonValue refusalSummary(const model::DeviceRefusals &refusals)
{
    if (refusals.reasons.isEmpty())
        return QJsonValue::Null;
    const model::Refusal &last = refusals.reasons.first();
    qint64 count = 0;
    for (const model::Refusal &each : refusals.reasons)
        count += each.count;
    return QJsonObject{{u"count"_s, count},
                       {u"last_at"_s, toJson(last.lastAt)},
                       {u"last_reason"_s, QString(model::word(last.reason))},
                       {u"is_proven"_s, last.isProven}};
}

} // namespace pulse::wire

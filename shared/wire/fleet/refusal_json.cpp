// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/refusal_json.h"

#include <numeric>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::DeviceRefusals;
using model::Refusal;
using model::RefusedMessage;

const auto kReason = "As in the operator guide: TOO_OLD, TOKEN_INVALID, ..."_L1;
const auto kIsProven =
    "The token or the connection showed that the device itself sent it; false: somebody did in its name."_L1;

Refusal latest(const DeviceRefusals &refusals) { return refusals.reasons.value(0); }

} // namespace

const Noun<model::Refusal> &refusalNoun()
{
    static const Noun<Refusal> noun{
        u"Refusal"_s,
        u"How often messages were refused for one reason."_s,
        {member("reason"_L1, &Refusal::reason, kinds::word<model::RejectReason>(), kReason).identifying(),
         member("is_proven"_L1, &Refusal::isProven, kinds::truth(), kIsProven),
         member("count"_L1, &Refusal::count, kinds::count(), {}),
         member("first_at"_L1, &Refusal::firstAt, kinds::time(), {}).identifying(),
         member("last_at"_L1, &Refusal::lastAt, kinds::time(), {}).identifying()}};
    return noun;
}

const Noun<model::RefusedMessage> &refusedMessageNoun()
{
    static const Noun<RefusedMessage> noun{
        u"RefusedMessage"_s,
        u"One message that was refused, without its payload."_s,
        {member("at"_L1, &RefusedMessage::at, kinds::time(), {}).identifying(),
         member("reason"_L1, &RefusedMessage::reason, kinds::word<model::RejectReason>(), kReason)
             .identifying(),
         member("is_proven"_L1, &RefusedMessage::isProven, kinds::truth(), kIsProven),
         member("msg_type"_L1, &RefusedMessage::msgType, kinds::textOrNull(), {})}};
    return noun;
}

const Noun<model::DeviceRefusals> &deviceRefusalsNoun()
{
    static const Noun<DeviceRefusals> noun{
        u"DeviceRefusals"_s,
        u"What was refused of a device within 90 days."_s,
        {member("tenant_id"_L1, &DeviceRefusals::tenantId, kinds::text(), {}),
         member("device_id"_L1, &DeviceRefusals::deviceId, kinds::text(), {}).identifying(),
         member("refusals"_L1, &DeviceRefusals::reasons, kinds::list(kindOf(refusalNoun())),
                "The one refused last first."_L1),
         member("recent"_L1, &DeviceRefusals::recent, kinds::list(kindOf(refusedMessageNoun())),
                "The last twenty, newest first."_L1)}};
    return noun;
}

const Noun<model::DeviceRefusals> &refusalSummaryNoun()
{
    static const Noun<DeviceRefusals> noun{
        u"RefusalSummary"_s,
        u"What was refused of the device within 90 days."_s,
        {derived<DeviceRefusals>("count"_L1,
                                 [](const DeviceRefusals &refusals) {
                                     return std::accumulate(
                                         refusals.reasons.begin(), refusals.reasons.end(), qint64(0),
                                         [](qint64 sum, const Refusal &each) { return sum + each.count; });
                                 },
                                 kinds::count(), {}),
         derived<DeviceRefusals>("last_at"_L1, [](const auto &refusals) { return latest(refusals).lastAt; },
                                 kinds::time(), {}),
         derived<DeviceRefusals>(
             "last_reason"_L1, [](const auto &refusals) { return latest(refusals).reason; },
             kinds::word<model::RejectReason>(), kReason),
         derived<DeviceRefusals>(
             "is_proven"_L1, [](const auto &refusals) { return latest(refusals).isProven; }, kinds::truth(),
             kIsProven)}};
    return noun;
}

QJsonValue refusalSummary(const model::DeviceRefusals &refusals)
{
    return refusals.reasons.isEmpty() ? QJsonValue(QJsonValue::Null)
                                      : QJsonValue(refusalSummaryNoun().json(refusals));
}

} // namespace pulse::wire

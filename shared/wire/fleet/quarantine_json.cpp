// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/quarantine_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::QuarantineEvent &event)
{
    return {{u"ingested_at"_s, toJson(event.ingestedAt)}, {u"tenant_id"_s, orNull(event.tenantId)},
            {u"site_id"_s, orNull(event.siteId)},         {u"device_id"_s, orNull(event.deviceId)},
            {u"msg_type"_s, orNull(event.msgType)},       {u"reason"_s, QString(model::word(event.reason))}};
}

} // namespace pulse::wire

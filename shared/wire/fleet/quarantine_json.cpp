// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/quarantine_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::QuarantineEvent> &quarantineEventNoun()
{
    using Event = model::QuarantineEvent;
    static const Noun<Event> noun{u"QuarantineEvent"_s,
                                  u"One message that ingest refused; its ids are as its topic said them."_s,
                                  {member("ingested_at"_L1, &Event::ingestedAt, kinds::time(), {}),
                                   member("tenant_id"_L1, &Event::tenantId, kinds::textOrNull(), {}),
                                   member("site_id"_L1, &Event::siteId, kinds::textOrNull(), {}),
                                   member("device_id"_L1, &Event::deviceId, kinds::textOrNull(), {}),
                                   member("msg_type"_L1, &Event::msgType, kinds::textOrNull(), {}),
                                   member("reason"_L1, &Event::reason, kinds::word<model::RejectReason>(),
                                          "As in the operator guide."_L1)}};
    return noun;
}

} // namespace pulse::wire

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/accounts/user_session_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::UserSession> &userSessionNoun()
{
    using model::UserSession;
    static const Noun<UserSession> noun{
        u"UserSession"_s,
        u"A session that goes on."_s,
        {member("session_id"_L1, &UserSession::sessionId, kinds::uuid(), {}).identifying(),
         member("made_at"_L1, &UserSession::madeAt, kinds::time(), {}).identifying(),
         member("last_used_at"_L1, &UserSession::lastUsedAt, kinds::time(), "Signed in or refreshed."_L1),
         member("ends_at"_L1, &UserSession::endsAt, kinds::time(), "At the latest."_L1),
         member("address"_L1, &UserSession::address, kinds::textOrNull(), "Where it was signed in from."_L1),
         member("user_agent"_L1, &UserSession::userAgent, kinds::textOrNull(), "What it said it was."_L1),
         member("is_current"_L1, &UserSession::isCurrent, kinds::truth(), "The one that asks."_L1)}};
    return noun;
}

} // namespace pulse::wire

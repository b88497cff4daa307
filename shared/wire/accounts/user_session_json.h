// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a person is signed in: GET /api/auth/sessions.
#pragma once

#include "model/user_session.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::UserSession> &userSessionNoun();

} // namespace pulse::wire

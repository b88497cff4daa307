// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who did something, for people to read. A principal's subject is a local account's id, which holds no '#',
// or ISSUER#SUB of an OpenID provider's person (auth/trusted_issuer.h). A provider's persons choose their
// logins themselves, so theirs alone says nothing: two may have the same, and an account of ours, too.
#pragma once

#include "model/principal.h"

namespace pulse::model {

QString nameOf(const Principal &principal);

} // namespace pulse::model

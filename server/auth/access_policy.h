// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which roles may call which endpoints: a pure function of the endpoint's access and the caller's role.
#pragma once

#include "model/principal.h"
#include "wire/endpoint/endpoints.h"

#include <optional>

namespace pulse::auth {

enum class Admission { Allowed, Unauthenticated, Forbidden }; // the latter two are 401 and 403

// `role` is nullopt for a caller without a valid token.
Admission admit(wire::Access access, std::optional<model::Role> role);

} // namespace pulse::auth

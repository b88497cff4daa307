// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What live sockets are fed from: reads the changes of every tenant. Belongs to live/ alone, which hands each
// tenant's changes to that tenant's sockets only.
#pragma once

#include "store/tenancy/scope.h"

namespace pulse::store {

class FeedScope : public Scope {
public:
    static Result<FeedScope> begin(Connection &connection)
    {
        PULSE_CHECK(enter(connection, "pulse_ingest", {}));
        return FeedScope(connection);
    }

private:
    using Scope::Scope;
};

} // namespace pulse::store

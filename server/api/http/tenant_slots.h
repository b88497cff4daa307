// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bounds how many things of one kind run at once, for each tenant and in all: back-tests, test deliveries,
// requests that wait for a name server.
#pragma once

#include "base/mutex.h"
#include "base/result.h"
#include "model/principal.h"

#include <QHash>
#include <memory>

namespace pulse::api {

struct SlotLimits {
    int perTenant = 1;
    int all = 4;
    QString tenantHasTooMany; // what the caller is told
    QString thereAreTooMany;
};

// Thread safety: all of it from any thread.
class TenantSlots {
public:
    explicit TenantSlots(SlotLimits limits)
        : m_limits(std::move(limits))
    {
    }

    // Free again when the last copy of it goes. An error (too_many_requests, or Unavailable) says who has too
    // many.
    using Slot = std::shared_ptr<const void>;
    Result<Slot> take(TenantKey tenant);

private:
    struct Counts {
        QHash<TenantKey, int> byTenant;
        int all = 0;
    };
    const SlotLimits m_limits;
    std::shared_ptr<Mutex<Counts>> m_counts = std::make_shared<Mutex<Counts>>(); // slots may outlive it
};

} // namespace pulse::api

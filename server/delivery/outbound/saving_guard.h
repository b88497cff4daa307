// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Judges a destination when it is saved, for the person who saves it: by the guard, and by what its name
// leads to at this moment. What it leads to later is judged when it is dialled.
//
// Thread safety: any thread; waits for the name server on the caller's, no longer than `longest`. At most
// `most` callers wait at once, beyond it Unavailable: whoever names slow names must not take all the threads
// of the API.
#pragma once

#include "delivery/outbound/outbox.h"

#include <atomic>
#include <chrono>

namespace pulse::delivery {

struct SavingLimits {
    std::chrono::milliseconds longest{3'000};
    int most = 1;
};

class SavingGuard {
public:
    // `resolver` outlives this.
    SavingGuard(const AddressGuard &guard, Resolver &resolver, SavingLimits limits = {});

    // Invalid with field webhook_url, or with the field named.
    Result<> checkUrl(const QString &url) const;
    Result<> checkHost(const QString &host, quint16 port, const QString &field) const;

private:
    Result<> checkAddresses(const HostTarget &target, const QString &field) const;
    Result<VettedDestination> vet(const HostTarget &target) const;

    const Outbox m_outbox;
    const SavingLimits m_limits;
    mutable std::atomic<int> m_waiting = 0;
};

} // namespace pulse::delivery

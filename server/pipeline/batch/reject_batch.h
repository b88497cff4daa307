// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a batch refuses: counted under its reason, told to its device's tenant, and kept where the tenant's
// settings say so.
#pragma once

#include "ingest/admission.h"
#include "store/fleet/quarantine_table.h"
#include "store/fleet/refusal_table.h"

#include <functional>
#include <map>

namespace pulse::pipeline {

// Seals a payload for keeping: payloads hold tokens. A null result keeps the event without its payload.
using RejectSealer = std::function<QByteArray(const QByteArray &payload)>;

// How many under each reason, messages refused and metrics left out alike.
using RejectTotals = std::map<model::RejectReason, qint64>;

class RejectBatch {
public:
    explicit RejectBatch(const RejectSealer &seal)
        : m_seal(seal)
    {
    }

    // Counts every one, and keeps the message where the tenant's settings ask for it. Not kept are messages
    // of unknown tenants, whom nobody could ask and no bound limits, and those beyond their sender's rate,
    // which would let a sender make the batch as slow as it likes.
    void take(const ingest::Envelope &envelope, const ingest::Rejected &rejected);
    // Metrics that were left out of a message that is kept: counted only.
    void countOnly(const ingest::Envelope &envelope, const ingest::Tenant &tenant,
                   model::RejectReason reason);

    Result<> write(const store::SystemScope &scope) const;
    qint64 count() const { return m_count; }
    void addTo(RejectTotals &totals) const;

private:
    void note(const ingest::Envelope &envelope, const ingest::Rejected &rejected);
    Result<> writeRefusals(const store::SystemScope &scope) const;

    const RejectSealer &m_seal;
    std::map<store::RefusalKey, store::NewRefusals> m_refusals; // of known devices
    std::map<std::tuple<Instant, TenantKey, model::RejectReason>, qint64> m_counts;
    std::vector<store::KeptReject> m_kept;
    std::map<TenantKey, store::KeptBound> m_bounds; // of whom something is kept
    qint64 m_count = 0;
};

} // namespace pulse::pipeline

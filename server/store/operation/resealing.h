// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every secret in the database sealed again, with the vault's present key: integrations, signing keys, and
// refused messages that were kept. Servers may run meanwhile, if they know both keys.
//
// Invariants: a row is opened and sealed again, or left as it is; what others change meanwhile stays theirs.
// Ended at any moment, it is done up to there, and the next run does the rest.
#pragma once

#include "model/principal.h"
#include "store/postgres/sealer.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

struct ResealCounts {
    std::int64_t resealed = 0;
    std::int64_t upToDate = 0; // sealed with the present key before
    std::int64_t changedMeanwhile = 0; // by a server; it may have sealed with an older key, so run again
    QStringList unreadable; // "integration <id>", …: sealed with no key of the ring, or broken

    bool isComplete() const { return changedMeanwhile == 0 && unreadable.isEmpty(); }
};

struct Resealing {
    Sealer sealer; // opens with every key of the ring, seals with the present one
    std::function<bool(const QByteArray &sealed)> isOutdated; // another key than the present one sealed it
    int portion = 500; // rows of a transaction
    // After each transaction; an error ends the run with it.
    std::function<Result<>(const ResealCounts &)> progress;
};

// Each transaction on tenants' rows is in the audit log as reseal_secrets. Errors: the database's, and
// progress().
Result<ResealCounts> resealEverything(Connection &connection, const model::Principal &principal,
                                      const Resealing &resealing);

} // namespace pulse::store

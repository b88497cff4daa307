// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/operation/resealing.h"

#include "store/accounts/signing_key_table.h"
#include "store/delivery/integration_table.h"
#include "store/fleet/quarantine_table.h"
#include "store/postgres/columns.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

struct SealedRow {
    QString key;
    QString id; // for its context, and for people
    QByteArray sealed;
};

RowShape<SealedRow> sealedRowShape()
{
    return {column("key", &SealedRow::key), column("id", &SealedRow::id),
            column("sealed", &SealedRow::sealed)};
}

const Query<SealedRow> kSealedIntegrations{"sealed.list_integrations", sealedRowShape()};
const Query<SealedRow> kSealedMessages{"sealed.list_quarantine", sealedRowShape()};
const Query<SealedRow> kSealedKeys{"sealed.list_signing_keys", sealedRowShape()};

// Where sealed bytes are kept.
struct Place {
    QString noun;
    const Query<SealedRow> &list;
    const char *reseal;
    QString first; // sorts before every key
    std::function<QByteArray(const QString &id)> context;
};

// Counts what became of them.
Result<> resealRows(const Scope &scope, const Place &place, const QList<SealedRow> &rows,
                    const Resealing &resealing, ResealCounts &counts)
{
    Columns columns(static_cast<size_t>(rows.size()));
    auto &keys = columns.texts();
    auto &before = columns.texts();
    auto &after = columns.texts();
    for (const auto &[key, id, sealed] : rows) {
        if (!resealing.isOutdated(sealed)) {
            ++counts.upToDate;
            continue;
        }
        const QByteArray context = place.context(id);
        const auto plain = resealing.sealer.unseal(sealed, context);
        if (!plain) {
            counts.unreadable.append(u"%1 %2: %3"_s.arg(place.noun, id, plain.error().what));
            continue;
        }
        PULSE_TRY(QByteArray fresh, resealing.sealer.seal(*plain, context));
        keys.push_back(key.toUtf8());
        before.push_back(sealed);
        after.push_back(std::move(fresh));
    }
    PULSE_TRY(const Rows changed,
              scope.query(place.reseal,
                          {Param::textArray(keys), Param::byteaArray(before), Param::byteaArray(after)}));
    counts.resealed += changed.affected();
    counts.changedMeanwhile += static_cast<std::int64_t>(keys.size()) - changed.affected();
    return {};
}

template <class Begin>
Result<> resealPlace(const Place &place, Begin begin, const Resealing &resealing, ResealCounts &counts)
{
    for (QString after = place.first;;) {
        PULSE_TRY(auto scope, begin());
        PULSE_TRY(const auto rows, scope.all(place.list, {after, resealing.portion}));
        if (rows.isEmpty())
            return {};
        ResealCounts reached = counts;
        PULSE_CHECK(resealRows(scope, place, rows, resealing, reached));
        after = rows.last().key;
        PULSE_CHECK(scope.commit());
        counts = reached;
        PULSE_CHECK(resealing.progress(counts));
    }
}

} // namespace

Result<ResealCounts> resealEverything(Connection &connection, const model::Principal &principal,
                                      const Resealing &resealing)
{
    model::AuditEntry entry;
    entry.userId = principal.subject;
    entry.action = u"reseal_secrets"_s;
    const auto asOperator = [&] { return OperatorScope::begin(connection, principal, entry); };
    const auto asSignIn = [&] { return AuthScope::begin(connection); };
    ResealCounts counts;
    PULSE_CHECK(resealPlace(
        {u"integration"_s, kSealedIntegrations, "sealed.reseal_integrations", u"0"_s, sealContext},
        asOperator, resealing, counts));
    PULSE_CHECK(resealPlace({u"refused message"_s, kSealedMessages, "sealed.reseal_quarantine", u"0"_s,
                             [](const QString &) { return QByteArray(kQuarantineContext); }},
                            asOperator, resealing, counts));
    PULSE_CHECK(resealPlace(
        {u"signing key"_s, kSealedKeys, "sealed.reseal_signing_keys", {}, signing_key::sealContext}, asSignIn,
        resealing, counts));
    return counts;
}

} // namespace pulse::store

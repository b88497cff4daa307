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

// Where sealed bytes are kept.
struct Place {
    QString noun;
    const char *list; // answers with the row's key, its id, and the sealed bytes
    const char *reseal;
    QString first; // sorts before every key
    std::function<QByteArray(const QString &id)> context;
};

// The key of the last row; counts what became of them.
Result<QString> resealRows(const Scope &scope, const Place &place, const Rows &rows,
                           const Resealing &resealing, ResealCounts &counts)
{
    Columns columns(static_cast<size_t>(rows.size()));
    auto &keys = columns.texts();
    auto &before = columns.texts();
    auto &after = columns.texts();
    QString last;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        last = row.text();
        const QString id = row.text();
        const QByteArray sealed = row.bytea();
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
        keys.push_back(last.toUtf8());
        before.push_back(sealed);
        after.push_back(std::move(fresh));
    }
    PULSE_TRY(const Rows changed,
              scope.query(place.reseal,
                          {Param::textArray(keys), Param::byteaArray(before), Param::byteaArray(after)}));
    counts.resealed += changed.affected();
    counts.changedMeanwhile += static_cast<std::int64_t>(keys.size()) - changed.affected();
    return last;
}

template <class Begin>
Result<> resealPlace(const Place &place, Begin begin, const Resealing &resealing, ResealCounts &counts)
{
    for (QString after = place.first;;) {
        PULSE_TRY(auto scope, begin());
        PULSE_TRY(const Rows rows, scope.query(place.list, {after, resealing.portion}));
        if (rows.isEmpty())
            return {};
        ResealCounts reached = counts;
        PULSE_TRY(after, resealRows(scope, place, rows, resealing, reached));
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
        {u"integration"_s, "sealed.list_integrations", "sealed.reseal_integrations", u"0"_s, sealContext},
        asOperator, resealing, counts));
    PULSE_CHECK(resealPlace({u"refused message"_s, "sealed.list_quarantine", "sealed.reseal_quarantine",
                             u"0"_s, [](const QString &) { return QByteArray(kQuarantineContext); }},
                            asOperator, resealing, counts));
    PULSE_CHECK(resealPlace({u"signing key"_s,
                             "sealed.list_signing_keys",
                             "sealed.reseal_signing_keys",
                             {},
                             signing_key::sealContext},
                            asSignIn, resealing, counts));
    return counts;
}

} // namespace pulse::store

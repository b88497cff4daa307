// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server that no longer hears the change feed: it changes nothing and keeps nothing open, lets nobody read
// whose session has ended, and is as before once it hears again.
#include "installation.h"
#include "store/accounts/user_table.h"
#include "support/suite/test_case.h"
#include "visit.h"
#include "wire/core/problem.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class CutOffTest : public QObject {
    Q_OBJECT

private slots:
    void changesNothingUntilItHearsAgain();
    void whatIsUnderWayIsNotCommitted();
};

namespace {

Answer change(const EdgeServer &server, const QByteArray &token)
{
    return server.call("PATCH", "/api/v2/devices/d", token, {{u"name"_s, u"n"_s}});
}

} // namespace

void CutOffTest::changesNothingUntilItHearsAgain()
{
    auto created = Installation::create(3s);
    QVERIFY2(created, qPrintable(created ? QString() : created.error().what));
    Installation &installation = **created;
    const auto ada = installation.admit(u"ada"_s);
    const auto eve = installation.admit(u"eve"_s);
    QVERIFY(ada && eve);
    Visit visit(installation.second(), ada->token());
    QVERIFY(spinUntil([&] { return visit.isOpen(); }, 30s));
    QCOMPARE(change(installation.second(), ada->token()).status, 200);

    QVERIFY(installation.cutFeed());
    QVERIFY(spinUntil([&] { return change(installation.second(), ada->token()).status == 503; }, 60s));
    const Answer refused = change(installation.second(), ada->token());
    QCOMPARE(wire::problemFromAnswer(refused.status, refused.body).code, u"revocations_unknown"_s);
    QVERIFY(refused.head.contains("Retry-After: "));
    QVERIFY(spinUntil([&] { return visit.closeCode().has_value(); }, 30s));
    QVERIFY(visit.closeCode() != live::kCloseSessionEnded); // its session goes on
    QVERIFY(visit.isCutShort());
    QCOMPARE(change(installation.first(), ada->token()).status, 200); // it hears

    // Reading: the database itself is asked.
    QVERIFY(installation.byOperator(
        [](const store::OperatorScope &scope) { return store::setUserEnabled(scope, u"eve"_s, false); }));
    QCOMPARE(installation.second().call("GET", "/api/v2/devices", ada->token()).status, 200);
    QCOMPARE(installation.second().call("GET", "/api/v2/devices", eve->token()).status, 401);

    QVERIFY(installation.mendFeed());
    QVERIFY(spinUntil([&] { return change(installation.second(), ada->token()).status == 200; }, 60s));
    Visit again(installation.second(), ada->token());
    QVERIFY(spinUntil([&] { return again.isOpen(); }, 30s));
}

// The session ends between a handler's beginning and its COMMIT.
void CutOffTest::whatIsUnderWayIsNotCommitted()
{
    auto created = Installation::create();
    QVERIFY2(created, qPrintable(created ? QString() : created.error().what));
    store::Connection connection({(*created)->database().appConnInfo().toUtf8()});
    bool hasEnded = false;
    const store::CommitGuard guard(connection, [&hasEnded]() -> Result<> {
        return hasEnded ? fail(ErrorKind::Unauthenticated, u"over"_s, u"session_ended"_s) : Result<>{};
    });
    const auto ada = (*created)->admit(u"ada"_s);
    QVERIFY(ada);
    model::Principal principal;
    principal.role = model::Role::CustomerAdmin;
    principal.tenant.value = 1;
    for (const bool isOver : {false, true}) {
        auto scope = store::TenantScope::begin(connection, principal);
        QVERIFY(scope);
        hasEnded = isOver;
        const auto committed = scope->commit();
        QCOMPARE(committed.has_value(), !isOver);
        if (isOver)
            QCOMPARE(committed.error().code, u"session_ended"_s);
    }
    hasEnded = false;
    QVERIFY(store::TenantScope::begin(connection, principal)); // the connection is good for others
}

PULSE_TEST_CASE(CutOffTest)
#include "cut_off_test.moc"

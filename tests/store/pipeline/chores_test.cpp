// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/chores/chores.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::pipeline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ChoresTest : public QObject {
    Q_OBJECT

private slots:
    void eachRunsByItsOwnPeriod();
    void whatFailsIsNamedAndEndsTheRound();
};

namespace {

const Chores::Steady::time_point kStart{1h};

Chore counting(QLatin1StringView name, std::chrono::milliseconds period, QStringList &done)
{
    return {name, period, [name, &done]() -> Result<> {
                done.append(name);
                return {};
            }};
}

} // namespace

void ChoresTest::eachRunsByItsOwnPeriod()
{
    QStringList done;
    Chores chores({counting("slow"_L1, 60s, done), counting("quick"_L1, 1s, done)});
    chores.allDue(kStart);
    QCOMPARE(chores.nextDue(), kStart);
    QVERIFY(chores.run(kStart));
    QCOMPARE(done, (QStringList{u"slow"_s, u"quick"_s}));
    QCOMPARE(chores.nextDue(), kStart + 1s);
    QVERIFY(chores.run(kStart + 999ms));
    QCOMPARE(done.size(), 2);
    for (int second = 1; second <= 60; ++second)
        QVERIFY(chores.run(kStart + std::chrono::seconds{second}));
    QCOMPARE(done.count(u"quick"_s), 61);
    QCOMPARE(done.count(u"slow"_s), 2);
}

void ChoresTest::whatFailsIsNamedAndEndsTheRound()
{
    QStringList done;
    Chores chores({{"broken"_L1, 1s, [] { return Result<>(fail(ErrorKind::Unavailable, u"away"_s)); }},
                   counting("behind"_L1, 1s, done)});
    chores.allDue(kStart);
    const auto failed = chores.run(kStart);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Unavailable);
    QCOMPARE(failed.error().what, u"broken: away"_s);
    QCOMPARE(done, QStringList());
    QCOMPARE(chores.nextDue(), kStart); // of the one behind it
    QVERIFY(chores.run(kStart + 500ms));
    QCOMPARE(done, QStringList{u"behind"_s});
}

PULSE_TEST_CASE(ChoresTest)

#include "chores_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The system's resolver, asked only what this machine answers by itself.
#include "delivery/outbound/resolver.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTest>
#include <atomic>
#include <future>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using Answer = Result<QList<delivery::IpAddress>>;

class ResolverTest : public QObject {
    Q_OBJECT
private slots:
    void resolves();
    void saysThatItCannot();
    void answersManyAtOnce();
    void aNameThatHangsHoldsOneThread();
    void hasABound();
};

void ResolverTest::resolves()
{
    ValueSpy<Answer> answers;
    delivery::SystemResolver resolver;
    resolver.resolve(u"localhost"_s, answers.callback());
    QVERIFY(answers.waitFor(1));
    const Answer answer = answers.values().first();
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().what));
    QVERIFY(answer->contains(delivery::IpAddress::parse(u"127.0.0.1"_s).value())
            || answer->contains(delivery::IpAddress::parse(u"::1"_s).value()));
}

void ResolverTest::saysThatItCannot()
{
    ValueSpy<Answer> answers;
    delivery::SystemResolver resolver(1);
    resolver.resolve(u"no host has a space"_s, answers.callback());
    QVERIFY(answers.waitFor(1));
    QVERIFY(!answers.values().first());
}

void ResolverTest::answersManyAtOnce()
{
    ValueSpy<Answer> answers;
    delivery::SystemResolver resolver(2);
    for (int i = 0; i < 50; ++i)
        resolver.resolve(u"127.0.0.1"_s, answers.callback());
    QVERIFY(answers.waitFor(50));
    for (const Answer &answer : answers.values())
        QVERIFY(answer && answer->size() == 1);
}

// However often it is asked for; everybody who asked hears the answer.
void ResolverTest::aNameThatHangsHoldsOneThread()
{
    std::promise<void> answer;
    const std::shared_future<void> answered = answer.get_future().share();
    std::atomic<int> hanging = 0;
    const auto lookUp = [&hanging, answered](const QString &host) -> Answer {
        if (host == "hangs.example"_L1) {
            ++hanging;
            answered.wait();
        }
        return QList{delivery::IpAddress::parse(u"192.0.2.1"_s).value()};
    };
    ValueSpy<Answer> hung;
    ValueSpy<Answer> others;
    delivery::SystemResolver resolver(2, lookUp);
    for (int i = 0; i < 10; ++i)
        resolver.resolve(u"hangs.example"_s, hung.callback());
    for (int i = 0; i < 50; ++i)
        resolver.resolve(u"host-%1.example"_s.arg(i), others.callback());
    QVERIFY(others.waitFor(50));
    QCOMPARE(hung.count(), 0);
    answer.set_value();
    QVERIFY(hung.waitFor(10));
    QCOMPARE(hanging.load(), 1);
}

void ResolverTest::hasABound()
{
    std::promise<void> answer;
    const std::shared_future<void> answered = answer.get_future().share();
    ValueSpy<Answer> answers;
    delivery::SystemResolver resolver(1, [answered](const QString &) -> Answer {
        answered.wait();
        return QList{delivery::IpAddress::parse(u"192.0.2.1"_s).value()};
    });
    for (int i = 0; i < 300; ++i)
        resolver.resolve(u"host-%1.example"_s.arg(i), answers.callback());
    QVERIFY(answers.waitFor(43)); // 256 wait, one or none is under way
    for (const Answer &refused : answers.values())
        QVERIFY(!refused);
    answer.set_value();
    QVERIFY(answers.waitFor(300));
}

PULSE_TEST_CASE(ResolverTest)
#include "resolver_test.moc"

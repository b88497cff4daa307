// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The system's resolver, asked only what this machine answers by itself.
#include "delivery/resolver.h"
#include "support/value_spy.h"

#include <QTest>

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

QTEST_GUILESS_MAIN(ResolverTest)
#include "resolver_test.moc"

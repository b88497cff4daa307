// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the broker and the clock can do to us, and when it is over.
#include "support/suite/test_case.h"
#include "watching.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace pulse::watch;

class SystemWatchTest : public QObject {
    Q_OBJECT
private slots:
    void aLostSessionStaysForADay();
    void anotherLossIsNews();
    void aNewLeaderLetsALossPassInItsTime();
    void dropsAreJudgedOnceTheCountBeforeIsKnown();
    void dropsOfTheTimeBeforeUsAreFound_data();
    void dropsOfTheTimeBeforeUsAreFound();
    void growthIsAddedUp();
    void tenMinutesWithoutGrowthClearIt();
    void aBrokerThatBeganAnewCountsFromZero();
    void withoutACountNothingIsSaid();
    void halfOfTheQueueIsSaid_data();
    void halfOfTheQueueIsSaid();
    void theFullerOfBytesAndMessagesCounts();
    void theQueueIsToldInTenths();
    void theQueueIsRelievedBelowTwoFifths();
    void withoutABoundNothingIsSaid();
    void aClockThatDrifts_data();
    void aClockThatDrifts();
    void aProviderThatIsAway();
    void severalAtOnceAreSeveral();
};

void SystemWatchTest::aLostSessionStaysForADay()
{
    Watching w;
    w.signs.sessionsLost = 1;
    QCOMPARE(w.pass(1s), u"!SESSION_LOST"_s);
    const Instant lost = w.signs.now;
    QCOMPARE(w.last().severity, 5);
    QCOMPARE(w.detail(u"times"_s), u"1"_s);
    QCOMPARE(w.detail(u"last_at"_s), timeText(lost));
    w.signs.now = lost + 24h - 2s;
    QCOMPARE(w.pass(1s), QString());
    QCOMPARE(w.pass(1s), u"-SESSION_LOST"_s);
    QCOMPARE(w.pass(60s), QString());
}

void SystemWatchTest::anotherLossIsNews()
{
    Watching w;
    w.signs.sessionsLost = 1;
    w.pass(1s);
    w.signs.now += 23h;
    w.signs.sessionsLost = 3;
    QCOMPARE(w.look(), u"!SESSION_LOST"_s); // also for whoever acknowledged the first
    QCOMPARE(w.detail(u"times"_s), u"3"_s);
    w.signs.now += 23h;
    QCOMPARE(w.look(), QString()); // a day from the last one
}

void SystemWatchTest::aNewLeaderLetsALossPassInItsTime()
{
    Watching before;
    before.signs.sessionsLost = 1;
    before.look();
    Watching w;
    w.signs.now = kNoon + 20h;
    w.look();
    w.know({before.last()});
    QCOMPARE(w.look(), QString());
    w.signs.now = kNoon + 24h;
    QCOMPARE(w.look(), u"-SESSION_LOST"_s);
}

void SystemWatchTest::dropsAreJudgedOnceTheCountBeforeIsKnown()
{
    Watching w;
    w.signs.brokerDropped = 500;
    QCOMPARE(w.pass(60s), QString());
    w.know({}, 500);
    QCOMPARE(w.pass(60s), QString());
    w.signs.brokerDropped = 501;
    QCOMPARE(w.pass(1s), u"!BROKER_DROPPING"_s);
    QCOMPARE(w.detail(u"dropped"_s), u"1"_s);
    QCOMPARE(w.detail(u"broker_count"_s), u"501"_s);
    QCOMPARE(w.last().severity, 5);
}

void SystemWatchTest::dropsOfTheTimeBeforeUsAreFound_data()
{
    QTest::addColumn<quint64>("before");
    QTest::addColumn<quint64>("now");
    QTest::addColumn<QString>("dropped"); // empty: none
    QTest::newRow("none") << quint64(0) << quint64(0) << QString();
    QTest::newRow("the first ever") << quint64(0) << quint64(7) << u"7"_s;
    QTest::newRow("no more than before") << quint64(7) << quint64(7) << QString();
    QTest::newRow("more than before") << quint64(7) << quint64(9) << u"2"_s;
    QTest::newRow("the broker began anew, and dropped") << quint64(7) << quint64(3) << u"3"_s;
    QTest::newRow("the broker began anew") << quint64(7) << quint64(0) << QString();
}

void SystemWatchTest::dropsOfTheTimeBeforeUsAreFound()
{
    QFETCH(quint64, before);
    QFETCH(quint64, now);
    QFETCH(QString, dropped);
    Watching w;
    w.look();
    w.know({}, before);
    w.signs.brokerDropped = now;
    QCOMPARE(w.look(), dropped.isEmpty() ? QString() : u"!BROKER_DROPPING"_s);
    if (!dropped.isEmpty())
        QCOMPARE(w.detail(u"dropped"_s), dropped);
}

void SystemWatchTest::growthIsAddedUp()
{
    Watching w;
    w.look();
    w.know();
    w.signs.brokerDropped = 3;
    QCOMPARE(w.look(), u"!BROKER_DROPPING"_s);
    w.signs.brokerDropped = 10;
    QCOMPARE(w.pass(1s), u"BROKER_DROPPING"_s); // the same trouble, no news
    QCOMPARE(w.detail(u"dropped"_s), u"10"_s);
    QCOMPARE(w.pass(1s), QString());
}

void SystemWatchTest::tenMinutesWithoutGrowthClearIt()
{
    Watching w;
    w.look();
    w.know();
    w.signs.brokerDropped = 3;
    w.look();
    w.pass(300s);
    w.signs.brokerDropped = 4;
    QCOMPARE(w.pass(1s), u"BROKER_DROPPING"_s);
    QCOMPARE(w.pass(599s), QString());
    QCOMPARE(w.pass(1s), u"-BROKER_DROPPING"_s);
    QCOMPARE(w.detail(u"broker_count"_s), u"4"_s); // whoever comes next goes on from here
}

void SystemWatchTest::aBrokerThatBeganAnewCountsFromZero()
{
    Watching w;
    w.look();
    w.know({}, 100);
    w.signs.brokerDropped = 0;
    QCOMPARE(w.look(), QString());
    w.signs.brokerDropped = 2;
    QCOMPARE(w.look(), u"!BROKER_DROPPING"_s);
    QCOMPARE(w.detail(u"dropped"_s), u"2"_s);
}

void SystemWatchTest::withoutACountNothingIsSaid()
{
    Watching w;
    w.look();
    w.know({}, 100);
    QCOMPARE(w.pass(60s), QString());
    w.signs.brokerDropped = 100;
    QCOMPARE(w.pass(60s), QString());
}

void SystemWatchTest::halfOfTheQueueIsSaid_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<int>("beyond"); // percent; 0: nothing is said
    QTest::addColumn<int>("severity");
    QTest::newRow("empty") << quint64(0) << 0 << 0;
    QTest::newRow("just below half") << quint64(499) << 0 << 0;
    QTest::newRow("half") << quint64(500) << 50 << 4;
    QTest::newRow("more than half") << quint64(899) << 80 << 4;
    QTest::newRow("nearly full") << quint64(900) << 90 << 5;
    QTest::newRow("full") << quint64(1000) << 100 << 5;
    QTest::newRow("beyond its bound by a message") << quint64(1'004) << 100 << 5;
}

void SystemWatchTest::halfOfTheQueueIsSaid()
{
    QFETCH(quint64, bytes);
    QFETCH(int, beyond);
    Watching w;
    w.signs.brokerMostBytes = 1000;
    w.signs.brokerStoredBytes = bytes;
    QCOMPARE(w.look(), beyond == 0 ? QString() : u"!BROKER_QUEUE_HALF"_s);
    if (beyond == 0)
        return;
    QCOMPARE(w.last().details.value(u"beyond_percent"_s).toInt(), beyond);
    QCOMPARE(w.last().details.value(u"bound_bytes"_s).toInt(), 1000);
    QTEST(w.last().severity, "severity");
}

void SystemWatchTest::theFullerOfBytesAndMessagesCounts()
{
    Watching w;
    w.signs.brokerMostBytes = 1000;
    w.signs.brokerMostMessages = 10;
    w.signs.brokerStoredMessages = 6;
    QCOMPARE(w.look(), u"!BROKER_QUEUE_HALF"_s);
    QCOMPARE(w.detail(u"beyond_percent"_s), u"60"_s);
    w.signs.brokerStoredBytes = 700;
    w.look();
    QCOMPARE(w.detail(u"beyond_percent"_s), u"70"_s);
    w.signs.brokerStoredBytes = 100;
    QCOMPARE(w.look(), QString()); // as many messages as before
    w.signs.brokerStoredMessages = 3;
    QCOMPARE(w.look(), u"-BROKER_QUEUE_HALF"_s);
}

void SystemWatchTest::theQueueIsToldInTenths()
{
    Watching w;
    w.signs.brokerMostBytes = 1000;
    QStringList told;
    for (quint64 bytes = 400; bytes <= 1000; ++bytes) {
        w.signs.brokerStoredBytes = bytes;
        const QString word = w.look();
        if (!word.isEmpty())
            told.append(word);
    }
    const QString news = u"!BROKER_QUEUE_HALF"_s;
    const QString same = u"BROKER_QUEUE_HALF"_s;
    QCOMPARE(told, (QStringList{news, same, same, same, news, same})); // 90: worse
    w.signs.brokerStoredBytes = 700;
    QCOMPARE(w.look(), QString()); // the highest so far is what is told
}

void SystemWatchTest::theQueueIsRelievedBelowTwoFifths()
{
    Watching w;
    w.signs.brokerMostBytes = 1000;
    w.signs.brokerStoredBytes = 950;
    w.look();
    w.signs.brokerStoredBytes = 400;
    QCOMPARE(w.look(), QString());
    w.signs.brokerStoredBytes.reset(); // not heard
    QCOMPARE(w.look(), QString());
    w.signs.brokerStoredBytes = 399;
    QCOMPARE(w.look(), u"-BROKER_QUEUE_HALF"_s);
    w.signs.brokerStoredBytes = 499;
    QCOMPARE(w.look(), QString());
}

void SystemWatchTest::withoutABoundNothingIsSaid()
{
    Watching w;
    w.signs.brokerStoredBytes = 1'000'000'000;
    QCOMPARE(w.look(), QString());
}

void SystemWatchTest::aClockThatDrifts_data()
{
    QTest::addColumn<QList<int>>("milliseconds"); // of drift, look by look
    QTest::addColumn<QString>("found");
    QTest::newRow("a second is allowed") << QList{1000, -1000} << u""_s;
    QTest::newRow("ahead") << QList{1001} << u"!CLOCK_DRIFT"_s;
    QTest::newRow("behind") << QList{-1001} << u"!CLOCK_DRIFT"_s;
    QTest::newRow("stays until it is well below")
        << QList{5000, 900, 501} << u"!CLOCK_DRIFT CLOCK_DRIFT CLOCK_DRIFT"_s;
    QTest::newRow("clears at half of it") << QList{5000, 500} << u"!CLOCK_DRIFT -CLOCK_DRIFT"_s;
    QTest::newRow("wavers little") << QList{5000, 5040, 4960} << u"!CLOCK_DRIFT"_s;
}

void SystemWatchTest::aClockThatDrifts()
{
    QFETCH(QList<int>, milliseconds);
    Watching w;
    QCOMPARE(w.look(), QString()); // not measured yet
    QStringList found;
    for (const int drift : milliseconds) {
        w.signs.clockOffset = std::chrono::milliseconds{drift};
        const QString word = w.look();
        if (!word.isEmpty())
            found.append(word);
    }
    QTEST(found.join(u' '), "found");
}

void SystemWatchTest::aProviderThatIsAway()
{
    Watching w;
    w.signs.providersAway = {{u"https://a.example"_s, kNoon, std::nullopt, u"discovery: no"_s}};
    QCOMPARE(w.pass(59s), QString()); // it may just be starting anew
    QCOMPARE(w.pass(30s), u"!PROVIDER_AWAY"_s);
    const QJsonObject told = w.found.last().alert.details.value(u"providers"_s)[0].toObject();
    QCOMPARE(told.value(u"issuer"_s).toString(), u"https://a.example"_s);
    QCOMPARE(told.value(u"since"_s).toString(), QString::fromLatin1(toRfc3339(kNoon)));
    QVERIFY(told.value(u"keys_of"_s).isNull());
    QCOMPARE(told.value(u"why"_s).toString(), u"discovery: no"_s);
    w.signs.providersAway.append({u"https://b.example"_s, kNoon, kNoon - 60s, u"keys: no"_s});
    QCOMPARE(w.pass(2s), u"PROVIDER_AWAY"_s);
    QCOMPARE(w.found.last().alert.details.value(u"providers"_s).toArray().size(), 2);
    w.signs.providersAway.clear();
    QCOMPARE(w.pass(2s), u"-PROVIDER_AWAY"_s);
}

void SystemWatchTest::severalAtOnceAreSeveral()
{
    Watching w;
    w.look();
    w.know();
    w.signs.sessionsLost = 1;
    w.signs.brokerDropped = 1;
    w.signs.clockOffset = 2s;
    QCOMPARE(w.look(), u"!SESSION_LOST !BROKER_DROPPING !CLOCK_DRIFT"_s);
    QCOMPARE(w.look(), QString());
}

PULSE_TEST_CASE(SystemWatchTest)
#include "system_watch_test.moc"

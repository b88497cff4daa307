// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Outages of ingest: when customers are told, one alert for each, and what another server makes of it.
#include "support/suite/test_case.h"
#include "watching.h"

#include <QTest>

using namespace pulse;
using namespace pulse::watch;

class OutageTest : public QObject {
    Q_OBJECT
private slots:
    void whileProbesComeBackNothingIsFound();
    void aShortGapIsNoOutage();
    void withoutProbesItIsOne();
    void theCauseIsSaid_data();
    void theCauseIsSaid();
    void aProbeThatIsLateIsNone();
    void alwaysABitTooLateIsOneToo();
    void seeingAgainTellsCustomersAtOnceAndClearsWhenCalm();
    void blindAgainBeforeItIsCalmIsTheSameOutage();
    void blindAgainAfterwardsIsAnother();
    void aNewLeaderHasItsTime();
    void aNewLeaderThatNeverSeesSaysSinceWhen();
    void aNewLeaderGoesOnWithWhatIsOpen();
    void whoDoesNotLeadSaysNothing();
    void aStoppedServerSaysSoOnce();
    void ingestThatRunsAgainClearsIt();
    void othersGoByWhatIsWritten_data();
    void othersGoByWhatIsWritten();
};

void OutageTest::whileProbesComeBackNothingIsFound()
{
    Watching w;
    QCOMPARE(w.pass(3600s), QString());
    QVERIFY(w.watch.service() == model::ServiceState{});
}

void OutageTest::aShortGapIsNoOutage()
{
    Watching w;
    w.isSeeing = false;
    QCOMPARE(w.pass(10s), QString()); // on the bound
    QVERIFY(w.watch.service().isReceiving);
    w.isSeeing = true;
    QCOMPARE(w.pass(60s), QString());
}

void OutageTest::withoutProbesItIsOne()
{
    Watching w;
    w.pass(5s);
    w.isSeeing = false;
    const Instant last = *w.signs.completeUpTo;
    QCOMPARE(w.pass(11s), u"!INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(last)); // values are complete up to here
    QVERIFY(w.last().details.value(u"until"_s).isNull());
    QVERIFY(w.last().raisedAt == last + 11s);
    QCOMPARE(w.last().severity, 4);
    QVERIFY(w.watch.service() == (model::ServiceState{false, last}));
    QCOMPARE(w.pass(3600s), QString()); // however long: one
}

void OutageTest::theCauseIsSaid_data()
{
    QTest::addColumn<bool>("isBrokerConnected");
    QTest::addColumn<bool>("isStoreAnswering");
    QTest::addColumn<bool>("hasWork");
    QTest::addColumn<QString>("cause");
    QTest::newRow("broker") << false << true << false << u"BROKER_AWAY"_s;
    QTest::newRow("broker, with work left of it") << false << true << true << u"BROKER_AWAY"_s;
    QTest::newRow("a broker that is silent") << true << true << false << u"BROKER_AWAY"_s;
    QTest::newRow("store") << true << false << true << u"STORE_AWAY"_s;
    QTest::newRow("store, and nothing to do") << true << false << false << u"STORE_AWAY"_s;
    QTest::newRow("both") << false << false << true << u"BROKER_AWAY"_s;
    QTest::newRow("behind") << true << true << true << u"BEHIND"_s;
}

void OutageTest::theCauseIsSaid()
{
    QFETCH(bool, isBrokerConnected);
    QFETCH(bool, isStoreAnswering);
    QFETCH(bool, hasWork);
    Watching w;
    w.isSeeing = false;
    w.signs.isBrokerConnected = isBrokerConnected;
    w.signs.isStoreAnswering = isStoreAnswering;
    w.signs.hasWork = hasWork;
    QCOMPARE(w.pass(11s), u"!INGEST_BLIND"_s);
    QTEST(w.detail(u"cause"_s), "cause");
    const QString summary = w.last().summary;
    w.signs.isBrokerConnected = w.signs.isStoreAnswering = w.signs.hasWork = true; // and then the backlog
    QCOMPARE(w.pass(5s), QString());
    w.isSeeing = true;
    w.pass(1s);
    QTEST(w.detail(u"cause"_s), "cause"); // what began it
    QCOMPARE(w.last().summary, summary);
}

void OutageTest::aProbeThatIsLateIsNone()
{
    Watching w;
    w.isSeeing = false;
    QCOMPARE(w.pass(11s), u"!INGEST_BLIND"_s);
    w.signs.completeUpTo = w.signs.now - 6s; // came back, but the backlog was ahead of it
    QCOMPARE(w.look(), QString());
    QVERIFY(!w.watch.service().isReceiving);
    w.signs.completeUpTo = w.signs.now - 5s;
    QCOMPARE(w.look(), u"INGEST_BLIND"_s);
    QVERIFY(w.watch.service().isReceiving);
}

// Nobody's silence is judged meanwhile, and somebody must know.
void OutageTest::alwaysABitTooLateIsOneToo()
{
    Watching w;
    w.pass(60s);
    w.isSeeing = false;
    QString found;
    for (int second = 0; second < 30; ++second) {
        w.signs.now += 1s;
        w.signs.completeUpTo = w.signs.now - 7s; // probes come back each second, 7 s old
        found += w.look();
        QCOMPARE(found, second <= 10 ? QString() : u"!INGEST_BLIND"_s);
    }
    w.isSeeing = true;
    QCOMPARE(w.pass(1s), u"INGEST_BLIND"_s);
    QVERIFY(w.watch.service().isReceiving);
}

void OutageTest::seeingAgainTellsCustomersAtOnceAndClearsWhenCalm()
{
    Watching w;
    w.isSeeing = false;
    w.pass(100s);
    w.isSeeing = true;
    QCOMPARE(w.pass(1s), u"INGEST_BLIND"_s);
    const Instant again = w.signs.now;
    QCOMPARE(w.detail(u"until"_s), timeText(again));
    QVERIFY(w.watch.service() == model::ServiceState{});
    QCOMPARE(w.pass(14s), QString());
    QCOMPARE(w.pass(1s), u"-INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(kNoon));
    QCOMPARE(w.detail(u"until"_s), timeText(again));
    QVERIFY(w.last().clearedAt == again + 15s);
    QVERIFY(w.last().raisedAt == kNoon + 11s);
}

void OutageTest::blindAgainBeforeItIsCalmIsTheSameOutage()
{
    Watching w;
    w.isSeeing = false;
    w.pass(20s);
    w.isSeeing = true;
    QCOMPARE(w.pass(3s), u"INGEST_BLIND"_s);
    w.isSeeing = false;
    const Instant last = *w.signs.completeUpTo;
    QCOMPARE(w.pass(11s), u"INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(kNoon)); // of the whole outage
    QVERIFY(w.last().details.value(u"until"_s).isNull());
    QVERIFY(w.watch.service() == (model::ServiceState{false, last})); // of what is on the screen
    w.isSeeing = true;
    QCOMPARE(w.pass(16s), u"INGEST_BLIND -INGEST_BLIND"_s);
}

void OutageTest::blindAgainAfterwardsIsAnother()
{
    Watching w;
    w.isSeeing = false;
    w.pass(20s);
    w.isSeeing = true;
    w.pass(16s);
    const Instant last = *w.signs.completeUpTo;
    w.isSeeing = false;
    QCOMPARE(w.pass(11s), u"!INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(last));
}

void OutageTest::aNewLeaderHasItsTime()
{
    Watching w;
    w.signs.completeUpTo.reset();
    w.isSeeing = false;
    QCOMPARE(w.pass(10s), QString());
    w.isSeeing = true;
    QCOMPARE(w.pass(30s), QString());
}

void OutageTest::aNewLeaderThatNeverSeesSaysSinceWhen()
{
    Watching w;
    w.signs.completeUpTo.reset();
    w.isSeeing = false;
    QCOMPARE(w.pass(11s), u"!INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(kNoon));
}

void OutageTest::aNewLeaderGoesOnWithWhatIsOpen()
{
    Watching before;
    before.isSeeing = false;
    before.pass(30s);

    Watching w;
    w.signs.now = w.signs.leadingSince = kNoon + 31s;
    w.signs.completeUpTo.reset();
    w.isSeeing = false;
    QVERIFY(!w.watch.needsToKnow());
    QCOMPARE(w.look(), QString());
    QVERIFY(w.watch.needsToKnow());
    w.know({before.last()});
    QVERIFY(!w.watch.needsToKnow());
    QVERIFY(w.watch.service() == (model::ServiceState{false, kNoon})); // until it sees for itself
    QCOMPARE(w.pass(20s), QString()); // no second alert
    w.isSeeing = true;
    QCOMPARE(w.pass(16s), u"INGEST_BLIND -INGEST_BLIND"_s);
    QCOMPARE(w.detail(u"since"_s), timeText(kNoon));
}

void OutageTest::whoDoesNotLeadSaysNothing()
{
    Watching w;
    w.isSeeing = false;
    w.pass(11s);
    w.signs.isLeading = false;
    QCOMPARE(w.pass(60s), QString()); // not cleared either: it is the next leader's
    QVERIFY(!w.watch.needsToKnow());
    w.signs.isLeading = true;
    w.signs.leadingSince = w.signs.now;
    w.isSeeing = true;
    QCOMPARE(w.pass(60s), QString());
    QVERIFY(w.watch.needsToKnow()); // anew: others may have led
}

void OutageTest::aStoppedServerSaysSoOnce()
{
    Watching w;
    w.signs.isLeading = false;
    w.signs.stoppedWhy = u"permission denied"_s;
    QCOMPARE(w.pass(1s), u"!INGEST_STOPPED"_s);
    QCOMPARE(w.last().severity, 5);
    QCOMPARE(w.detail(u"why"_s), u"permission denied"_s);
    QCOMPARE(w.pass(60s), QString());
}

void OutageTest::ingestThatRunsAgainClearsIt()
{
    Watching stopped;
    stopped.signs.isLeading = false;
    stopped.signs.stoppedWhy = u"why"_s;
    stopped.look();
    Watching w;
    w.look();
    w.know({stopped.last()});
    QCOMPARE(w.pass(14s), QString());
    QCOMPARE(w.pass(1s), u"-INGEST_STOPPED"_s);
}

void OutageTest::othersGoByWhatIsWritten_data()
{
    QTest::addColumn<QList<QPair<Kind, QJsonObject>>>("open");
    QTest::addColumn<qint64>("since"); // seconds after noon; -1: receiving
    using Open = QList<QPair<Kind, QJsonObject>>;
    const auto at = [](std::chrono::seconds time) { return QJsonValue(timeText(kNoon + time)); };
    QTest::newRow("nothing") << Open{} << qint64(-1);
    QTest::newRow("other kinds") << Open{{Kind::SessionLost, {}}, {Kind::ClockDrift, {}}} << qint64(-1);
    QTest::newRow("blind") << Open{{Kind::IngestBlind, {{u"since"_s, at(5s)}}}} << qint64(5);
    QTest::newRow("seeing again, not calm yet")
        << Open{{Kind::IngestBlind, {{u"since"_s, at(5s)}, {u"until"_s, at(9s)}}}} << qint64(-1);
    QTest::newRow("stopped: since it was raised") << Open{{Kind::IngestStopped, {}}} << qint64(60);
    QTest::newRow("the earlier of both")
        << Open{{Kind::IngestStopped, {}}, {Kind::IngestBlind, {{u"since"_s, at(7s)}}}} << qint64(7);
}

void OutageTest::othersGoByWhatIsWritten()
{
    using Open = QList<QPair<Kind, QJsonObject>>;
    QFETCH(Open, open);
    QFETCH(qint64, since);
    QList<model::SystemAlert> alerts;
    for (const auto &[kind, details] : open) {
        model::SystemAlert alert;
        alert.kind = kind;
        alert.details = details;
        alert.raisedAt = kNoon + 60s;
        alerts.append(alert);
    }
    const model::ServiceState service = serviceAccordingTo(alerts);
    QCOMPARE(service.isReceiving, since < 0);
    if (since >= 0)
        QVERIFY(service.since == kNoon + std::chrono::seconds{since});
}

PULSE_TEST_CASE(OutageTest)
#include "outage_test.moc"

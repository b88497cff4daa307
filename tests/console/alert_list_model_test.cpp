// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts as they come and go, under each filter, paged, and never twice.
#include "models/alert_list_model.h"
#include "models/alert_text.h"
#include "models/open_alert_count.h"
#include "signed_in.h"
#include "support/suite/test_case.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace pulse;
using namespace pulse::models;
using namespace pulse::test;

class AlertListModelTest : public QObject {
    Q_OBJECT

private slots:
    void newestComeFirstAcrossPages();
    void eachFilterShowsItsOwn_data();
    void eachFilterShowsItsOwn();
    void anAlertOpensAndClosesBeforeOnesEyes();
    void anOlderVersionNeverReplacesANewer();
    void aChangeDuringAReadIsKept();
    void whileHeldNothingComesOrGoes();
    void changesMissedWhileOfflineArrive();
    void onlyTheDevicesOwn();
    void openAlertsAreCountedByTheServer();
    void whatADeviceToldLateHasItsOwnTimes();
    void titlesAreWords_data();
    void titlesAreWords();
};

namespace {

bool load(AlertListModel &model)
{
    model.load();
    return SignedIn::until([&model] { return model.phase() == Phase::Ready; });
}

QList<qint64> shownIds(const AlertListModel &model)
{
    QList<qint64> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.at(row)->alertId);
    return ids;
}

model::Alert closed(model::Alert alert, Instant at)
{
    alert.clearedAt = alert.updatedAt = at;
    return alert;
}

} // namespace

void AlertListModelTest::newestComeFirstAcrossPages()
{
    SignedIn world;
    const Instant now = world.now();
    for (int i = 0; i < 250; ++i)
        world.api.alerts.append(makeAlert(1000 + i, now - std::chrono::minutes{i * 37 % 251}));
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(load(model));
    QCOMPARE(model.rowCount(), 100);
    while (model.canFetchMore({})) {
        model.fetchMore({});
        QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Ready; }));
    }
    QCOMPARE(model.rowCount(), 250);
    for (int row = 1; row < 250; ++row)
        QVERIFY(model.at(row - 1)->createdAt > model.at(row)->createdAt);
}

void AlertListModelTest::eachFilterShowsItsOwn_data()
{
    QTest::addColumn<int>("filter");
    QTest::addColumn<QList<qint64>>("expected");
    QTest::newRow("open") << static_cast<int>(AlertFilter::Open) << QList<qint64>{3, 1};
    QTest::newRow("closed") << static_cast<int>(AlertFilter::Closed) << QList<qint64>{2};
    QTest::newRow("all") << static_cast<int>(AlertFilter::All) << QList<qint64>{3, 2, 1};
}

void AlertListModelTest::eachFilterShowsItsOwn()
{
    QFETCH(int, filter);
    QFETCH(QList<qint64>, expected);
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now - std::chrono::hours{3}),
                        closed(makeAlert(2, now - std::chrono::hours{2}), now),
                        makeAlert(3, now - std::chrono::hours{1})};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    model.setFilter({{}, filter});
    QVERIFY(load(model));
    QCOMPARE(shownIds(model), expected);
    QCOMPARE(world.api.requests(u"/api/v2/alerts"_s).last().query.queryItemValue(u"status"_s),
             statusWord(static_cast<AlertFilter>(filter)));
}

void AlertListModelTest::anAlertOpensAndClosesBeforeOnesEyes()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now - std::chrono::hours{1})};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(world.goLive());
    QVERIFY(load(model));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    world.api.changeAlert(makeAlert(2, now));
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 2; }));
    QCOMPARE(shownIds(model), (QList<qint64>{2, 1}));
    world.api.changeAlert(closed(makeAlert(1, now - std::chrono::hours{1}), now));
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 1; }));
    QCOMPARE(shownIds(model), QList<qint64>{2});
    QCOMPARE(resets.count(), 0);
}

void AlertListModelTest::anOlderVersionNeverReplacesANewer()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now)};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QVERIFY(load(model));
    model::Alert newer = makeAlert(1, now);
    newer.updatedAt = now + std::chrono::seconds{5};
    newer.acknowledgedAt = newer.updatedAt;
    model.take(newer);
    model.take(makeAlert(1, now)); // told again after a reconnect
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.at(0)->status(), model::AlertStatus::Acknowledged);
}

void AlertListModelTest::aChangeDuringAReadIsKept()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now), makeAlert(2, now)};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QVERIFY(load(model));
    world.api.holdAnswers(true);
    model.load();
    QVERIFY(SignedIn::until([&] { return world.api.requests(u"/api/v2/alerts"_s).size() == 2; }));
    model.take(closed(makeAlert(1, now), now + std::chrono::seconds{1})); // the answer still says open
    model.take(makeAlert(3, now + std::chrono::seconds{2})); // and does not know this one
    world.api.holdAnswers(false);
    QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Ready; }));
    QCOMPARE(shownIds(model), (QList<qint64>{3, 2}));
}

// What clears meanwhile is seen to have cleared, where it was.
void AlertListModelTest::whileHeldNothingComesOrGoes()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now), makeAlert(2, now)};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(load(model));
    model.setHolding(true);
    model.take(makeAlert(3, now));
    model.take(makeAlert(4, now));
    model.take(closed(makeAlert(4, now), now + std::chrono::seconds{1})); // over before anybody saw it
    model.take(closed(makeAlert(2, now), now + std::chrono::seconds{1}));
    QCOMPARE(shownIds(model), (QList<qint64>{2, 1}));
    QCOMPARE(model.at(0)->status(), model::AlertStatus::Closed);
    QCOMPARE(model.waitingCount(), 2); // one that comes, one that goes
    model.setHolding(false);
    QCOMPARE(shownIds(model), (QList<qint64>{3, 1}));
    QCOMPARE(model.waitingCount(), 0);
}

void AlertListModelTest::changesMissedWhileOfflineArrive()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now - std::chrono::hours{1})};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    QVERIFY(world.goLive());
    QVERIFY(load(model));
    world.api.forgetRequests();
    world.api.dropLive();
    QVERIFY(SignedIn::until([&] { return !world.isLive(); }));
    world.api.changeAlert(makeAlert(2, now)); // nobody is connected
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 2; }));
    QVERIFY(world.api.requests(u"/api/v2/alerts"_s).isEmpty()); // the feed told it, nothing was read
}

void AlertListModelTest::onlyTheDevicesOwn()
{
    SignedIn world;
    const Instant now = world.now();
    world.api.alerts = {makeAlert(1, now, u"dev-1"_s), makeAlert(2, now, u"dev-2"_s)};
    QVERIFY(world.signIn());
    AlertListModel model(world.console.api, world.console.live);
    model.setDevice(u"dev-2"_s);
    QVERIFY(load(model));
    QCOMPARE(shownIds(model), QList<qint64>{2});
    model.take(makeAlert(3, now, u"dev-1"_s));
    QCOMPARE(model.rowCount(), 1);
}

void AlertListModelTest::openAlertsAreCountedByTheServer()
{
    SignedIn world;
    const Instant now = world.now();
    for (int i = 1; i <= 240; ++i)
        world.api.alerts.append(makeAlert(i, now));
    QVERIFY(world.signIn());
    OpenAlertCount count(world.console.api, world.console.live);
    QVERIFY(!count.count());
    QVERIFY(world.goLive());
    count.load();
    QVERIFY(SignedIn::until([&] { return count.count() == 240; }));
    world.api.changeAlert(closed(makeAlert(7, now), now));
    QVERIFY(SignedIn::until([&] { return count.count() == 239; }));
    count.clear();
    QVERIFY(!count.count());
}

void AlertListModelTest::whatADeviceToldLateHasItsOwnTimes()
{
    const Instant now = SystemClock().now();
    model::Alert alert = closed(makeAlert(1, now - std::chrono::seconds{3}), now);
    alert.clearedTs = alert.openedTs; // a moment apart from ours: our times stand
    QCOMPARE(alertTimes(alert).begin, alert.createdAt);
    QCOMPARE(alertTimes(alert).end, alert.clearedAt);
    QVERIFY(!alertTimes(alert).areDeviceTimes);
    alert.openedTs = now - std::chrono::hours{9};
    alert.clearedTs = now - std::chrono::hours{8};
    QCOMPARE(alertTimes(alert).begin, alert.openedTs);
    QCOMPARE(alertTimes(alert).end, alert.clearedTs);
    QVERIFY(alertTimes(alert).areDeviceTimes);
    alert.clearedTs.reset(); // its rule was deleted
    QCOMPARE(alertTimes(alert).end, alert.clearedAt);
}

void AlertListModelTest::titlesAreWords_data()
{
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QJsonObject>("details");
    QTest::addColumn<QString>("expected");
    const QJsonObject details{{u"metric_name"_s, u"temp_c"_s},
                              {u"metric_value"_s, 43.2},
                              {u"operator"_s, u"GT"_s},
                              {u"threshold"_s, 40}};
    QJsonObject below = details;
    below.insert(u"operator"_s, u"LTE"_s);
    QJsonObject partial = details;
    partial.remove(u"threshold"_s);
    QTest::newRow("above") << u"x"_s << details << u"Temperature 43.2 °C, above 40 °C"_s;
    QTest::newRow("at or below") << u"x"_s << below << u"Temperature 43.2 °C, at or below 40 °C"_s;
    QTest::newRow("details do not say") << u"lab: dev-1: too warm"_s << partial << u"Too warm"_s;
    QTest::newRow("no details") << u"lab: dev-1 silent"_s << QJsonObject{} << u"Silent"_s;
    QTest::newRow("another summary") << u"Roof on fire"_s << QJsonObject{} << u"Roof on fire"_s;
    QTest::newRow("only the prefix") << u"lab: dev-1"_s << QJsonObject{} << u"lab: dev-1"_s;
}

void AlertListModelTest::titlesAreWords()
{
    QFETCH(QString, summary);
    QFETCH(QJsonObject, details);
    model::Alert alert = makeAlert(1, Instant{});
    alert.summary = summary;
    alert.details = details;
    QTEST(alertTitle(alert), "expected");
}

PULSE_TEST_CASE(AlertListModelTest)
#include "alert_list_model_test.moc"

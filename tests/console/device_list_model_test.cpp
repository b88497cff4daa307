// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Paging, filtering, ordering and live changes of the device list against a server.
#include "models/device_list_model.h"
#include "signed_in.h"
#include "support/suite/test_case.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace pulse;
using namespace pulse::models;
using namespace pulse::test;

class DeviceListModelTest : public QObject {
    Q_OBJECT

private slots:
    void aSmallFleetIsReadWhole();
    void aLargeFleetIsReadAsTheViewScrolls();
    void orderingAPartialListReadsTheRest();
    void filterIsLocalWhenAllIsHeldAndTheServersOtherwise();
    void liveChangesMoveRowsWithoutReset();
    void aChangeDuringAReadIsNewerThanThatRead();
    void aBurstIsOneChange();
    void aFailedReadIsSaidAndCanBeTriedAgain();
    void missedChangesAreReadAgain();
    void refreshedRowsShowNewTimes();
};

namespace {

QString numberedId(int number) { return u"dev-%1"_s.arg(number, 6, 10, QChar(u'0')); }

void fill(SignedIn &world, int count)
{
    for (int i = 0; i < count; ++i)
        world.api.devices.append(makeDevice(numberedId(i), world.now()));
}

bool isReady(const DeviceListModel &model)
{
    return SignedIn::until([&model] { return model.phase() == Phase::Ready; });
}

bool loadAll(DeviceListModel &model)
{
    model.load();
    return SignedIn::until([&model] { return model.phase() == Phase::Ready && model.isComplete(); });
}

} // namespace

void DeviceListModelTest::aSmallFleetIsReadWhole()
{
    SignedIn world;
    fill(world, 1'234);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.phase(), Phase::Idle);
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 1'234);
    QCOMPARE(model.totalCount(), 1'234);
    QCOMPARE(model.index(7, 0).data().toString(), numberedId(7));
    QCOMPARE(model.index(7, 4).data(ListModel::ValueRole).toDouble(), 87.0);
    QCOMPARE(world.api.requests(u"/api/v2/devices"_s).size(), 3);
}

void DeviceListModelTest::aLargeFleetIsReadAsTheViewScrolls()
{
    SignedIn world;
    fill(world, 6'200);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    model.load();
    QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Ready && model.rowCount() == 5'000; }));
    QVERIFY(!model.isComplete());
    QCOMPARE(model.totalCount(), 6'200);
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(!model.canFetchMore({})); // one read at a time
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 5'500; }));
}

void DeviceListModelTest::orderingAPartialListReadsTheRest()
{
    SignedIn world;
    fill(world, 6'200);
    world.api.devices[6'100].state = {{u"battery_pct"_s, 3}};
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.load();
    QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Ready && model.rowCount() == 5'000; }));
    model.sort(static_cast<int>(DeviceColumn::Battery), Qt::AscendingOrder);
    QVERIFY(SignedIn::until([&] { return model.isComplete(); }));
    QCOMPARE(model.rowCount(), 6'200);
    QCOMPARE(model.idAt(0), numberedId(6'100));
}

void DeviceListModelTest::filterIsLocalWhenAllIsHeldAndTheServersOtherwise()
{
    SignedIn world;
    fill(world, 6'000);
    world.api.devices[5'900].siteId = u"north+pole"_s;
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    model.load();
    QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Ready && model.rowCount() == 5'000; }));
    model.setFilter({u"north+pole"_s});
    QVERIFY(SignedIn::until([&] { return model.isComplete(); }));
    QCOMPARE(model.rowCount(), 1); // not among the loaded ones: the server found it, plus sign and all
    model.setFilter({});
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 5'000 && model.phase() == Phase::Ready; }));
    model.sort(static_cast<int>(DeviceColumn::Site), Qt::DescendingOrder);
    QVERIFY(SignedIn::until([&] { return model.isComplete(); }));
    world.api.forgetRequests();
    model.setFilter({u"NORTH"_s, DeviceListModel::choiceOf(model::DeviceStatus::Online)});
    QCOMPARE(model.rowCount(), 1);
    model.setFilter({u"north"_s, DeviceListModel::choiceOf(model::DeviceStatus::Stale)});
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(world.api.requests().isEmpty());
}

void DeviceListModelTest::liveChangesMoveRowsWithoutReset()
{
    SignedIn world;
    fill(world, 50);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(world.goLive());
    QVERIFY(loadAll(model));
    model.sort(static_cast<int>(DeviceColumn::Status), Qt::DescendingOrder);
    const QPersistentModelIndex followed = model.index(model.rowOf(numberedId(20)), 0);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy moves(&model, &QAbstractItemModel::rowsMoved);
    world.api.changeDevice(makeDevice(numberedId(20), world.now(), model::DeviceStatus::Stale));
    QVERIFY(SignedIn::until([&] { return moves.count() == 1; }));
    QCOMPARE(model.idAt(0), numberedId(20));
    QCOMPARE(followed.row(), 0);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    world.api.changeDevice(makeDevice(u"dev-new"_s, world.now()));
    QVERIFY(SignedIn::until([&] { return inserts.count() == 1; }));
    QCOMPARE(model.rowCount(), 51);
    QCOMPARE(resets.count(), 0);
}

void DeviceListModelTest::aChangeDuringAReadIsNewerThanThatRead()
{
    SignedIn world;
    fill(world, 3);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QVERIFY(world.goLive());
    QVERIFY(loadAll(model));
    model.load();
    model.take(
        makeDevice(numberedId(1), world.now(), model::DeviceStatus::Revoked)); // the answer still says online
    QVERIFY(isReady(model));
    QCOMPARE(model.rows().find(numberedId(1))->status, model::DeviceStatus::Revoked);
}

void DeviceListModelTest::aBurstIsOneChange()
{
    SignedIn world;
    fill(world, 1'000);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QVERIFY(loadAll(model));
    model.sort(static_cast<int>(DeviceColumn::Status), Qt::DescendingOrder);
    QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged);
    QSignalSpy moves(&model, &QAbstractItemModel::rowsMoved);
    for (int i = 400; i < 1'000; ++i)
        model.take(makeDevice(numberedId(i), world.now(), model::DeviceStatus::Stale));
    model.flush();
    QCOMPARE(layouts.count(), 1);
    QCOMPARE(moves.count(), 0);
    QCOMPARE(model.countOf(static_cast<int>(model::DeviceStatus::Stale)), 600);
    QCOMPARE(model.idAt(0), numberedId(999));
}

void DeviceListModelTest::aFailedReadIsSaidAndCanBeTriedAgain()
{
    SignedIn world;
    fill(world, 3);
    QVERIFY(world.signIn());
    world.api.failNext(u"/api/v2/devices"_s, {503, {{u"code"_s, u"unavailable"_s}}});
    DeviceListModel model(world.console.api, world.console.live);
    model.load();
    QVERIFY(SignedIn::until([&] { return model.phase() == Phase::Failed; }));
    QCOMPARE(model.problem().code, u"unavailable"_s);
    QVERIFY(loadAll(model));
    QCOMPARE(model.rowCount(), 3);
}

void DeviceListModelTest::missedChangesAreReadAgain()
{
    SignedIn world;
    fill(world, 3);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QVERIFY(world.goLive());
    QVERIFY(loadAll(model));
    world.api.dropLive();
    world.api.changeDevice(makeDevice(u"dev-late"_s, world.now()));
    world.api.forgetFeed(); // so it can only be read
    QVERIFY(SignedIn::until([&] { return model.rowCount() == 4; }));
}

void DeviceListModelTest::refreshedRowsShowNewTimes()
{
    SignedIn world;
    fill(world, 1'100);
    QVERIFY(world.signIn());
    DeviceListModel model(world.console.api, world.console.live);
    QVERIFY(loadAll(model));
    const Instant later = world.now() + std::chrono::hours{1};
    for (model::Device &device : world.api.devices)
        device.lastSeenAt = later;
    world.api.forgetRequests();
    model.refreshRows(600, 620);
    QVERIFY(SignedIn::until([&] { return model.rows().at(610).lastSeenAt == later; }));
    QCOMPARE(world.api.requests().size(), 1); // one page, not the fleet
    QVERIFY(model.rows().at(10).lastSeenAt != later);
}

PULSE_TEST_CASE(DeviceListModelTest)
#include "device_list_model_test.moc"

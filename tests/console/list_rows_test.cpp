// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Order, filter and single changes of many rows (devices), and what a change costs: counted, not timed.
#include "models/device_list_model.h"
#include "support/suite/test_case.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pulse;
using namespace pulse::models;
using namespace Qt::StringLiterals;

class ListRowsTest : public QObject {
    Q_OBJECT

private slots:
    void everyOrderIsTotal_data();
    void everyOrderIsTotal();
    void aChangeIsPlannedAsWhatItDoes_data();
    void aChangeIsPlannedAsWhatItDoes();
    void randomChangesKeepOrderAndFilter();
    void oneChangeAmongHundredThousandCostsLogarithmically();
    void aPageInBetweenIsSettled();
    void countsFollowStatus();
};

namespace {

DeviceRow row(const QString &id, int battery = 50, model::DeviceStatus status = model::DeviceStatus::Online)
{
    DeviceRow made;
    made.deviceId = id;
    made.siteId = u"site-"_s + id.right(1);
    made.status = status;
    made.battery = battery;
    return made;
}

QString numbered(int number) { return u"dev-%1"_s.arg(number, 6, 10, QChar(u'0')); }

using DeviceRows = ListRows<DeviceRow>;

ListOrder by(DeviceColumn column, bool isDescending = false)
{
    return {static_cast<int>(column), isDescending};
}

bool isOnline(const DeviceRow &row) { return row.status == model::DeviceStatus::Online; }

QStringList shown(const DeviceRows &rows)
{
    QStringList ids;
    for (int i = 0; i < rows.visibleCount(); ++i)
        ids.append(rows.at(i).deviceId);
    return ids;
}

// A change done as an item model would, on a plain list of ids.
void applyTo(QStringList &ids, const QString &id, const RowChange &change)
{
    switch (change.kind) {
    case ChangeKind::Nothing:
    case ChangeKind::Update: return;
    case ChangeKind::Insert: ids.insert(change.to, id); return;
    case ChangeKind::Remove: return ids.removeAt(change.from);
    case ChangeKind::Move: return ids.move(change.from, change.to > change.from ? change.to - 1 : change.to);
    }
}

} // namespace

void ListRowsTest::everyOrderIsTotal_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("isDescending");
    for (int column = 0; column < deviceTable().columns.size(); ++column) {
        QTest::addRow("column %d ascending", column) << column << false;
        QTest::addRow("column %d descending", column) << column << true;
    }
}

void ListRowsTest::everyOrderIsTotal()
{
    QFETCH(int, column);
    QFETCH(bool, isDescending);
    QRandomGenerator random(7);
    DeviceRows rows(deviceTable());
    rows.setOrder({column, isDescending});
    std::vector<DeviceRow> page;
    for (int i = 0; i < 300; ++i) {
        DeviceRow made =
            row(numbered(i), random.bounded(4), static_cast<model::DeviceStatus>(random.bounded(3)));
        made.metricCount = random.bounded(3);
        if (random.bounded(4) > 0)
            made.lastSeenAt = Instant{std::chrono::seconds{random.bounded(5)}};
        page.push_back(made);
    }
    rows.addOrReplace(page);
    QCOMPARE(rows.visibleCount(), 300);
    for (int i = 0; i < 300; ++i)
        QCOMPARE(rows.visibleRowOf(rows.at(i).deviceId), i);
}

void ListRowsTest::aChangeIsPlannedAsWhatItDoes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("battery");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("expected");
    const auto kind = [](ChangeKind value) { return static_cast<int>(value); };
    QTest::newRow("same place") << u"b"_s << 25 << kind(ChangeKind::Update)
                                << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("down") << u"a"_s << 35 << kind(ChangeKind::Move) << QStringList{u"b"_s, u"c"_s, u"a"_s};
    QTest::newRow("up") << u"c"_s << 5 << kind(ChangeKind::Move) << QStringList{u"c"_s, u"a"_s, u"b"_s};
    QTest::newRow("new") << u"d"_s << 15 << kind(ChangeKind::Insert)
                         << QStringList{u"a"_s, u"d"_s, u"b"_s, u"c"_s};
    QTest::newRow("out of the filter")
        << u"b"_s << -1 << kind(ChangeKind::Remove) << QStringList{u"a"_s, u"c"_s};
    QTest::newRow("new and filtered")
        << u"e"_s << -1 << kind(ChangeKind::Nothing) << QStringList{u"a"_s, u"b"_s, u"c"_s};
}

void ListRowsTest::aChangeIsPlannedAsWhatItDoes()
{
    QFETCH(QString, id);
    QFETCH(int, battery);
    QFETCH(QStringList, expected);
    DeviceRows rows(deviceTable());
    rows.setOrder(by(DeviceColumn::Battery));
    rows.setFilter(isOnline);
    rows.addOrReplace({row(u"c"_s, 30), row(u"a"_s, 10), row(u"b"_s, 20)});
    const DeviceRow changed =
        row(id, battery, battery < 0 ? model::DeviceStatus::Stale : model::DeviceStatus::Online);
    const RowChange change = rows.plan(changed);
    QTEST(static_cast<int>(change.kind), "kind");
    rows.apply(changed, change);
    QCOMPARE(shown(rows), expected);
}

void ListRowsTest::randomChangesKeepOrderAndFilter()
{
    QRandomGenerator random(42);
    DeviceRows rows(deviceTable());
    rows.setOrder(by(DeviceColumn::Battery, true));
    rows.setFilter(isOnline);
    QStringList mirror;
    for (int step = 0; step < 5'000; ++step) {
        const DeviceRow changed = row(numbered(random.bounded(300)), random.bounded(20),
                                      static_cast<model::DeviceStatus>(random.bounded(2)));
        const RowChange change = rows.plan(changed);
        rows.apply(changed, change);
        applyTo(mirror, changed.deviceId, change);
    }
    QCOMPARE(shown(rows), mirror);
    DeviceRows fresh(deviceTable());
    fresh.setOrder(rows.order());
    std::vector<DeviceRow> all;
    for (const QString &id : mirror)
        all.push_back(*rows.find(id));
    fresh.addOrReplace(all);
    QCOMPARE(shown(fresh), mirror);
}

void ListRowsTest::oneChangeAmongHundredThousandCostsLogarithmically()
{
    constexpr int kDevices = 100'000;
    DeviceRows rows(deviceTable());
    rows.setOrder(by(DeviceColumn::Battery));
    std::vector<DeviceRow> all;
    for (int i = 0; i < kDevices; ++i)
        all.push_back(row(numbered(i), i % 97));
    rows.addOrReplace(all);
    QCOMPARE(rows.visibleCount(), kDevices);
    const quint64 before = rows.comparisons();
    constexpr int kChanges = 1'000;
    for (int i = 0; i < kChanges; ++i) {
        const DeviceRow changed = row(numbered(i * 89 % kDevices), (i * 31) % 97);
        rows.apply(changed, rows.plan(changed));
    }
    const double each = static_cast<double>(rows.comparisons() - before) / kChanges;
    QVERIFY2(each > 1 && each < 60, qPrintable(QString::number(each))); // two binary searches of 17 steps
}

void ListRowsTest::aPageInBetweenIsSettled()
{
    DeviceRows rows(deviceTable());
    rows.append({row(u"b"_s), row(u"d"_s)});
    QVERIFY(rows.isSettled());
    rows.append({row(u"e"_s), row(u"f"_s)});
    QVERIFY(rows.isSettled());
    rows.append({row(u"a"_s), row(u"c"_s), row(u"d"_s, 99)});
    QVERIFY(!rows.isSettled());
    rows.settle();
    QCOMPARE(shown(rows).join(QString()), u"abcdef"_s);
    QCOMPARE(rows.find(u"d"_s)->battery, std::optional(50.0)); // held rows are newer than a page
}

void ListRowsTest::countsFollowStatus()
{
    DeviceRows rows(deviceTable());
    rows.addOrReplace({row(u"a"_s), row(u"b"_s), row(u"c"_s, 1, model::DeviceStatus::Stale)});
    QCOMPARE(rows.countOf(static_cast<int>(model::DeviceStatus::Online)), 2);
    const DeviceRow changed = row(u"a"_s, 1, model::DeviceStatus::Stale);
    rows.apply(changed, rows.plan(changed));
    QCOMPARE(rows.countOf(static_cast<int>(model::DeviceStatus::Online)), 1);
    QCOMPARE(rows.countOf(static_cast<int>(model::DeviceStatus::Stale)), 2);
    rows.clear();
    QCOMPARE(rows.countOf(static_cast<int>(model::DeviceStatus::Stale)), 0);
}

PULSE_TEST_CASE(ListRowsTest)
#include "list_rows_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class DeviceTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void oneDevice();
    void peopleSayWhatADeviceIs();
    void whatPeopleSayIsNotTheRegistrys();
    void labelsAreFound();
    void labelsAreBounded_data();
    void labelsAreBounded();
    void aClockThatWasSetBackIsTold();
    void statusIsTheEffectiveOne_data();
    void statusIsTheEffectiveOne();
    void refusalsAreToldPerDevice();
    void nothingRefusedIsAnEmptyAnswer();
    void unknownIsNotFound();
    void pagesCoverEveryDeviceOnce();
    void searchIsLiteralAndCaseless_data();
    void searchIsLiteralAndCaseless();
    void statusFilters();
    void badParametersAreNamed_data();
    void badParametersAreNamed();
    void totalsPastTenThousandAreFlagged();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void DeviceTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO site (tenant_key, site_id) VALUES (1, 'Hall_7');"
        "INSERT INTO device (tenant_key, device_id, site_key, status)"
        " SELECT 1, format('dev-%s', n), 1, 'ACTIVE' FROM generate_series(10, 34) AS n;"
        "INSERT INTO device (tenant_key, device_id, site_key, status) VALUES (1, 'online', 1, 'ACTIVE'),"
        " (1, 'stale', 1, 'ACTIVE'), (1, 'revoked', 1, 'REVOKED'), (1, 'never', 1, 'ACTIVE'),"
        " (1, 'gone', 1, 'ACTIVE'), (1, '100%', 3, 'ACTIVE'), (2, 'b-only', 2, 'ACTIVE');"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c'), (1, 'rssi'), (1, 'uplink_ok');"
        "INSERT INTO device_refusal SELECT device_key, 1, 'TOO_OLD', true, 7, '2026-01-14 09:00Z',"
        " '2026-01-15 11:20Z', '2026-01-15', '{2026-01-15 11:20Z}', '{heartbeat}' FROM device WHERE "
        "device_id = 'gone';"
        "INSERT INTO device_refusal SELECT device_key, 1, 'TOKEN_INVALID', false, 2, '2026-01-15 11:00Z',"
        " '2026-01-15 11:30Z', '2026-01-15', '{2026-01-15 11:30Z,2026-01-15 11:00Z}', '{telemetry,telemetry}'"
        " FROM device WHERE device_id = 'gone';"
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_heartbeat_at,"
        " last_telemetry_at, last_state_change_at, last_ts, codes, \"values\", offline_at)"
        " SELECT device_key, tenant_key, CASE WHEN device_id IN ('stale', 'gone') "
        "THEN 'STALE' "
        "ELSE 'ONLINE' END, '2026-01-15 11:59:59.123456Z', '2026-01-15 11:59:50Z', NULL, '2026-01-15 "
        "10:00Z', "
        "NULL,"
        " '{4,9,14}', '{21.5,-70,1}', CASE device_id WHEN 'gone' THEN timestamptz '2026-01-15 11:59Z' END"
        " FROM device WHERE device_id IN ('online', 'stale', 'gone', 'revoked')"_s);
}

void DeviceTest::oneDevice()
{
    const auto answer = m_house->asA({EndpointId::Device, {u"online"_s}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("tenant_id"), u"tenant-a"_s);
    const QJsonObject expected{
        {u"tenant_id"_s, u"tenant-a"_s},
        {u"device_id"_s, u"online"_s},
        {u"site_id"_s, u"north"_s},
        {u"name"_s, QString()},
        {u"description"_s, QString()},
        {u"labels"_s, QJsonObject()},
        {u"status"_s, u"ONLINE"_s},
        {u"status_reason"_s, QJsonValue::Null},
        {u"refusals"_s, QJsonValue::Null},
        {u"last_seen_at"_s, u"2026-01-15T11:59:59.123456Z"_s},
        {u"last_heartbeat_at"_s, u"2026-01-15T11:59:50.000000Z"_s},
        {u"last_telemetry_at"_s, QJsonValue::Null},
        {u"last_state_change_at"_s, u"2026-01-15T10:00:00.000000Z"_s},
        {u"clock"_s, QJsonValue::Null},
        {u"state"_s, QJsonObject{{u"temp_c"_s, 21.5}, {u"rssi"_s, -70}, {u"uplink_ok"_s, true}}}};
    QCOMPARE(answer.object("device"), expected);
}

void DeviceTest::peopleSayWhatADeviceIs()
{
    const auto change = [this](const QJsonObject &body) {
        return m_house->asA({EndpointId::ChangeDevice, {u"never"_s}, {}, body});
    };
    const auto named = change({{u"name"_s, u" Kühlraum 2 "_s}, {u"description"_s, u"By the door"_s}});
    QCOMPARE(named.status, 200);
    QCOMPARE(named.object("device").value(u"name"_s).toString(), u"Kühlraum 2"_s);
    change({{u"name"_s, QString()}});
    const QJsonObject now = m_house->asA({EndpointId::Device, {u"never"_s}}).object("device");
    QCOMPARE(now.value(u"name"_s).toString(), QString());
    QCOMPARE(now.value(u"description"_s).toString(), u"By the door"_s);
    QCOMPARE(change({}).text("code"), u"empty_change"_s);
    QCOMPARE(change({{u"status"_s, u"ONLINE"_s}}).field(), u"status"_s);
    QCOMPARE(change({{u"name"_s, u"two\nlines"_s}}).field(), u"name"_s);
    QCOMPARE(m_house->asA({EndpointId::ChangeDevice, {u"b-only"_s}, {}, {{u"name"_s, u"x"_s}}}).status, 404);
}

// Ingest does not read its registry anew for it, and desks hear of it.
void DeviceTest::whatPeopleSayIsNotTheRegistrys()
{
    const auto version = u"SELECT registry_version FROM tenant WHERE tenant_key = 1"_s;
    const auto told = u"SELECT count(*) FROM change WHERE tenant_key = 1 AND kind = 'device'"_s;
    const QString before = m_house->one(version);
    const int heard = m_house->one(told).toInt();
    m_house->asA({EndpointId::ChangeDevice, {u"stale"_s}, {}, {{u"name"_s, u"Old one"_s}}});
    QCOMPARE(m_house->one(version), before);
    QCOMPARE(m_house->one(told).toInt(), heard + 1);
}

void DeviceTest::labelsAreFound()
{
    const auto label = [this](const QString &device, const QJsonObject &labels) {
        return m_house->asA({EndpointId::ChangeDevice, {device}, {}, {{u"labels"_s, labels}}}).status;
    };
    QCOMPARE(label(u"dev-10"_s, {{u"floor"_s, u"2"_s}, {u"team/owner"_s, u"Küche: A"_s}}), 200);
    QCOMPARE(label(u"dev-11"_s, {{u"floor"_s, u"3"_s}}), 200);
    const auto found = [this](const QString &filter) {
        QStringList ids;
        const auto answer = m_house->asA({EndpointId::Devices, {}, u"label="_s + filter});
        for (const auto &device : answer.list("devices"))
            ids.append(device[u"device_id"_s].toString());
        return answer.json.value(u"total"_s).toInt() == ids.size() ? ids : QStringList{u"wrong total"_s};
    };
    QCOMPARE(found(u"floor"_s), (QStringList{u"dev-10"_s, u"dev-11"_s}));
    QCOMPARE(found(u"floor:3"_s), QStringList{u"dev-11"_s});
    QCOMPARE(found(u"team/owner:Küche: A"_s), QStringList{u"dev-10"_s});
    QCOMPARE(found(u"floor:4"_s), QStringList());
    QCOMPARE(label(u"dev-11"_s, {}), 200);
    QCOMPARE(found(u"floor"_s), QStringList{u"dev-10"_s});
}

void DeviceTest::labelsAreBounded_data()
{
    QTest::addColumn<QJsonObject>("labels");
    QJsonObject many;
    for (int i = 0; i < 17; ++i)
        many.insert(u"k%1"_s.arg(i), QString());
    QTest::newRow("seventeen") << many;
    QTest::newRow("empty key") << QJsonObject{{QString(), u"x"_s}};
    QTest::newRow("colon in a key") << QJsonObject{{u"a:b"_s, u"x"_s}};
    QTest::newRow("long key") << QJsonObject{{QString(64, u'k'), u"x"_s}};
    QTest::newRow("long value") << QJsonObject{{u"k"_s, QString(129, u'v')}};
    QTest::newRow("two lines") << QJsonObject{{u"k"_s, u"a\nb"_s}};
    QTest::newRow("a number") << QJsonObject{{u"k"_s, 1}};
}

void DeviceTest::labelsAreBounded()
{
    QFETCH(QJsonObject, labels);
    const auto answer = m_house->asA({EndpointId::ChangeDevice, {u"never"_s}, {}, {{u"labels"_s, labels}}});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), u"labels"_s);
}

void DeviceTest::aClockThatWasSetBackIsTold()
{
    const auto told = [this](const QString &columns) {
        m_house->sql(
            u"UPDATE device_state SET %1 FROM device AS d WHERE d.device_key = device_state.device_key"
            " AND d.device_id = 'stale'"_s.arg(columns));
        return m_house->asA({EndpointId::Device, {u"stale"_s}}).object("device").value(u"clock"_s);
    };
    QCOMPARE(
        told(u"clock_behind = 3600.25, late_since = '2026-01-15 11:30Z'"_s),
        (QJsonObject{{u"behind_seconds"_s, 3600.25}, {u"late_since"_s, u"2026-01-15T11:30:00.000000Z"_s}}));
    QCOMPARE(told(u"late_since = NULL"_s), // judged by its new times, which are wrong all the same
             (QJsonObject{{u"behind_seconds"_s, 3600.25}, {u"late_since"_s, QJsonValue::Null}}));
    QCOMPARE(told(u"clock_behind = NULL"_s), QJsonValue(QJsonValue::Null));
}

void DeviceTest::statusIsTheEffectiveOne_data()
{
    QTest::addColumn<QString>("deviceId");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("reason"); // empty: null
    QTest::newRow("heard") << u"online"_s << u"ONLINE"_s << QString();
    QTest::newRow("silent") << u"stale"_s << u"STALE"_s << u"silent"_s;
    QTest::newRow("said so") << u"gone"_s << u"STALE"_s << u"offline"_s;
    QTest::newRow("never heard") << u"never"_s << u"STALE"_s << u"never_seen"_s;
    QTest::newRow("revoked while online") << u"revoked"_s << u"REVOKED"_s << u"revoked"_s;
}

void DeviceTest::statusIsTheEffectiveOne()
{
    QFETCH(QString, deviceId);
    QFETCH(QString, status);
    QFETCH(QString, reason);
    const QJsonValue expected = reason.isEmpty() ? QJsonValue::Null : QJsonValue(reason);
    const QJsonObject device = m_house->asA({EndpointId::Device, {deviceId}}).object("device");
    QCOMPARE(device.value(u"status"_s), status);
    QCOMPARE(device.value(u"status_reason"_s), expected);
    const auto list = m_house->asA({EndpointId::Devices, {}, u"search="_s + deviceId});
    QCOMPARE(list.list("devices").at(0).toObject().value(u"status_reason"_s), expected);
}

void DeviceTest::refusalsAreToldPerDevice()
{
    const auto answer = m_house->asA({EndpointId::DeviceRefusals, {u"gone"_s}});
    QCOMPARE(answer.status, 200);
    const QJsonObject expected{{u"tenant_id"_s, u"tenant-a"_s},
                               {u"device_id"_s, u"gone"_s},
                               {u"refusals"_s,
                                QJsonArray{QJsonObject{{u"reason"_s, u"TOKEN_INVALID"_s},
                                                       {u"is_proven"_s, false},
                                                       {u"count"_s, 2},
                                                       {u"first_at"_s, u"2026-01-15T11:00:00.000000Z"_s},
                                                       {u"last_at"_s, u"2026-01-15T11:30:00.000000Z"_s}},
                                           QJsonObject{{u"reason"_s, u"TOO_OLD"_s},
                                                       {u"is_proven"_s, true},
                                                       {u"count"_s, 7},
                                                       {u"first_at"_s, u"2026-01-14T09:00:00.000000Z"_s},
                                                       {u"last_at"_s, u"2026-01-15T11:20:00.000000Z"_s}}}},
                               {u"recent"_s,
                                QJsonArray{QJsonObject{{u"at"_s, u"2026-01-15T11:30:00.000000Z"_s},
                                                       {u"reason"_s, u"TOKEN_INVALID"_s},
                                                       {u"is_proven"_s, false},
                                                       {u"msg_type"_s, u"telemetry"_s}},
                                           QJsonObject{{u"at"_s, u"2026-01-15T11:20:00.000000Z"_s},
                                                       {u"reason"_s, u"TOO_OLD"_s},
                                                       {u"is_proven"_s, true},
                                                       {u"msg_type"_s, u"heartbeat"_s}},
                                           QJsonObject{{u"at"_s, u"2026-01-15T11:00:00.000000Z"_s},
                                                       {u"reason"_s, u"TOKEN_INVALID"_s},
                                                       {u"is_proven"_s, false},
                                                       {u"msg_type"_s, u"telemetry"_s}}}}};
    QCOMPARE(answer.json, expected);
    const QJsonObject summary{{u"count"_s, 9},
                              {u"last_at"_s, u"2026-01-15T11:30:00.000000Z"_s},
                              {u"last_reason"_s, u"TOKEN_INVALID"_s},
                              {u"is_proven"_s, false}};
    QCOMPARE(m_house->asA({EndpointId::Device, {u"gone"_s}}).object("device").value(u"refusals"_s), summary);
}

void DeviceTest::nothingRefusedIsAnEmptyAnswer()
{
    const auto answer = m_house->asA({EndpointId::DeviceRefusals, {u"online"_s}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.list("refusals").size() + answer.list("recent").size(), 0);
    QCOMPARE(m_house->asA({EndpointId::DeviceRefusals, {u"nobody"_s}}).status, 404);
    QCOMPARE(m_house->asB({EndpointId::DeviceRefusals, {u"gone"_s}}).status, 404);
}

void DeviceTest::unknownIsNotFound()
{
    QCOMPARE(m_house->asA({EndpointId::Device, {u"nobody"_s}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Device, {u"online"_s + QChar(u'\0')}}).status, 404);
}

void DeviceTest::pagesCoverEveryDeviceOnce()
{
    QStringList seen;
    QString after;
    int pages = 0;
    do {
        const auto page = m_house->asA({EndpointId::Devices, {}, u"limit=7"_s + test::behind(after)});
        QCOMPARE(page.status, 200);
        QCOMPARE(page.json.value(u"total"_s).toInt(), 31);
        QCOMPARE(page.json.value(u"count"_s).toInt(), page.list("devices").size());
        for (const auto &device : page.list("devices"))
            seen.append(device.toObject().value(u"device_id"_s).toString());
        after = page.text("next");
    } while (!after.isEmpty() && ++pages < 10);
    QCOMPARE(seen.size(), 31);
    QStringList sorted = seen;
    sorted.sort();
    sorted.removeDuplicates();
    QCOMPARE(seen, sorted);
    const auto second = m_house->asA({EndpointId::Devices, {}, u"limit=7&offset=7"_s});
    QCOMPARE(second.list("devices").first().toObject().value(u"device_id"_s).toString(), seen.at(7));
}

void DeviceTest::searchIsLiteralAndCaseless_data()
{
    QTest::addColumn<QString>("search");
    QTest::addColumn<int>("found");
    QTest::newRow("part of an id") << u"ev-1"_s << 10;
    QTest::newRow("other case") << u"DEV-1"_s << 10;
    QTest::newRow("a site") << u"hall_7"_s << 1;
    QTest::newRow("a percent is a percent") << u"%25"_s << 1;
    QTest::newRow("an underscore is an underscore") << u"_"_s << 1;
    QTest::newRow("a backslash") << u"%5C"_s << 0;
    QTest::newRow("another tenant's") << u"b-only"_s << 0;
}

void DeviceTest::searchIsLiteralAndCaseless()
{
    QFETCH(QString, search);
    QFETCH(int, found);
    const auto answer = m_house->asA({EndpointId::Devices, {}, u"search="_s + search});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.list("devices").size(), found);
    QCOMPARE(answer.json.value(u"total"_s).toInt(), found);
}

void DeviceTest::statusFilters()
{
    QCOMPARE(m_house->asA({EndpointId::Devices, {}, u"status=ONLINE"_s}).json.value(u"total"_s).toInt(), 1);
    QCOMPARE(m_house->asA({EndpointId::Devices, {}, u"status=REVOKED"_s}).json.value(u"total"_s).toInt(), 1);
    QCOMPARE(m_house->asA({EndpointId::Devices, {}, u"status=STALE"_s}).json.value(u"total"_s).toInt(), 29);
}

void DeviceTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("limit 0") << u"limit=0"_s << u"limit"_s;
    QTest::newRow("limit 501") << u"limit=501"_s << u"limit"_s;
    QTest::newRow("limit a") << u"limit=a"_s << u"limit"_s;
    QTest::newRow("offset -1") << u"offset=-1"_s << u"offset"_s;
    QTest::newRow("a status") << u"status=GONE"_s << u"status"_s;
    QTest::newRow("a cursor") << u"after=%25%25"_s << u"after"_s;
    QTest::newRow("another list's cursor") << u"after=YQpi"_s << u"after"_s;
    QTest::newRow("NUL") << u"search=a%00b"_s << u"search"_s;
}

void DeviceTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asA({EndpointId::Devices, {}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
}

void DeviceTest::totalsPastTenThousandAreFlagged()
{
    m_house->sql(u"INSERT INTO device (tenant_key, device_id, site_key)"
                 " SELECT 2, format('many-%s', n), 2 FROM generate_series(1, 10001) AS n"_s);
    const auto many = m_house->asB({EndpointId::Devices, {}, u"limit=1"_s});
    QCOMPARE(many.json.value(u"total"_s).toInt(), 10'000);
    QCOMPARE(many.json.value(u"total_is_estimate"_s).toBool(), true);
    const auto few = m_house->asA({EndpointId::Devices, {}, u"limit=1"_s});
    QCOMPARE(few.json.value(u"total_is_estimate"_s).toBool(true), false);
}

PULSE_TEST_CASE(DeviceTest)

#include "device_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices as the predecessor's clients read them.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class CustomerDeviceTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theListIsThatOfDevices();
    void aDeviceWithWhatCameOfIt();
    void onlyJsonIsThere();
    void unknownIsNotFound();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void CustomerDeviceTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'dev-1', 1), (2, 'b-only', 2);"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c'), (1, 'battery_pct');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4,8}');"
        "SELECT ensure_reading_partition('2026-01-15'::timestamptz);"
        "INSERT INTO reading SELECT 1, '2026-01-15 11:00Z'::timestamptz + n * interval '1 minute', n,"
        " '2026-01-15 11:00:01Z'::timestamptz + n * interval '1 minute', 1, 1,"
        " CASE n WHEN 59 THEN 'H' ELSE 'T' END::\"char\", false, ARRAY[20 + n, 99.5]"
        " FROM generate_series(0, 59) AS n;"
        "INSERT INTO device_refusal SELECT device_key, 1, 'TOO_OLD', true, 1, '2026-01-15 11:58:30Z',"
        " '2026-01-15 11:58:30Z', '2026-01-15', '{2026-01-15 11:58:30Z}', '{telemetry}' FROM device"
        " WHERE device_id = 'dev-1';"
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_state_change_at,"
        " last_ts, codes, \"values\") VALUES (1, 1, 'ONLINE', '2026-01-15 11:59:01Z', '2026-01-15 10:00Z',"
        " '2026-01-15 11:59Z', '{4,8}', '{79,99.5}')"_s);
}

void CustomerDeviceTest::theListIsThatOfDevices()
{
    const auto list = m_house->asA({EndpointId::CustomerDevices, {}, u"format=json&limit=10"_s});
    QCOMPARE(list.status, 200);
    QCOMPARE(list.text("tenant_id"), u"tenant-a"_s);
    QCOMPARE(list.list("devices"), m_house->asA({EndpointId::Devices}).list("devices"));
    QCOMPARE(list.json.value(u"limit"_s).toInt(), 10);
    QCOMPARE(list.json.value(u"offset"_s).toInt(), 0);
}

void CustomerDeviceTest::aDeviceWithWhatCameOfIt()
{
    const auto answer = m_house->asA({EndpointId::CustomerDevice, {u"dev-1"_s}, u"format=json"_s});
    QCOMPARE(answer.status, 200);
    const QJsonObject device = answer.object("device");
    QCOMPARE(device.value(u"temp_c"_s).toString(), u"79"_s);
    QCOMPARE(device.value(u"battery_pct"_s).toString(), u"99.5"_s);
    QVERIFY(device.value(u"rssi_dbm"_s).isNull() && device.value(u"snr_db"_s).isNull());
    const QJsonArray events = answer.list("events");
    QCOMPARE(events.size(), 50);
    QCOMPARE(events.at(0)[u"msg_type"_s].toString(), u"heartbeat"_s);
    QCOMPARE(events.at(0)[u"ingested_at"_s].toString(), u"2026-01-15T11:59:01.000000Z"_s);
    QCOMPARE(events.at(1)[u"reject_reason"_s].toString(), u"TOO_OLD"_s);
    QVERIFY(!events.at(1)[u"accepted"_s].toBool() && events.at(2)[u"accepted"_s].toBool());
    QVERIFY(events.at(0)[u"site_id"_s].isNull());
    const QJsonArray telemetry = answer.list("telemetry");
    QCOMPARE(telemetry.size(), 60);
    QCOMPARE(telemetry.at(0).toObject(),
             (QJsonObject{{u"ingested_at"_s, u"2026-01-15T11:59:01.000000Z"_s},
                          {u"battery_pct"_s, 99.5},
                          {u"temp_c"_s, 79},
                          {u"rssi_dbm"_s, QJsonValue::Null}}));
}

void CustomerDeviceTest::onlyJsonIsThere()
{
    const auto answer = m_house->asA({EndpointId::CustomerDevices, {}, u"format=html"_s});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), u"format"_s);
}

void CustomerDeviceTest::unknownIsNotFound()
{
    QCOMPARE(m_house->asA({EndpointId::CustomerDevice, {u"b-only"_s}}).status, 404);
}

PULSE_TEST_CASE(CustomerDeviceTest)

#include "customer_device_test.moc"

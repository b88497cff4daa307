// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// POST /api/v2/alert-rules/backtest over HTTP: what it takes, whose readings it sees, what it answers.
#include "backtest_door.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class EndpointTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_door = std::make_unique<BacktestDoor>(api::BacktestLimits{}); }
    void cleanupTestCase() { m_door.reset(); }
    void errorsNameTheField_data();
    void errorsNameTheField();
    void whoeverSeesAlertsMayCall();
    void anExcursionSaysWhatAndWhy();
    void linesComeBeforeTheTotals();
    void oneObjectForThoseWhoWantOne();
    void holdsWhatTheRuleHoldsTo_data();
    void holdsWhatTheRuleHoldsTo();
    void theRangeIsInclusive();
    void devicesOfOthersAreNotThere();
    void aMetricNobodyNamedHasNoExcursions();
    void changesNothing();

private:
    QJsonObject with(const QJsonObject &more) const;
    std::unique_ptr<BacktestDoor> m_door;
};

QJsonObject EndpointTest::with(const QJsonObject &more) const
{
    QJsonObject body = BacktestDoor::draft();
    for (auto at = more.begin(); at != more.end(); ++at)
        body.insert(at.key(), at.value());
    return body;
}

void EndpointTest::errorsNameTheField_data()
{
    QTest::addColumn<QJsonObject>("change"); // null: taken out
    QTest::addColumn<QString>("field");
    QTest::newRow("no start") << QJsonObject{{u"start"_s, QJsonValue::Null}} << u"start"_s;
    QTest::newRow("no end") << QJsonObject{{u"end"_s, QJsonValue::Null}} << u"end"_s;
    QTest::newRow("a start that is no time") << QJsonObject{{u"start"_s, u"yesterday"_s}} << u"start"_s;
    QTest::newRow("start after end") << QJsonObject{{u"start"_s, u"2027-01-01T00:00:00Z"_s}} << u"start"_s;
    QTest::newRow("no threshold") << QJsonObject{{u"threshold"_s, QJsonValue::Null}} << u"threshold"_s;
    QTest::newRow("an operator that is none") << QJsonObject{{u"operator"_s, u"EQ"_s}} << u"operator"_s;
    QTest::newRow("a clear value beyond") << QJsonObject{{u"clear_value"_s, 8}} << u"clear_value"_s;
    QTest::newRow("a field that is none") << QJsonObject{{u"color"_s, u"red"_s}} << u"color"_s;
    QTest::newRow("device ids that are none") << QJsonObject{{u"device_ids"_s, u"one"_s}} << u"device_ids"_s;
    QTest::newRow("a device nobody has")
        << QJsonObject{{u"device_ids"_s, QJsonArray{u"one"_s, u"nine"_s}}} << u"device_ids"_s;
    QJsonArray many;
    for (int i = 0; i < 1001; ++i)
        many.append(QString::number(i));
    QTest::newRow("too many devices") << QJsonObject{{u"device_ids"_s, many}} << u"device_ids"_s;
}

void EndpointTest::errorsNameTheField()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, field);
    QJsonObject body = with(change);
    for (const QString &key : change.keys()) {
        if (change.value(key).isNull())
            body.remove(key);
    }
    for (const QByteArray accept : {"application/json", "application/x-ndjson"}) {
        RawClient client(m_door->port());
        client.send(m_door->request(body, accept));
        const Answer answer = client.next();
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.head.toLower().contains("content-type: application/problem+json"));
        QCOMPARE(BacktestDoor::jsonOf(answer.body).value(u"field"_s).toString(), field);
    }
}

void EndpointTest::whoeverSeesAlertsMayCall()
{
    for (const auto &[role, status] :
         {std::pair{model::Role::CustomerViewer, 200}, std::pair{model::Role::CustomerAdmin, 200},
          std::pair{model::Role::Operator, 403}}) {
        RawClient client(m_door->port());
        client.send(m_door->request(BacktestDoor::draft(), "application/json", u"tenant-a"_s, role));
        QCOMPARE(client.next().status, status);
    }
    RawClient stranger(m_door->port());
    stranger.send(post("/api/v2/alert-rules/backtest", "{}"));
    QCOMPARE(stranger.next().status, 401);
    stranger.send(get("/api/v2/alert-rules/backtest"));
    QCOMPARE(stranger.next().status, 405);
}

void EndpointTest::anExcursionSaysWhatAndWhy()
{
    auto lines = m_door->lines(with({{u"device_ids"_s, QJsonArray{u"two"_s}}}));
    lines.removeIf([](const QJsonObject &line) { return line.value(u"type"_s) != u"excursion"_s; });
    QCOMPARE(lines.size(), 10);
    QJsonObject first = lines.first();
    QCOMPARE(first.take(u"opened"_s).toObject().value(u"value"_s).toDouble(), 8.0);
    const QJsonObject cleared = first.take(u"cleared"_s).toObject();
    QCOMPARE(cleared.value(u"value"_s).toDouble(), 0.0);
    QCOMPARE(cleared.value(u"condition"_s).toObject().value(u"clear_value"_s).toDouble(), 0.0);
    QCOMPARE(first,
             (QJsonObject{{u"type"_s, u"excursion"_s},
                          {u"device_id"_s, u"two"_s},
                          {u"site_id"_s, u"north"_s},
                          {u"start"_s, u"2026-01-15T12:00:08.000000Z"_s},
                          {u"end"_s, u"2026-01-15T12:00:10.000000Z"_s},
                          {u"peak"_s, 9},
                          {u"peak_at"_s, u"2026-01-15T12:00:09.000000Z"_s},
                          {u"seconds_active"_s, 2}}));
    const QJsonObject last = lines.last(); // still open at the last reading
    QVERIFY(last.value(u"end"_s).isNull());
    QVERIFY(last.value(u"cleared"_s).isNull());
    QCOMPARE(last.value(u"seconds_active"_s).toDouble(), 1.0);
}

void EndpointTest::linesComeBeforeTheTotals()
{
    const auto lines = m_door->lines(BacktestDoor::draft());
    QStringList types;
    for (const QJsonObject &line : lines)
        types.append(line.value(u"type"_s).toString());
    QCOMPARE(types.first(), u"progress"_s);
    QCOMPARE(types.last(), u"totals"_s);
    QCOMPARE(types.count(u"excursion"_s), 30);
    QJsonObject totals = lines.last();
    const QJsonObject limits = totals.take(u"limits"_s).toObject();
    QVERIFY(limits.value(u"readings"_s).toInt() > 0 && limits.value(u"seconds"_s).toInt() > 0);
    QCOMPARE(totals,
             (QJsonObject{{u"type"_s, u"totals"_s},
                          {u"devices"_s, 3},
                          {u"devices_in_scope"_s, 3},
                          {u"readings"_s, 300},
                          {u"late"_s, 0},
                          {u"excursions"_s, 30},
                          {u"excursions_listed"_s, 30},
                          {u"seconds_active"_s, 3 * (9 * 2 + 1)},
                          {u"complete"_s, true},
                          {u"stopped_by"_s, QJsonValue::Null}}));
}

void EndpointTest::oneObjectForThoseWhoWantOne()
{
    const Answer answer = m_door->object(BacktestDoor::draft());
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.head.toLower().contains("content-type: application/json"));
    const QJsonObject json = BacktestDoor::jsonOf(answer.body);
    QCOMPARE(json.value(u"tenant_id"_s).toString(), u"tenant-a"_s);
    QCOMPARE(json.value(u"excursions"_s).toArray().size(), 30);
    QCOMPARE(json.value(u"totals"_s).toObject().value(u"excursions"_s).toInt(), 30);
}

void EndpointTest::holdsWhatTheRuleHoldsTo_data()
{
    QTest::addColumn<QJsonObject>("more");
    QTest::addColumn<int>("devices");
    QTest::addColumn<int>("excursions");
    QTest::newRow("a site") << QJsonObject{{u"site_ids"_s, QJsonArray{u"north"_s}}} << 2 << 20;
    QTest::newRow("a prefix") << QJsonObject{{u"device_prefixes"_s, QJsonArray{u"t"_s}}} << 2 << 20;
    QTest::newRow("both") << QJsonObject{{u"device_prefixes"_s, QJsonArray{u"t"_s}},
                                         {u"site_ids"_s, QJsonArray{u"south"_s}}}
                          << 1 << 10;
    QTest::newRow("devices that it is for")
        << QJsonObject{{u"device_ids"_s, QJsonArray{u"one"_s, u"three"_s}},
                       {u"site_ids"_s, QJsonArray{u"south"_s}}}
        << 1 << 10;
    QTest::newRow("nobody") << QJsonObject{{u"site_ids"_s, QJsonArray{u"west"_s}}} << 0 << 0;
    QTest::newRow("too long for any") << QJsonObject{{u"for_seconds"_s, 2}} << 3 << 0;
    QTest::newRow("long enough") << QJsonObject{{u"for_seconds"_s, 1}} << 3 << 30;
    QTest::newRow("disabled, but a draft") << QJsonObject{{u"enabled"_s, false}} << 3 << 30;
}

void EndpointTest::holdsWhatTheRuleHoldsTo()
{
    QFETCH(QJsonObject, more);
    const QJsonObject totals = m_door->lines(with(more)).last();
    QTEST(totals.value(u"devices"_s).toInt(-1), "devices");
    QTEST(totals.value(u"excursions"_s).toInt(-1), "excursions");
}

void EndpointTest::theRangeIsInclusive()
{
    const QJsonObject totals =
        m_door->lines(with({{u"start"_s, u"2026-01-15T12:00:08Z"_s}, {u"end"_s, u"2026-01-15T12:00:18Z"_s}}))
            .last();
    QCOMPARE(totals.value(u"readings"_s).toInt(), 3 * 11);
    QCOMPARE(totals.value(u"excursions"_s).toInt(), 3 * 2);
}

void EndpointTest::devicesOfOthersAreNotThere()
{
    QCOMPARE(m_door->lines(BacktestDoor::draft(), u"tenant-b"_s).last().value(u"devices_in_scope"_s).toInt(),
             1);
    RawClient client(m_door->port());
    client.send(
        m_door->request(with({{u"device_ids"_s, QJsonArray{u"two"_s}}}), "application/json", u"tenant-b"_s));
    const Answer answer = client.next();
    QCOMPARE(answer.status, 400);
    QCOMPARE(BacktestDoor::jsonOf(answer.body).value(u"field"_s).toString(), u"device_ids"_s);
}

void EndpointTest::aMetricNobodyNamedHasNoExcursions()
{
    const QJsonObject totals = m_door->lines(with({{u"metric_name"_s, u"x"_s}})).last();
    QCOMPARE(totals.value(u"readings"_s).toInt(), 300);
    QCOMPARE(totals.value(u"excursions"_s).toInt(), 0);
}

void EndpointTest::changesNothing()
{
    QVERIFY(m_door->lines(BacktestDoor::draft()).last().value(u"complete"_s).toBool());
    const auto counted = m_door->database().query(u"SELECT (SELECT count(*) FROM alert_rule) + (SELECT "
                                                  u"count(*) FROM alert) + (SELECT count(*) FROM change)"
                                                  " + (SELECT count(*) FROM rule_pending)"_s);
    QCOMPARE(counted->first(), u"0"_s);
}

PULSE_TEST_CASE(EndpointTest)
#include "endpoint_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every answer has in common: problems, pages, paths.
#include "support/suite/test_case.h"
#include "wire/alerts/alert_json.h"
#include "wire/core/page.h"
#include "wire/core/problem.h"
#include "wire/endpoint/endpoints.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

class AnswersTest : public QObject {
    Q_OBJECT
private slots:
    void everyKindHasItsStatus_data();
    void everyKindHasItsStatus();
    void problemsThereAndBack();
    void insidesStayInside();
    void anUnreadableAnswerHasItsStatus();
    void pagesThereAndBack();
    void endpointsAreUnique();
    void pathsAreFilledInAndEncoded();
};

void AnswersTest::everyKindHasItsStatus_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("invalid") << ErrorKind::Invalid << 400 << u"invalid"_s;
    QTest::newRow("not found") << ErrorKind::NotFound << 404 << u"not_found"_s;
    QTest::newRow("forbidden") << ErrorKind::Forbidden << 403 << u"forbidden"_s;
    QTest::newRow("conflict") << ErrorKind::Conflict << 409 << u"conflict"_s;
    QTest::newRow("unavailable") << ErrorKind::Unavailable << 503 << u"unavailable"_s;
    QTest::newRow("internal") << ErrorKind::Internal << 500 << u"internal"_s;
}

void AnswersTest::everyKindHasItsStatus()
{
    QFETCH(ErrorKind, kind);
    const wire::Problem problem = wire::problemFrom({kind, u"why"_s});
    QTEST(problem.status, "status");
    QTEST(problem.code, "code");
    QVERIFY(!problem.title.isEmpty());
}

void AnswersTest::problemsThereAndBack()
{
    const auto problem = wire::problemFrom({ErrorKind::Invalid, u"no good"_s, u"invalid_field"_s, u"name"_s});
    const auto back = wire::problemFromAnswer(400, wire::toBody(problem));
    QCOMPARE(back.status, 400);
    QCOMPARE(back.code, u"invalid_field"_s);
    QCOMPARE(back.title, problem.title);
    QCOMPARE(back.detail, u"no good"_s);
    QCOMPARE(back.field, u"name"_s);
    QCOMPARE(wire::toJson(problem).value(u"type"_s).toString(), u"about:blank"_s);
}

void AnswersTest::insidesStayInside()
{
    const QByteArray body = wire::toBody(wire::problemFrom({ErrorKind::Internal, u"password=x at db.cpp"_s}));
    QVERIFY(!body.contains("password"));
}

void AnswersTest::anUnreadableAnswerHasItsStatus()
{
    for (const char *body : {"", "<html>", "[]", "{\"status\":\"?\"}"}) {
        const auto problem = wire::problemFromAnswer(429, body);
        QCOMPARE(problem.status, 429);
        QCOMPARE(problem.code, u"too_many_requests"_s);
        QVERIFY(!problem.title.isEmpty());
    }
}

void AnswersTest::pagesThereAndBack()
{
    model::Page<model::Alert> page;
    page.items.resize(2);
    page.items[0].alertId = 1;
    page.items[1].alertId = 2;
    page.total = 1'000;
    page.isTotalEstimate = true;
    page.next = u"cursor"_s;
    const auto encode = [](const model::Alert &alert) { return wire::toJson(alert); };
    QJsonObject json = wire::toJson(u"alerts"_s, page, {2, 0, {}}, encode);
    QCOMPARE(json.value(u"count"_s).toInt(), 2);
    const auto back = wire::pageFrom<model::Alert>(json, u"alerts"_s, wire::alertFrom);
    QVERIFY(back);
    QCOMPARE(back->items.size(), 2);
    QCOMPARE(back->items[1].alertId, 2);
    QCOMPARE(back->total, 1'000);
    QVERIFY(back->isTotalEstimate);
    QCOMPARE(back->next, u"cursor"_s);
    page.next.clear();
    QVERIFY(wire::toJson(u"alerts"_s, page, {}, encode).value(u"next"_s).isNull());
    json.insert(u"alerts"_s, QJsonArray{QJsonObject()});
    QVERIFY(!wire::pageFrom<model::Alert>(json, u"alerts"_s, wire::alertFrom));
}

void AnswersTest::endpointsAreUnique()
{
    QSet<QByteArray> seen;
    QSet<int> ids;
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const QByteArray name = QByteArray(endpoint.method.data(), endpoint.method.size()) + ' '
            + QByteArray(endpoint.path.data(), endpoint.path.size());
        QVERIFY2(!seen.contains(name), name.constData());
        seen.insert(name);
        QVERIFY2(!ids.contains(static_cast<int>(endpoint.id)), name.constData());
        ids.insert(static_cast<int>(endpoint.id));
        QCOMPARE(&wire::endpoint(endpoint.id), &endpoint);
        // A back-test asks with a body, and changes nothing.
        const bool changes = endpoint.method != "GET"_L1 && endpoint.access != wire::Access::Public
            && endpoint.id != wire::EndpointId::BacktestAlertRule;
        QVERIFY2(!changes || endpoint.access != wire::Access::Customer,
                 name.constData()); // viewers change nothing
    }
}

void AnswersTest::pathsAreFilledInAndEncoded()
{
    QCOMPARE(wire::pathOf(wire::EndpointId::Devices), QByteArray("/api/v2/devices"));
    QCOMPARE(wire::pathOf(wire::EndpointId::Telemetry, {u"a b/c?d%ä"_s}),
             QByteArray("/api/v2/devices/a%20b%2Fc%3Fd%25%C3%A4/telemetry"));
}

PULSE_TEST_CASE(AnswersTest)
#include "answers_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The live socket's messages, each from one side to the other.
#include "support/suite/test_case.h"
#include "wire/live/live_message.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using wire::LiveChannel;
using wire::LiveMessage;
using wire::LiveRequest;

class LiveMessageTest : public QObject {
    Q_OBJECT
private slots:
    void requestsThereAndBack_data();
    void requestsThereAndBack();
    void badRequestsNameTheirField_data();
    void badRequestsNameTheirField();
    void whatTheServerSays();
    void nonsenseIsUnknown_data();
    void nonsenseIsUnknown();
};

void LiveMessageTest::requestsThereAndBack_data()
{
    QTest::addColumn<LiveRequest>("request");
    using A = LiveRequest::Action;
    QTest::newRow("device") << LiveRequest{A::Subscribe, LiveChannel::Device, u"one"_s, {}, 0};
    QTest::newRow("device, no more") << LiveRequest{A::Unsubscribe, LiveChannel::Device, u"one"_s, {}, 0};
    QTest::newRow("alerts") << LiveRequest{
        A::Subscribe, LiveChannel::Alerts, {}, wire::AlertsMode::Snapshot, 0};
    QTest::newRow("alerts, deltas") << LiveRequest{
        A::Subscribe, LiveChannel::Alerts, {}, wire::AlertsMode::Delta, 0};
    QTest::newRow("devices") << LiveRequest{A::Subscribe, LiveChannel::Devices, {}, {}, 0};
    QTest::newRow("resume") << LiveRequest{A::Resume, LiveChannel::Alerts, {}, {}, 9'007'199'254'740'991};
}

void LiveMessageTest::requestsThereAndBack()
{
    QFETCH(LiveRequest, request);
    const auto back = wire::liveRequestFrom(wire::toText(request));
    QVERIFY(back);
    QCOMPARE(back->action, request.action);
    QCOMPARE(back->channel, request.channel);
    QCOMPARE(back->deviceId, request.deviceId);
    QCOMPARE(back->mode, request.mode);
    QCOMPARE(back->seq, request.seq);
}

void LiveMessageTest::badRequestsNameTheirField_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *text, const char *field) {
        QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(field);
    };
    row("{}", "action");
    row(R"({"action":"shout"})", "action");
    row(R"({"action":"subscribe"})", "type");
    row(R"({"action":"subscribe","type":"other"})", "type");
    row(R"({"action":"subscribe","type":"device"})", "device_id");
    row(R"({"action":"subscribe","type":"device","device_id":7})", "device_id");
    row(R"({"action":"subscribe","type":"alerts","mode":"all"})", "mode");
    row(R"({"action":"resume"})", "seq");
    row(R"({"action":"resume","seq":-1})", "seq");
    row(R"({"action":"resume","seq":"1"})", "seq");
    row("nonsense", "");
}

void LiveMessageTest::badRequestsNameTheirField()
{
    QFETCH(QByteArray, text);
    const auto request = wire::liveRequestFrom(text);
    QVERIFY(!request);
    QCOMPARE(request.error().kind, ErrorKind::Invalid);
    QTEST(request.error().field, "field");
}

void LiveMessageTest::whatTheServerSays()
{
    using Type = LiveMessage::Type;
    const LiveMessage hello = wire::liveMessageFrom(wire::helloText(u"s"_s, 7));
    QCOMPARE(hello.type, Type::Hello);
    QCOMPARE(hello.protocol, wire::kLiveProtocol);
    QCOMPARE(hello.seq, 7);
    const auto subscribed = wire::liveMessageFrom(
        wire::subscriptionText({LiveRequest::Action::Unsubscribe, LiveChannel::Device, u"one"_s, {}, 0}));
    QCOMPARE(subscribed.type, Type::Unsubscribed);
    QCOMPARE(subscribed.deviceId, u"one"_s);
    const auto telemetry = wire::liveMessageFrom(wire::telemetryText(u"one"_s, {Instant{}, {{u"a"_s, 1.5}}}));
    QCOMPARE(telemetry.type, Type::Telemetry);
    QCOMPARE(telemetry.point.metrics.value(u"a"_s).toDouble(), 1.5);
    model::Alert alert;
    alert.alertId = 5;
    const auto one = wire::liveMessageFrom(wire::alertText(8, alert));
    QCOMPARE(one.type, Type::Alert);
    QCOMPARE(one.seq, 8);
    QCOMPARE(one.alerts.size(), 1);
    const auto all = wire::liveMessageFrom(wire::alertsText({alert, alert}));
    QCOMPARE(all.type, Type::Alerts);
    QCOMPARE(all.alerts.size(), 2);
    model::Device device;
    device.deviceId = u"one"_s;
    const auto changed = wire::liveMessageFrom(wire::deviceText(9, device));
    QCOMPARE(changed.type, Type::Device);
    QCOMPARE(changed.device.deviceId, u"one"_s);
    QCOMPARE(wire::liveMessageFrom(wire::resetText(10)).type, Type::Reset);
    const auto error = wire::liveMessageFrom(wire::errorText({ErrorKind::Invalid, u"no"_s, u"c"_s}));
    QCOMPARE(error.type, Type::Error);
    QCOMPARE(error.text, u"no"_s);
    for (const model::ServiceState &service :
         {model::ServiceState{}, {false, Instant{std::chrono::seconds{7}}}, {false, std::nullopt}}) {
        const auto state = wire::liveMessageFrom(wire::stateText(service));
        QCOMPARE(state.type, Type::State);
        QVERIFY(state.service == service);
    }
    const auto system = wire::liveMessageFrom(wire::systemAlertsText(11));
    QCOMPARE(system.type, Type::SystemAlerts);
    QCOMPARE(system.seq, 11);
}

void LiveMessageTest::nonsenseIsUnknown_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "[]", "{}", R"({"type":"later"})", R"({"type":"telemetry"})", R"({"type":"device"})"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text);
}

void LiveMessageTest::nonsenseIsUnknown()
{
    QFETCH(QByteArray, text);
    QCOMPARE(wire::liveMessageFrom(text).type, LiveMessage::Type::Unknown);
}

PULSE_TEST_CASE(LiveMessageTest)
#include "live_message_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a payload says of its device's presence, on the status topic and elsewhere.
#include "ingest/envelope.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using ingest::Envelope;
using model::RejectReason;

class StatusTest : public QObject {
    Q_OBJECT
private slots:
    void isReadFromTheStatusTopic_data();
    void isReadFromTheStatusTopic();
    void jsonNamesReasonAndSession();
    void elsewhereItChangesNothing_data();
    void elsewhereItChangesNothing();
    void anUnknownTypeStillSaysWhoSentIt();

private:
    Envelope decode(const QByteArray &type, const QByteArray &payload)
    {
        return m_decoder.decode("tenant/acme/device/one/" + type, payload, {}, {});
    }
    ingest::EnvelopeDecoder m_decoder;
};

void StatusTest::isReadFromTheStatusTopic_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("said"); // empty: malformed
    QTest::addColumn<RejectReason>("fault");
    const auto good = [](const char *payload, const char *said) {
        QTest::addRow("%s", payload) << QByteArray(payload) << QByteArray(said) << RejectReason::BadJson;
    };
    const auto bad = [](const char *name, const QByteArray &payload, RejectReason fault) {
        QTest::newRow(name) << payload << QByteArray() << fault;
    };
    good("online", "online");
    good("offline", "offline");
    good("Offline", "offline"); // Tasmota
    good("ONLINE\r\n", "online");
    good("\"online\"", "online");
    good(R"({"status":"online"})", "online");
    good(R"({"status":"Offline","provision_token":"t"})", "offline");
    bad("nothing", "", RejectReason::BadJson);
    bad("another word", "dead", RejectReason::BadJson);
    bad("a number", "1", RejectReason::BadJson);
    bad("half a text", "\"online", RejectReason::BadJson);
    bad("a word in a sea of spaces", QByteArray(1'000, ' ') + "online", RejectReason::BadJson);
    bad("no status", R"({"provision_token":"t"})", RejectReason::BadStatus);
    bad("another status", R"({"status":"asleep"})", RejectReason::BadStatus);
    bad("a status that is no text", R"({"status":true})", RejectReason::BadStatus);
}

void StatusTest::isReadFromTheStatusTopic()
{
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, said);
    QFETCH(RejectReason, fault);
    const Envelope envelope = decode("status", payload);
    QVERIFY(envelope.isStatus);
    if (said.isEmpty()) {
        QCOMPARE(envelope.malformed, std::optional(fault));
        QVERIFY(!envelope.said);
    } else {
        QVERIFY(!envelope.malformed && envelope.said);
        QCOMPARE(envelope.said->isOnline, said == "online");
    }
}

void StatusTest::jsonNamesReasonAndSession()
{
    const Envelope envelope = decode(
        "status", R"({"session":"s-1","status":"offline","reason":"out of battery","provision_token":"t"})");
    QVERIFY(envelope.said && envelope.tokenHash);
    QCOMPARE(envelope.said->reason.toByteArray(), QByteArray("out of battery"));
    QCOMPARE(envelope.said->session.toByteArray(), QByteArray("s-1"));
}

void StatusTest::elsewhereItChangesNothing_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<std::optional<RejectReason>>("fault");
    using Fault = std::optional<RejectReason>;
    QTest::newRow("text") << QByteArray("heartbeat") << QByteArray("offline") << Fault(RejectReason::BadJson);
    QTest::newRow("JSON") << QByteArray("telemetry") << QByteArray(R"({"status":"offline"})") << Fault();
    QTest::newRow("another topic") << QByteArray("lwt") << QByteArray("offline")
                                   << Fault(RejectReason::UnknownMessageType);
}

void StatusTest::elsewhereItChangesNothing()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, payload);
    QFETCH(std::optional<RejectReason>, fault);
    const Envelope envelope = decode(type, payload);
    QCOMPARE(envelope.malformed, fault);
    QVERIFY(!envelope.isStatus);
    QVERIFY(envelope.said && !envelope.said->isOnline);
}

void StatusTest::anUnknownTypeStillSaysWhoSentIt()
{
    const Envelope envelope = decode("gossip", R"({"provision_token":"t"})");
    QCOMPARE(envelope.malformed, std::optional(RejectReason::UnknownMessageType));
    QVERIFY(envelope.tokenHash);
    QCOMPARE(decode("gossip", "{").malformed, std::optional(RejectReason::UnknownMessageType));
}

PULSE_TEST_CASE(StatusTest)
#include "status_test.moc"

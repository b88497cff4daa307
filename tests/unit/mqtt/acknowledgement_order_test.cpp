// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/acknowledgement_order.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse::mqtt;

using Ids = std::vector<quint16>;

class AcknowledgementOrderTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsEarlyWaitsForItsTurn();
    void unknownAndRepeatedAreNotAcknowledged();
    void identifierInUseIsAFault();
    void identifiersComeAgain();
    void clearForgetsEverything();
};

void AcknowledgementOrderTest::whatIsEarlyWaitsForItsTurn()
{
    AcknowledgementOrder order;
    for (const quint16 id : {30, 10, 20})
        QVERIFY(order.received(id));
    QVERIFY(order.acknowledge(20));
    QCOMPARE(order.takeReady(), Ids{});
    QVERIFY(order.acknowledge(30));
    QCOMPARE(order.takeReady(), Ids{30});
    QVERIFY(order.acknowledge(10));
    QCOMPARE(order.takeReady(), (Ids{10, 20}));
    QCOMPARE(order.waiting(), size_t{0});
}

void AcknowledgementOrderTest::unknownAndRepeatedAreNotAcknowledged()
{
    AcknowledgementOrder order;
    QVERIFY(order.received(1));
    QVERIFY(order.received(2));
    QVERIFY(!order.acknowledge(3));
    QVERIFY(order.acknowledge(2));
    QVERIFY(!order.acknowledge(2));
    QVERIFY(order.acknowledge(1));
    QCOMPARE(order.takeReady(), (Ids{1, 2}));
    QVERIFY(!order.acknowledge(1));
}

void AcknowledgementOrderTest::identifierInUseIsAFault()
{
    AcknowledgementOrder order;
    QVERIFY(order.received(1));
    QCOMPARE(order.received(1).error().reason, ReasonCode::PacketIdentifierInUse);
    QVERIFY(order.acknowledge(1));
    QCOMPARE(order.received(1).error().reason, ReasonCode::PacketIdentifierInUse); // its PUBACK has not left
    QCOMPARE(order.takeReady(), Ids{1});
    QVERIFY(order.received(1));
}

void AcknowledgementOrderTest::identifiersComeAgain()
{
    AcknowledgementOrder order;
    for (int round = 0; round < 3; ++round) {
        for (int id = 1; id <= 65'535; ++id)
            QVERIFY(order.received(static_cast<quint16>(id)));
        for (int id = 65'535; id >= 1; --id)
            QVERIFY(order.acknowledge(static_cast<quint16>(id)));
        const Ids ready = order.takeReady();
        QCOMPARE(ready.size(), size_t{65'535});
        QVERIFY(std::is_sorted(ready.begin(), ready.end()));
    }
}

void AcknowledgementOrderTest::clearForgetsEverything()
{
    AcknowledgementOrder order;
    QVERIFY(order.received(1));
    order.clear();
    QVERIFY(!order.acknowledge(1));
    QVERIFY(order.received(1));
    QVERIFY(order.acknowledge(1));
    QCOMPARE(order.takeReady(), Ids{1});
}

PULSE_TEST_CASE(AcknowledgementOrderTest)
#include "acknowledgement_order_test.moc"

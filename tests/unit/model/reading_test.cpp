// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The small rules that values carry themselves: metric codes, an alert's status, receipts, keys.
#include "model/alert.h"
#include "model/principal.h"
#include "model/reading.h"
#include "model/receipt.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::model;

class ReadingTest : public QObject {
    Q_OBJECT
private slots:
    void aCodeHoldsMetricAndKind();
    void codesSortByMetricFirst();
    void statusIsDerivedFromTwoFacts();
    void aReceiptWithoutIdIsNotAcknowledged();
    void keyZeroIsNone();
    void onlyCustomersBelongToATenant();
};

void ReadingTest::aCodeHoldsMetricAndKind()
{
    for (const std::int64_t key : {1LL, 2LL, 77LL, 500'000'000LL}) {
        for (const MetricKind kind : {MetricKind::Number, MetricKind::Integer, MetricKind::Bool}) {
            const MetricCode code = MetricCode::of({key}, kind);
            QCOMPARE(code.metric().value, key);
            QCOMPARE(code.kind(), kind);
        }
    }
}

void ReadingTest::codesSortByMetricFirst()
{
    QVERIFY(MetricCode::of({1}, MetricKind::Bool) < MetricCode::of({2}, MetricKind::Number));
    QVERIFY(MetricCode::of({2}, MetricKind::Number) < MetricCode::of({2}, MetricKind::Integer));
}

void ReadingTest::statusIsDerivedFromTwoFacts()
{
    Alert alert;
    QCOMPARE(alert.status(), AlertStatus::Open);
    alert.acknowledgedAt = Instant{};
    QCOMPARE(alert.status(), AlertStatus::Acknowledged);
    alert.clearedAt = Instant{};
    QCOMPARE(alert.status(), AlertStatus::Closed);
    alert.acknowledgedAt.reset();
    QCOMPARE(alert.status(), AlertStatus::Closed);
}

void ReadingTest::aReceiptWithoutIdIsNotAcknowledged()
{
    QVERIFY(!(Receipt{1, 2, 0}.isAcknowledgeable()));
    QVERIFY((Receipt{1, 2, 3}.isAcknowledgeable()));
    QVERIFY((Receipt{1, 2, 3} == Receipt{1, 2, 3}));
    QVERIFY(!(Receipt{1, 2, 3} == Receipt{1, 3, 3}));
}

void ReadingTest::keyZeroIsNone()
{
    QVERIFY(!DeviceKey{}.isValid());
    QVERIFY(DeviceKey{1}.isValid());
}

void ReadingTest::onlyCustomersBelongToATenant()
{
    QVERIFY(isCustomer(Role::CustomerViewer) && isCustomer(Role::CustomerAdmin));
    QVERIFY(!isCustomer(Role::Operator) && !isCustomer(Role::OperatorAdmin));
}

PULSE_TEST_CASE(ReadingTest)
#include "reading_test.moc"

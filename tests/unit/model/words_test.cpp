// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every enum value has one word, every word one value.
#include "model/severity.h"
#include "model/words.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::model;

class WordsTest : public QObject {
    Q_OBJECT
private slots:
    void areBijective();
    void areThoseOfThePredecessor();
    void unknownTextsAreNoWords_data();
    void unknownTextsAreNoWords();
    void severitiesHaveClasses();
    void theGuideExplainsEveryReason();
};

namespace {

// Values run from 0 to `last` without a gap.
template <class Enum> void checkBijection(Enum last)
{
    QStringList words;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const auto value = static_cast<Enum>(i);
        const QString text = word(value);
        QVERIFY(!text.isEmpty());
        QVERIFY2(!words.contains(text), qPrintable(text));
        words.append(text);
        const auto back = fromWord<Enum>(text);
        QVERIFY2(back && *back == value, qPrintable(text));
    }
}

} // namespace

void WordsTest::areBijective()
{
    checkBijection(Comparison::Lte);
    checkBijection(RuleCondition::DeviceSilent);
    checkBijection(AlertType::MetricSilent);
    checkBijection(AlertStatus::Closed);
    checkBijection(AlertEvent::Commented);
    checkBijection(DeliverOn::Acknowledged);
    checkBijection(DeviceStatus::Revoked);
    checkBijection(JobStatus::Failed);
    checkBijection(IntegrationType::Mqtt);
    checkBijection(SmtpSecurity::None);
    checkBijection(Role::OperatorAdmin);
    checkBijection(RejectReason::StoreRejected);
    checkBijection(SystemAlertKind::Other);
}

void WordsTest::areThoseOfThePredecessor()
{
    QCOMPARE(word(RejectReason::TenantMismatch), "TENANT_MISMATCH_TOPIC_VS_PAYLOAD"_L1);
    QCOMPARE(word(RejectReason::SiteMismatch), "SITE_MISMATCH_REGISTRY_VS_PAYLOAD"_L1);
    QCOMPARE(word(RejectReason::TokenNotSet), "TOKEN_NOT_SET_IN_REGISTRY"_L1);
    QCOMPARE(word(AlertType::NoHeartbeat), "NO_HEARTBEAT"_L1);
    QCOMPARE(word(Comparison::Gte), "GTE"_L1);
    QCOMPARE(word(Role::CustomerViewer), "customer_viewer"_L1);
    QCOMPARE(word(IntegrationType::Snmp), "snmp"_L1);
    QCOMPARE(word(JobStatus::Processing), "PROCESSING"_L1);
}

void WordsTest::unknownTextsAreNoWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("other case") << u"gt"_s;
    QTest::newRow("a part") << u"GTEX"_s;
    QTest::newRow("spaces") << u" GT"_s;
    QTest::newRow("of another enum") << u"OPEN"_s;
}

void WordsTest::unknownTextsAreNoWords()
{
    QFETCH(QString, text);
    QVERIFY(!fromWord<Comparison>(text));
}

void WordsTest::severitiesHaveClasses()
{
    QCOMPARE(severityClass(1), SeverityClass::Info);
    QCOMPARE(severityClass(2), SeverityClass::Info);
    QCOMPARE(severityClass(3), SeverityClass::Warning);
    QCOMPARE(severityClass(4), SeverityClass::Warning);
    QCOMPARE(severityClass(5), SeverityClass::Critical);
}

// A row for each, and none for one that is gone.
void WordsTest::theGuideExplainsEveryReason()
{
    QFile guide(QStringLiteral(PULSE_SOURCE_DIR) + u"/docs/operator-guide.md"_s);
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QString section = QString::fromUtf8(guide.readAll())
                                .section(u"### Why a message was refused"_s, 1)
                                .section(u"\n### "_s, 0, 0);
    static const QRegularExpression row(u"^\\| `([A-Z_]+)` \\|"_s, QRegularExpression::MultilineOption);
    QStringList told;
    for (const auto &match : row.globalMatch(section))
        told.append(match.captured(1));
    QStringList known;
    for (const RejectReason reason : allRejectReasons())
        known.append(word(reason));
    told.sort();
    known.sort();
    QCOMPARE(told, known);
}

PULSE_TEST_CASE(WordsTest)
#include "words_test.moc"

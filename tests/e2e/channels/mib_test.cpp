// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The MIB is clean, and says what the encoder sends: name for name, bound for bound.
#include "delivery/snmp/snmp_notification.h"
#include "routing/webhook_body.h"
#include "support/process/child_process.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using delivery::SnmpVariable;
using model::DeliverOn;

namespace {

const QString kPrefix = u"1.3.6.1.4.1.99999"_s;
const QString kSource = QStringLiteral(PULSE_SOURCE_DIR);

QString textOf(const delivery::ObjectId &id)
{
    QStringList arcs;
    for (const unsigned long arc : id)
        arcs.append(QString::number(arc));
    return arcs.join(u'.');
}

std::vector<SnmpVariable> encoded(const routing::AlertFacts &alert, DeliverOn event = DeliverOn::Open,
                                  const QString &prefix = kPrefix)
{
    return delivery::snmpVariables({u"t1-r2"_s, routing::webhookBody(alert, event), {}}, prefix,
                                   std::chrono::seconds{12});
}

} // namespace

class MibTest : public QObject {
    Q_OBJECT

private slots:
    void smilintFindsNothing();
    void smilintWouldFindSomething();
    void namesWhatIsSent();
    void notifications_data();
    void notifications();
    void severities_data();
    void severities();
    void textsAreCutBetweenCharacters();
    void largestFitsADatagram();
    void anotherPrefix();

private:
    static QString lint(const QString &file);
    static QHash<QString, QString> translated(); // OID of an object -> its name
};

QString MibTest::lint(const QString &file)
{
    const auto said = test::ChildProcess::run(
        u"/usr/bin/smilint"_s, {u"-l"_s, u"6"_s, u"-s"_s, file},
        {.environment = {u"SMIPATH="_s + kSource + u"/tests/support/receivers/mibs"_s}});
    return said ? *said : said.error().what;
}

void MibTest::smilintFindsNothing()
{
    QCOMPARE(lint(kSource + u"/resources/mibs/PULSE-MIB.txt"_s), QString());
}

void MibTest::smilintWouldFindSomething()
{
    QFile mib(kSource + u"/resources/mibs/PULSE-MIB.txt"_s);
    QVERIFY(mib.open(QIODevice::ReadOnly));
    QTemporaryFile spoiled;
    QVERIFY(spoiled.open());
    spoiled.write(mib.readAll().replace("OBJECTS     { pulseAlertId, ", "OBJECTS     { "));
    spoiled.close();
    QVERIFY(lint(spoiled.fileName()).contains(u"pulseAlertId"_s));
}

QHash<QString, QString> MibTest::translated()
{
    const auto names = test::ChildProcess::run(
        u"/usr/bin/snmptranslate"_s,
        {u"-Ln"_s, u"-M"_s, kSource + u"/tests/support/receivers/mibs:"_s + kSource + u"/resources/mibs"_s,
         u"-m"_s, u"PULSE-MIB"_s, u"-Tl"_s});
    QHash<QString, QString> all;
    if (!names)
        return all;
    // ".iso(1).org(3)…pulse(99999).pulseObjects(1).pulseAlertId(1)"
    static const QRegularExpression arc(u"\\.([A-Za-z0-9-]+)\\((\\d+)\\)"_s);
    for (const QString &line : names->split(u'\n')) {
        QStringList numbers;
        QString last;
        auto matches = arc.globalMatch(line);
        while (matches.hasNext()) {
            const auto match = matches.next();
            last = match.captured(1);
            numbers.append(match.captured(2));
        }
        all.insert(numbers.join(u'.'), last);
    }
    return all;
}

void MibTest::namesWhatIsSent()
{
    const auto names = translated();
    QStringList sent;
    const auto variables = encoded({});
    for (size_t i = 2; i < variables.size(); ++i) {
        const QString id = textOf(variables[i].name);
        QVERIFY(id.endsWith(u".0"_s));
        sent.append(names.value(id.chopped(2)));
    }
    QCOMPARE(sent,
             (QStringList{u"pulseAlertId"_s, u"pulseDeviceId"_s, u"pulseTenantId"_s, u"pulseSeverity"_s,
                          u"pulseSummary"_s, u"pulseTime"_s, u"pulseSiteId"_s, u"pulseAlertType"_s,
                          u"pulseMessageId"_s}));
    QCOMPARE(textOf(variables[0].name), u"1.3.6.1.2.1.1.3.0"_s);
    QCOMPARE(variables[0].number, 1200L);
    QCOMPARE(textOf(variables[1].name), u"1.3.6.1.6.3.1.1.4.1.0"_s);
}

void MibTest::notifications_data()
{
    QTest::addColumn<DeliverOn>("event");
    QTest::addColumn<QString>("name");
    QTest::newRow("OPEN") << DeliverOn::Open << u"pulseAlertOpened"_s;
    QTest::newRow("CLOSED") << DeliverOn::Closed << u"pulseAlertCleared"_s;
    QTest::newRow("ACKNOWLEDGED") << DeliverOn::Acknowledged << u"pulseAlertAcknowledged"_s;
}

void MibTest::notifications()
{
    QFETCH(DeliverOn, event);
    QFETCH(QString, name);
    QCOMPARE(translated().value(textOf(encoded({}, event)[1].identifier)), name);
}

void MibTest::severities_data()
{
    QTest::addColumn<int>("severity");
    QTest::addColumn<long>("sent");
    const QList<long> expected{4, 3, 3, 2, 2, 1, 4};
    for (int severity = 0; severity <= 6; ++severity)
        QTest::addRow("%d", severity) << severity << expected.at(severity);
}

void MibTest::severities()
{
    QFETCH(int, severity);
    QFETCH(long, sent);
    routing::AlertFacts alert;
    alert.severity = severity;
    QCOMPARE(encoded(alert)[5].number, sent);
}

void MibTest::textsAreCutBetweenCharacters()
{
    routing::AlertFacts alert;
    alert.summary = QString(254, u'x') + u"üy"_s;
    QCOMPARE(encoded(alert)[6].text, QByteArray(254, 'x'));
    alert.summary = QString(255, u'x');
    QCOMPARE(encoded(alert)[6].text, QByteArray(255, 'x'));
}

void MibTest::largestFitsADatagram()
{
    routing::AlertFacts alert;
    alert.alertId = std::numeric_limits<qint64>::max();
    alert.summary = QString(5000, u'x');
    alert.deviceId = alert.tenantId = alert.siteId = QString(128, u'x');
    qsizetype bytes = 0;
    for (const SnmpVariable &variable : encoded(alert))
        bytes += variable.text.size() + 2 + static_cast<qsizetype>(variable.name.size()) + 8;
    QVERIFY2(bytes < 1'200, qPrintable(QString::number(bytes))); // leaves room for version 3's header
}

void MibTest::anotherPrefix()
{
    const auto variables = encoded({}, DeliverOn::Closed, u"1.3.6.1.4.1.4294967295.7"_s);
    QCOMPARE(textOf(variables[1].identifier), u"1.3.6.1.4.1.4294967295.7.0.2"_s);
    QCOMPARE(textOf(variables[2].name), u"1.3.6.1.4.1.4294967295.7.1.1.0"_s);
}

PULSE_TEST_CASE(MibTest)

#include "mib_test.moc"

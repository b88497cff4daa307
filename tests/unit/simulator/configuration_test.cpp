// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options, the predecessor's variables, and the two files: what is taken, and what is said of what is not.
#include "simulator/configuration.h"
#include "support/suite/test_case.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace pulse;
using namespace pulse::simulator;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Variables = QMap<QString, QString>;

Result<SimulatorOptions> read(const QStringList &arguments, const Variables &variables = {})
{
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return readOptions(QStringList{u"pulse-simulator"_s} + arguments, environment);
}

} // namespace

class ConfigurationTest : public QObject {
    Q_OBJECT

private slots:
    void defaultsAreThePredecessors();
    void variablesSetKnobs();
    void optionsOverrideVariables();
    void badValueIsNamed_data();
    void badValueIsNamed();
    void brokerAddress();
    void dropsCanBeChosen();
    void numberedFleetIsThePredecessors();
    void fleetFileIsRead();
    void fleetFileFaultsAreNamedWithoutToken_data();
    void fleetFileFaultsAreNamedWithoutToken();
    void fleetFileOfOthersIsRefused();
    void replayIsRead();
    void replayFaultsNameTheLine_data();
    void replayFaultsNameTheLine();
    void helpNamesEveryKnob();
};

void ConfigurationTest::defaultsAreThePredecessors()
{
    const auto options = read({});
    QVERIFY(options);
    QCOMPARE(options->deviceCount, 25);
    QCOMPARE(options->tenantId, u"enabled"_s);
    QCOMPARE(options->siteId, u"lab-1"_s);
    const FleetConfig &fleet = options->fleet;
    QCOMPARE(fleet.periods.heartbeat, Elapsed{5s});
    QCOMPARE(fleet.periods.telemetry, Elapsed{10s});
    QCOMPARE(fleet.outage.period, Elapsed{60s});
    QCOMPARE(fleet.outage.duration, Elapsed{20s});
    QCOMPARE(fleet.outage.isTogether, false);
    QCOMPARE(fleet.model.batteryFloor, 10.0);
    QCOMPARE(fleet.model.drainMean, 0.02);
    QCOMPARE(fleet.model.drainJitter, 0.02);
    QCOMPARE(fleet.model.rechargeChance, 0.002);
    QCOMPARE(fleet.model.rechargeMin, 5.0);
    QCOMPARE(fleet.model.rechargeMax, 15.0);
    QCOMPARE(fleet.model.hasExtraMetrics, true);
    QCOMPARE(fleet.broker.port, 1883);
    QVERIFY(!fleet.replay);
}

void ConfigurationTest::variablesSetKnobs()
{
    const auto options = read({},
                              {{u"TENANT_ID"_s, u"t"_s},
                               {u"SITE_ID"_s, u"s"_s},
                               {u"DEVICE_COUNT"_s, u"3"_s},
                               {u"HEARTBEAT_SECONDS"_s, u"0.5"_s},
                               {u"TELEMETRY_SECONDS"_s, u"2"_s},
                               {u"UPLINK_DROP_PERIOD"_s, u"30"_s},
                               {u"UPLINK_DROP_DURATION"_s, u"7"_s},
                               {u"BATTERY_FLOOR"_s, u"20"_s},
                               {u"DRAIN_PER_TELEM_MEAN"_s, u"0.5"_s},
                               {u"DRAIN_PER_TELEM_JITTER"_s, u"0.1"_s},
                               {u"RECHARGE_CHANCE_PER_TELEM"_s, u"1"_s},
                               {u"RECHARGE_BOOST_MIN"_s, u"1"_s},
                               {u"RECHARGE_BOOST_MAX"_s, u"2"_s},
                               {u"SIM_EXTRA_METRICS"_s, u"0"_s}});
    QVERIFY2(options, options ? "" : qPrintable(options.error().what));
    QCOMPARE(options->tenantId, u"t"_s);
    QCOMPARE(options->siteId, u"s"_s);
    QCOMPARE(options->deviceCount, 3);
    QCOMPARE(options->fleet.periods.heartbeat, Elapsed{500ms});
    QCOMPARE(options->fleet.periods.telemetry, Elapsed{2s});
    QCOMPARE(options->fleet.outage.period, Elapsed{30s});
    QCOMPARE(options->fleet.outage.duration, Elapsed{7s});
    QCOMPARE(options->fleet.model.batteryFloor, 20.0);
    QCOMPARE(options->fleet.model.drainMean, 0.5);
    QCOMPARE(options->fleet.model.drainJitter, 0.1);
    QCOMPARE(options->fleet.model.rechargeChance, 1.0);
    QCOMPARE(options->fleet.model.rechargeMin, 1.0);
    QCOMPARE(options->fleet.model.rechargeMax, 2.0);
    QCOMPARE(options->fleet.model.hasExtraMetrics, false);
}

void ConfigurationTest::optionsOverrideVariables()
{
    const auto options =
        read({u"--devices"_s, u"7"_s, u"--rate"_s, u"500"_s, u"--for"_s, u"2.5"_s, u"--seed"_s, u"9"_s},
             {{u"DEVICE_COUNT"_s, u"3"_s}, {u"HEARTBEAT_SECONDS"_s, QString()}});
    QVERIFY(options);
    QCOMPARE(options->deviceCount, 7);
    QCOMPARE(options->fleet.messagesPerSecond, 500.0);
    QCOMPARE(options->runFor, 2'500ms);
    QCOMPARE(options->fleet.seed, 9U);
    QCOMPARE(options->fleet.periods.heartbeat, Elapsed{5s});
}

void ConfigurationTest::badValueIsNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    const auto variable = [](const char *name, const QString &variableName, const QString &value) {
        QTest::newRow(name) << QStringList() << variableName << value << variableName;
    };
    variable("not a number", u"HEARTBEAT_SECONDS"_s, u"often"_s);
    variable("zero period", u"TELEMETRY_SECONDS"_s, u"0"_s);
    variable("half a device", u"DEVICE_COUNT"_s, u"2.5"_s);
    variable("more than all", u"BATTERY_FLOOR"_s, u"101"_s);
    variable("negative chance", u"RECHARGE_CHANCE_PER_TELEM"_s, u"-0.1"_s);
    variable("not a switch", u"SIM_EXTRA_METRICS"_s, u"2"_s);
    variable("no such number", u"DRAIN_PER_TELEM_MEAN"_s, u"nan"_s);
    variable("always cut off", u"UPLINK_DROP_DURATION"_s, u"60"_s);
    variable("minimum above maximum", u"RECHARGE_BOOST_MIN"_s, u"16"_s);
    const auto option = [](const char *name, const QStringList &arguments) {
        QTest::newRow(name) << arguments << QString() << QString() << arguments.first().mid(2);
    };
    option("option", {u"--heartbeat-seconds"_s, u"x%1%4"_s});
    option("port", {u"--broker"_s, u"localhost:99999"_s});
    option("no port", {u"--broker"_s, u"localhost"_s});
    option("no such file", {u"--tls-ca"_s, u"/nonexistent/ca.pem"_s});
    option("unknown option", {u"--colour"_s, u"red"_s});
    option("two fleets", {u"--devices"_s, u"3"_s, u"--fleet"_s, u"-"_s});
    option("speed of nothing", {u"--speed"_s, u"3"_s});
}

void ConfigurationTest::badValueIsNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QString, named);
    const auto options = read(arguments, variable.isEmpty() ? Variables() : Variables{{variable, value}});
    QVERIFY(!options);
    QCOMPARE(options.error().kind, ErrorKind::Invalid);
    QVERIFY2(options.error().what.contains(named), qPrintable(options.error().what));
}

void ConfigurationTest::brokerAddress()
{
    const auto named = read({u"--broker"_s, u"broker.example:8883"_s});
    QVERIFY(named);
    QCOMPARE(named->fleet.broker.host, u"broker.example"_s);
    QCOMPARE(named->fleet.broker.port, 8883);
    QVERIFY(!named->fleet.broker.isTls);
    const auto bracketed = read({u"--broker"_s, u"[::1]:1884"_s});
    QVERIFY(bracketed);
    QCOMPARE(bracketed->fleet.broker.host, u"::1"_s);
    QTemporaryDir folder;
    QFile ca(folder.filePath(u"ca.pem"_s));
    QVERIFY(ca.open(QIODevice::WriteOnly));
    const auto secure = read({u"--tls-ca"_s, ca.fileName()});
    QVERIFY(secure);
    QVERIFY(secure->fleet.broker.isTls);
    QCOMPARE(secure->fleet.broker.caFile, ca.fileName());
}

void ConfigurationTest::dropsCanBeChosen()
{
    QVERIFY(read({u"--drop-together"_s})->fleet.outage.isTogether);
    const auto speaking = read({u"--status"_s});
    QVERIFY(speaking && speaking->fleet.saysStatus);
    const auto none = read({u"--no-drops"_s});
    QVERIFY(none);
    QVERIFY(!isCutOff(none->fleet.outage, 0, Elapsed{0}));
}

void ConfigurationTest::numberedFleetIsThePredecessors()
{
    const auto options = read({u"--devices"_s, u"12"_s, u"--device-prefix"_s, u"pump"_s});
    QVERIFY(options);
    const auto devices = devicesOf(*options);
    QVERIFY(devices);
    QCOMPARE(devices->size(), size_t{12});
    QCOMPARE(devices->back().deviceId, u"pump-0012"_s);
    QCOMPARE(devices->back().token, u"tok-pump-0012"_s);
    QCOMPARE(devices->back().tenantId, u"enabled"_s);
}

void ConfigurationTest::fleetFileIsRead()
{
    const auto devices = parseFleet(
        "tenant_id\tsite_id\tdevice_id\ttoken\n# two\n\na\ts1\td1\ttok 1\r\nb\ts2\td1\ttok-2\n", u"f"_s);
    QVERIFY(devices);
    QCOMPARE(devices->size(), size_t{2});
    QCOMPARE(devices->at(0).token, u"tok 1"_s);
    QCOMPARE(devices->at(1).tenantId, u"b"_s);
    QCOMPARE(devices->at(1).siteId, u"s2"_s);
}

void ConfigurationTest::fleetFileFaultsAreNamedWithoutToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("fields") << QByteArray("a\ts\td\tSECRET\nx\ty\tSECRET\n") << u"line 2"_s;
    QTest::newRow("twice") << QByteArray("a\ts\td\tSECRET\na\tz\td\tSECRET\n") << u"a/d is there twice"_s;
    QTest::newRow("wildcard") << QByteArray("a\ts\td+\tSECRET\n") << u"device_id"_s;
    QTest::newRow("no tenant") << QByteArray("\ts\td\tSECRET\n") << u"tenant_id"_s;
    QTest::newRow("no token") << QByteArray("a\ts\td\t\n") << u"token is empty"_s;
    QTest::newRow("nothing") << QByteArray("\n") << u"names no device"_s;
}

void ConfigurationTest::fleetFileFaultsAreNamedWithoutToken()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    const auto devices = parseFleet(text, u"fleet.tsv"_s);
    QVERIFY(!devices);
    QVERIFY2(devices.error().what.contains(said), qPrintable(devices.error().what));
    QVERIFY(devices.error().what.startsWith(u"fleet.tsv"_s));
    QVERIFY(!devices.error().what.contains(u"SECRET"_s));
}

void ConfigurationTest::fleetFileOfOthersIsRefused()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"fleet.tsv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("a\ts\td\ttok\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QCOMPARE(readFleet(file.fileName()).error().kind, ErrorKind::Forbidden);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(readFleet(file.fileName()));
    QCOMPARE(readFleet(folder.filePath(u"none"_s)).error().kind, ErrorKind::NotFound);
}

void ConfigurationTest::replayIsRead()
{
    const auto rows =
        parseReplay("timestamp,value\n2014-02-14 14:30:00,0.132\r\n2014-02-14 14:35:00, -7\n", u"r"_s);
    QVERIFY(rows);
    QCOMPARE(rows->size(), size_t{2});
    QCOMPARE(toRfc3339(rows->at(0).time), "2014-02-14T14:30:00.000000Z");
    QCOMPARE(rows->at(1).value, -7.0);
    QCOMPARE(parseReplay("2014-02-14T14:30:00Z,1\n", u"r"_s)->size(), size_t{1}); // no header
}

void ConfigurationTest::replayFaultsNameTheLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("value") << QByteArray("t,v\n2014-02-14 14:30:00,high\n") << u"line 2"_s;
    QTest::newRow("time") << QByteArray("t,v\nyesterday,1\n") << u"line 2"_s;
    QTest::newRow("not finite") << QByteArray("t,v\n2014-02-14 14:30:00,inf\n") << u"line 2"_s;
    QTest::newRow("back in time") << QByteArray("2014-02-14 14:30:00,1\n2014-02-14 14:29:59,1\n")
                                  << u"line 2"_s;
    QTest::newRow("empty") << QByteArray("timestamp,value\n") << u"holds no row"_s;
}

void ConfigurationTest::replayFaultsNameTheLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    const auto rows = parseReplay(text, u"r.csv"_s);
    QVERIFY(!rows);
    QVERIFY2(rows.error().what.contains(said), qPrintable(rows.error().what));
}

void ConfigurationTest::helpNamesEveryKnob()
{
    const QString help = helpText();
    for (const auto &name :
         {u"DEVICE_COUNT"_s, u"HEARTBEAT_SECONDS"_s, u"UPLINK_DROP_DURATION"_s, u"BATTERY_FLOOR"_s,
          u"SIM_EXTRA_METRICS"_s, u"--replay"_s, u"--drop-together"_s, u"--tls-ca"_s})
        QVERIFY2(help.contains(name), qPrintable(name));
}

PULSE_TEST_CASE(ConfigurationTest)
#include "configuration_test.moc"

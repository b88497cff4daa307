// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings fail closed: what somebody wrote by SQL is never a wider limit than what it replaces.
#include "store/tenancy/tenant_settings.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;

namespace {

// Every number a tenant's settings have, in the order of settingKeys().
QList<double> numbersOf(const model::TenantSettings &settings)
{
    return {static_cast<double>(settings.quarantineRows),
            static_cast<double>(settings.quarantineBytes),
            static_cast<double>(settings.maxPayloadBytes),
            settings.rateLimitPerSecond,
            settings.rateLimitBurst,
            settings.tenantRateLimitPerSecond,
            settings.tenantRateLimitBurst,
            static_cast<double>(settings.lateAfter.count()),
            static_cast<double>(settings.lateAccept.count()),
            static_cast<double>(settings.futureAccept.count()),
            static_cast<double>(settings.heartbeatStale.count()),
            static_cast<double>(settings.heartbeatGrace.count()),
            settings.alertChangesPerSecond,
            settings.alertChangesBurst,
            static_cast<double>(settings.mostRules),
            static_cast<double>(settings.mostRulesOfMetric),
            static_cast<double>(settings.mostRoutes),
            static_cast<double>(settings.mostIntegrations)};
}

bool mayBeNought(const QString &key)
{
    return key.contains("REJECTS"_L1) || key == "HEARTBEAT_ALERTS"_L1 || key == "HEARTBEAT_GRACE_SECONDS"_L1
        || key == "TIMESTAMP_STRICT"_L1;
}

} // namespace

class TenantSettingsTest : public QObject {
    Q_OBJECT
private slots:
    void everyNumberIsRead();
    void badNumbersAreTheDefaults_data();
    void badNumbersAreTheDefaults();
    void aTenantsBadRowLeavesTheInstallations();
    void keepsPayloadsInDevelopmentOnly_data();
    void keepsPayloadsInDevelopmentOnly();
    void silenceIsAnAlertUnlessSwitchedOff();
    void rowsOfOthersAreNotOurs();
    void theGuideKnowsTheKeys();
};

// Each key changes its own number, and that one only.
void TenantSettingsTest::everyNumberIsRead()
{
    QCOMPARE(numbersOf(readSettings({}).settings), numbersOf({}));
    QStringList keys = settingKeys();
    for (const QString &key : {u"MODE"_s, u"STORE_REJECTS"_s, u"MIRROR_REJECTS_TO_RAW"_s,
                               u"HEARTBEAT_ALERTS"_s, u"TIMESTAMP_STRICT"_s})
        QVERIFY(keys.removeOne(key));
    QCOMPARE(keys.size(), numbersOf({}).size());
    for (qsizetype i = 0; i < keys.size(); ++i) {
        QList<double> expected = numbersOf({});
        expected[i] = 1'234;
        const auto read = readSettings({{keys[i], u"1234"_s}});
        QCOMPARE(numbersOf(read.settings), expected);
        QVERIFY(read.unreadable.isEmpty());
        QVERIFY(checkSetting({keys[i], u"1234"_s}));
    }
}

void TenantSettingsTest::badNumbersAreTheDefaults_data()
{
    QTest::addColumn<QString>("value");
    for (const char *value :
         {"", "many", "0", "-5", "99999999999999999999", "1e300", "nan", "inf", "5;", "0x5"})
        QTest::newRow(*value ? value : "empty") << QString::fromLatin1(value);
}

void TenantSettingsTest::badNumbersAreTheDefaults()
{
    QFETCH(QString, value);
    std::vector<Setting> rows;
    for (const QString &key : settingKeys())
        rows.push_back({key, value});
    const auto read = readSettings(rows);
    QCOMPARE(numbersOf(read.settings), numbersOf({}));
    QVERIFY(!read.settings.storeRejects);
    for (const Setting &row : rows) {
        const bool isAllowed = value == "0"_L1 && mayBeNought(row.key);
        QCOMPARE(read.unreadable.contains(row.key + u'=' + value), !isAllowed);
        QCOMPARE(checkSetting(row).has_value(), isAllowed);
    }
}

void TenantSettingsTest::aTenantsBadRowLeavesTheInstallations()
{
    const auto read = readSettings({{u"RATE_LIMIT_RPS"_s, u"0.5"_s}, {u"RATE_LIMIT_RPS"_s, u"lots"_s}});
    QCOMPARE(read.settings.rateLimitPerSecond, 0.5);
    QCOMPARE(read.unreadable, QStringList{u"RATE_LIMIT_RPS=lots"_s});
}

void TenantSettingsTest::keepsPayloadsInDevelopmentOnly_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("own");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("PROD") << u"PROD"_s << u"PROD"_s << false;
    QTest::newRow("DEV") << u"DEV"_s << u"DEV"_s << true;
    QTest::newRow("the tenant is in production") << u"DEV"_s << u"PROD"_s << false;
    QTest::newRow("the tenant is in development") << u"PROD"_s << u"DEV"_s << true;
    QTest::newRow("an unknown mode is PROD") << u"DEV"_s << u"STAGING"_s << false;
    QTest::newRow("as is another case") << u"DEV"_s << u"dev"_s << false;
    QTest::newRow("and none") << u"DEV"_s << u""_s << false;
}

void TenantSettingsTest::keepsPayloadsInDevelopmentOnly()
{
    QFETCH(QString, mode);
    QFETCH(QString, own);
    QFETCH(bool, isKept);
    QCOMPARE(readSettings({{u"MODE"_s, mode}, {u"STORE_REJECTS"_s, u"1"_s}, {u"MODE"_s, own}})
                 .settings.storeRejects,
             isKept);
    QVERIFY(!readSettings({{u"MODE"_s, mode}, {u"STORE_REJECTS"_s, u"0"_s}, {u"MODE"_s, own}})
                 .settings.storeRejects);
    QVERIFY(!readSettings({{u"STORE_REJECTS"_s, u"1"_s}}).settings.storeRejects); // no row is PROD
}

void TenantSettingsTest::silenceIsAnAlertUnlessSwitchedOff()
{
    QVERIFY(readSettings({}).settings.heartbeatAlerts);
    QVERIFY(!readSettings({{u"HEARTBEAT_ALERTS"_s, u"0"_s}}).settings.heartbeatAlerts);
    QVERIFY(readSettings({{u"HEARTBEAT_ALERTS"_s, u"0"_s}, {u"HEARTBEAT_ALERTS"_s, u"1"_s}})
                .settings.heartbeatAlerts);
}

void TenantSettingsTest::rowsOfOthersAreNotOurs()
{
    QCOMPARE(readSettings({{u"LAST_ADMIN_CREATE"_s, u"{}"_s}}).unreadable, QStringList());
    QVERIFY(!checkSetting({u"LAST_ADMIN_CREATE"_s, u"{}"_s}));
}

// A row for each key, and none for one that is gone. MIRROR_REJECTS_TO_RAW has no effect.
void TenantSettingsTest::theGuideKnowsTheKeys()
{
    QFile guide(QStringLiteral(PULSE_SOURCE_DIR) + u"/docs/operator-guide.md"_s);
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QString section =
        QString::fromUtf8(guide.readAll()).section(u"### Settings in"_s, 1).section(u"\n##"_s, 0, 0);
    static const QRegularExpression row(u"^\\| ((?:`[A-Z_]+`(?:, )?)+) \\|"_s,
                                        QRegularExpression::MultilineOption);
    QStringList told{u"MIRROR_REJECTS_TO_RAW"_s};
    for (const auto &match : row.globalMatch(section))
        told += match.captured(1).remove(u'`').split(u", "_s);
    QStringList known = settingKeys();
    told.sort();
    known.sort();
    QCOMPARE(told, known);
}

PULSE_TEST_CASE(TenantSettingsTest)
#include "tenant_settings_test.moc"

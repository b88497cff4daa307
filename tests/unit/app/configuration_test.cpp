// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// TOML and environment: what is read, and that every error says where and never what a secret was.
#include "app/configuration.h"
#include "app/settings/provider_settings.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;

class ConfigurationTest : public QObject {
    Q_OBJECT
private slots:
    void nothingSetIsTheDefaults();
    void readsEveryType();
    void theEnvironmentWins();
    void errorsSayWhere_data();
    void errorsSayWhere();
    void environmentErrorsNameTheVariable_data();
    void environmentErrorsNameTheVariable();
    void aMisspeltVariableNamesTheNearest_data();
    void aMisspeltVariableNamesTheNearest();
    void variablesOfOthersPass();
    void aWatchdogLeavesTimeToAnswer();
    void aClientIdIsNeverEmpty();
    void deliveriesMayBeTriedForDays();
    void errorsKeepSecrets();
    void everySettingCanBeSetBothWays();
    void aMissingFileIsNamed();
    void theGuideKnowsTheSettings();
    void yesterdaysFileNamesNoProvider();
    void readsProviders();
    void providerErrorsNameTheKey_data();
    void providerErrorsNameTheKey();

private:
    static Result<app::Configuration> parse(const QByteArray &toml,
                                            const QMap<QString, QString> &variables = {});
};

Result<app::Configuration> ConfigurationTest::parse(const QByteArray &toml,
                                                    const QMap<QString, QString> &variables)
{
    QProcessEnvironment environment;
    for (auto at = variables.begin(); at != variables.end(); ++at)
        environment.insert(at.key(), at.value());
    return app::parseConfiguration(toml, u"pulse.toml"_s, environment);
}

void ConfigurationTest::nothingSetIsTheDefaults()
{
    const auto read = parse("");
    QVERIFY(read);
    QCOMPARE(read->http.address, u"127.0.0.1"_s);
    QCOMPARE(read->http.port, 8080);
    QCOMPARE(read->broker.port, 1883);
    QVERIFY(!read->database.allowsFsyncOff && !read->delivery.allowsHttp && !read->broker.usesTls);
}

void ConfigurationTest::readsEveryType()
{
    const auto read =
        parse("# who\n[database]\nurl = \"host=/run dbname=pulse\"\nworkers = 7\nallow_fsync_off = true\n"
              "[http]\ncors_origins = [\"https://a\", \"https://b\"]\nport = 0\n[delivery]\nallow = []\n");
    QVERIFY2(read, read ? "" : qPrintable(read.error().what));
    QCOMPARE(read->database.url, u"host=/run dbname=pulse"_s);
    QCOMPARE(read->database.workers, 7);
    QVERIFY(read->database.allowsFsyncOff);
    QCOMPARE(read->http.corsOrigins, (QStringList{u"https://a"_s, u"https://b"_s}));
    QCOMPARE(read->http.port, 0);
    QVERIFY(read->delivery.allow.isEmpty());
}

void ConfigurationTest::theEnvironmentWins()
{
    const auto read = parse("[http]\nport = 1\n[broker]\ntls = true\n",
                            {{u"PULSE_HTTP_PORT"_s, u"2"_s},
                             {u"PULSE_BROKER_TLS"_s, u"0"_s},
                             {u"PULSE_DATABASE_ALLOW_FSYNC_OFF"_s, u"true"_s},
                             {u"PULSE_DELIVERY_ALLOW"_s, u"10.0.0.0/8:80,127.0.0.1/32:9999"_s},
                             {u"PULSE_AUTH_ISSUER"_s, u""_s}});
    QVERIFY2(read, read ? "" : qPrintable(read.error().what));
    QCOMPARE(read->http.port, 2);
    QVERIFY(!read->broker.usesTls);
    QVERIFY(read->database.allowsFsyncOff);
    QCOMPARE(read->delivery.allow, (QStringList{u"10.0.0.0/8:80"_s, u"127.0.0.1/32:9999"_s}));
    QCOMPARE(read->issuer, QString());
}

void ConfigurationTest::errorsSayWhere_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *toml, const char *where, const char *field) {
        QTest::newRow(name) << QByteArray(toml) << QString::fromLatin1(where) << QString::fromLatin1(field);
    };
    row("unknown key", "[http]\nport = 1\nprot = 2\n", "pulse.toml:3", "http.prot");
    row("unknown section", "[htpp]\nport = 1\n", "pulse.toml:2", "htpp.port");
    row("no section", "port = 1\n", "pulse.toml:1", "port");
    row("a text for a number", "[http]\nport = \"1\"\n", "pulse.toml:2", "http.port");
    row("a fraction", "[http]\nport = 1.5\n", "pulse.toml:2", "http.port");
    row("below zero", "[http]\nport = -1\n", "pulse.toml:2", "http.port");
    row("too large", "[http]\nport = 99999999999\n", "pulse.toml:2", "http.port");
    row("a number for a text", "[http]\naddress = 1\n", "pulse.toml:2", "http.address");
    row("a number for a truth", "[broker]\ntls = 1\n", "pulse.toml:2", "broker.tls");
    row("a list of numbers", "[http]\ncors_origins = [1]\n", "pulse.toml:2", "http.cors_origins");
    row("a mixed list", "[http]\ncors_origins = [\"a\", 1]\n", "pulse.toml:2", "http.cors_origins");
    row("a text for a list", "[http]\ncors_origins = \"a\"\n", "pulse.toml:2", "http.cors_origins");
    row("a section within", "[http.port]\nx = 1\n", "pulse.toml:1", "http.port");
    row("not TOML", "[http]\nport = \n", "pulse.toml:2", "");
    row("twice", "[http]\nport = 1\nport = 2\n", "pulse.toml:3", "");
}

void ConfigurationTest::errorsSayWhere()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, where);
    const auto read = parse(toml);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Invalid);
    QVERIFY2(read.error().what.startsWith(where + u':'), qPrintable(read.error().what));
    QTEST(read.error().field, "field");
}

void ConfigurationTest::environmentErrorsNameTheVariable_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::newRow("not a number") << u"PULSE_HTTP_PORT"_s << u"eighty"_s;
    QTest::newRow("an empty number") << u"PULSE_HTTP_PORT"_s << u""_s;
    QTest::newRow("below zero") << u"PULSE_HTTP_PORT"_s << u"-1"_s;
    QTest::newRow("too large, as in the file") << u"PULSE_HTTP_PORT"_s << u"2000000000"_s;
    QTest::newRow("not a truth") << u"PULSE_BROKER_TLS"_s << u"yes"_s;
}

void ConfigurationTest::environmentErrorsNameTheVariable()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    const auto read = parse("", {{variable, value}});
    QVERIFY(!read);
    QVERIFY2(read.error().what.startsWith(variable), qPrintable(read.error().what));
}

void ConfigurationTest::aMisspeltVariableNamesTheNearest_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("meant");
    QTest::newRow("a letter too few") << u"PULSE_HTTP_PRT"_s << u"PULSE_HTTP_PORT"_s;
    QTest::newRow("letters changed") << u"PULSE_DELIVERY_ALOW_HTPT"_s << u"PULSE_DELIVERY_ALLOW_HTTP"_s;
    QTest::newRow("a word too many") << u"PULSE_BROKER_TLS_"_s << u"PULSE_BROKER_TLS"_s;
    QTest::newRow("another case") << u"PULSE_http_port"_s << u"PULSE_"_s;
    QTest::newRow("a setting of packaging/dev") << u"PULSE_DATTA"_s << u"PULSE_DATA"_s;
    QTest::newRow("nothing like it") << u"PULSE_COLOUR_OF_THE_SKY"_s << u"PULSE_"_s;
    QTest::newRow("no name at all") << u"PULSE_"_s << u"PULSE_"_s;
}

void ConfigurationTest::aMisspeltVariableNamesTheNearest()
{
    QFETCH(QString, variable);
    QFETCH(QString, meant);
    const auto read = parse("", {{variable, u"s3cret"_s}});
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Invalid);
    QCOMPARE(read.error().field, variable);
    QVERIFY2(read.error().what.startsWith(variable + u' '), qPrintable(read.error().what));
    QVERIFY2(read.error().what.contains(u"is "_s + meant), qPrintable(read.error().what));
    QVERIFY(!read.error().what.contains(u"s3cret"_s));
}

void ConfigurationTest::variablesOfOthersPass()
{
    QVERIFY(parse("",
                  {{u"PULSE_DATA"_s, u"/var/lib/pulse"_s},
                   {u"PULSE_TEST_POSTGRES"_s, u"x"_s},
                   {u"PULSE_SERIES"_s, u"x"_s},
                   {u"PULSEAUDIO"_s, u"x"_s},
                   {u"HOME"_s, u"x"_s}}));
}

void ConfigurationTest::aWatchdogLeavesTimeToAnswer()
{
    for (const char *good : {"0", "3", "60"})
        QVERIFY(parse(QByteArray("[ingest]\nwatchdog_seconds = ") + good));
    const auto read = parse("[ingest]\nwatchdog_seconds = 2");
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Invalid);
    QCOMPARE(read.error().field, u"ingest.watchdog_seconds"_s);
    QVERIFY(!parse("", {{u"PULSE_INGEST_WATCHDOG_SECONDS"_s, u"1"_s}}));
}

void ConfigurationTest::aClientIdIsNeverEmpty()
{
    QCOMPARE(parse("[broker]\nclient_id = \"\"").error().field, u"broker.client_id"_s);
}

void ConfigurationTest::deliveriesMayBeTriedForDays()
{
    const auto days = parse("[delivery]\nmax_attempts = 20\nbackoff_max_seconds = 86400");
    QVERIFY(days);
    QCOMPARE(days->delivery.backoffMaxSeconds, 86'400);
}

void ConfigurationTest::errorsKeepSecrets()
{
    for (const char *toml :
         {"[broker]\npassword = [\"hidden\"]\n", "[broker]\npassword = \"hidden\nport = 1\n",
          "[broker]\npassword = hidden\n", "[database]\nurls = \"password=hidden\"\n"}) {
        const auto read = parse(toml);
        QVERIFY(!read);
        QVERIFY2(!read.error().what.contains(u"hidden"_s), qPrintable(read.error().what));
    }
}

void ConfigurationTest::everySettingCanBeSetBothWays()
{
    const QStringList names = app::settingNames();
    QVERIFY(names.size() >= 25);
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
    for (const QString &name : names) {
        QCOMPARE(name.count(u'.'), 1);
        const QString variable = u"PULSE_"_s + QString(name).replace(u'.', u'_').toUpper();
        QVERIFY2(parse("", {{variable, u"0"_s}}),
                 qPrintable(variable)); // 0 is a text, a number, a truth and a list
        const QByteArray line =
            "[" + name.section(u'.', 0, 0).toUtf8() + "]\n" + name.section(u'.', 1).toUtf8() + " = ";
        int taken = 0;
        for (const char *value : {"\"0\"", "0", "true", "[\"0\"]"})
            taken += parse(line + value) ? 1 : 0;
        QCOMPARE(taken, 1);
    }
}

void ConfigurationTest::aMissingFileIsNamed()
{
    const QTemporaryDir folder;
    const auto read = app::readConfiguration(folder.filePath(u"none.toml"_s), {});
    QVERIFY(!read);
    QVERIFY(read.error().what.contains(u"none.toml"_s));
    QCOMPARE(read.error().code, u"no_configuration"_s);
}

// A row for every setting, and none for one that is gone.
void ConfigurationTest::theGuideKnowsTheSettings()
{
    QFile guide(QStringLiteral(PULSE_SOURCE_DIR) + u"/docs/operator-guide.md"_s);
    QVERIFY(guide.open(QIODevice::ReadOnly));
    static const QRegularExpression row(u"^\\| `([a-z_]+\\.[a-z_.]+)` \\|"_s,
                                        QRegularExpression::MultilineOption);
    QStringList told;
    for (const auto &match : row.globalMatch(QString::fromUtf8(guide.readAll())))
        told.append(match.captured(1));
    QStringList known = app::settingNames();
    for (const QString &key : app::providerSettingNames())
        known.append(u"auth.provider."_s + key);
    told.sort();
    known.sort();
    QCOMPARE(told, known);
}

void ConfigurationTest::yesterdaysFileNamesNoProvider()
{
    const auto read = parse("[database]\nurl = \"host=/run dbname=pulse\"\n[auth]\nissuer = \"pulse\"\n");
    QVERIFY(read);
    QCOMPARE(read->issuer, u"pulse"_s);
    QVERIFY(read->providers.isEmpty());
}

void ConfigurationTest::readsProviders()
{
    const auto read = parse("[auth]\nissuer = \"pulse\"\n[[auth.provider]]\nissuer = \"https://a.example\"\n"
                            "audience = \"api\"\n[[auth.provider]]\nissuer = \"http://127.0.0.1:9/r\"\n"
                            "audience = \"api\"\ntoken_type = \"bearer-claim\"\ntenants = [\"acme\"]\n"
                            "roles = [\"operator\"]\nrole_claim = \"realm_access.roles\"\n"
                            "tenant_claim = [\"https://pulse.example/tenant\"]\nlogin_claim = \"name\"\n"
                            "role_words = { \"ops team\" = \"operator\" }\nleeway_seconds = 30\n");
    QVERIFY2(read, read ? "" : qPrintable(read.error().what));
    QCOMPARE(read->providers.size(), 2);
    const auth::TrustedIssuer &plain = read->providers.first();
    QCOMPARE(plain.mark, auth::AccessTokenMark::HeaderType);
    QVERIFY(plain.tenants.isEmpty() && !plain.isOurs);
    QCOMPARE(plain.roles, (QList{model::Role::CustomerViewer, model::Role::CustomerAdmin}));
    const auth::TrustedIssuer &full = read->providers.last();
    QCOMPARE(full.mark, auth::AccessTokenMark::BearerClaim);
    QCOMPARE(full.tenants, QStringList{u"acme"_s});
    QCOMPARE(full.roles, QList{model::Role::Operator});
    QCOMPARE(full.roleClaim, (QStringList{u"realm_access"_s, u"roles"_s}));
    QCOMPARE(full.tenantClaim, QStringList{u"https://pulse.example/tenant"_s});
    QCOMPARE(full.roleWords, (QHash<QString, model::Role>{{u"ops team"_s, model::Role::Operator}}));
    QCOMPARE(full.leeway, 30s);
}

void ConfigurationTest::providerErrorsNameTheKey_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("key");
    const auto row = [](const char *lines, const char *key) {
        QTest::newRow(lines) << QByteArray(lines) << QString::fromLatin1(key);
    };
    row("audiance = \"api\"", "audiance");
    row("leeway_seconds = 61", "leeway_seconds");
    row("leeway_seconds = -1", "leeway_seconds");
    row("leeway_seconds = \"1\"", "leeway_seconds");
    row("token_type = \"jwt\"", "token_type");
    row("tenants = \"acme\"", "tenants");
    row("tenants = [\"acme\", \"*\"]", "tenants");
    row("tenants = [\"no/tenant\"]", "tenants");
    row("roles = [\"root\"]", "roles");
    row("roles = []", "roles");
    row("role_claim = 1", "role_claim");
    row("role_claim = \"a..b\"", "role_claim");
    row("tenant_claim = []", "tenant_claim");
    row("login_claim = \"\"", "login_claim");
    row("role_words = { admin = \"root\" }", "role_words");
    row("role_words = [\"admin\"]", "role_words");
    row("audience = \"pulse-ui\"\ntoken_type = \"audience\"", "token_type");
    row("audience = \"\"", "audience");
    for (const char *issuer :
         {"", "pulse", "http://id.example", "https://id.example?x", "https://id.example/#x",
          "https://id.example/#", "https://a:b@id.example", "ftp://id.example", "https://"})
        row(qPrintable("issuer = \""_L1 + QLatin1StringView(issuer) + '"'_L1), "issuer");
    row("[[auth.provider]]\nissuer = \"https://id.example\"\naudience = \"api\"", "issuer"); // twice
}

void ConfigurationTest::providerErrorsNameTheKey()
{
    QFETCH(QByteArray, lines);
    QFETCH(QString, key);
    QByteArray text = "[[auth.provider]]\n";
    for (const char *given : {"issuer = \"https://id.example\"\n", "audience = \"api\"\n"}) {
        if (lines.startsWith('[') || !lines.startsWith(QByteArray(given).left(8)))
            text += given;
    }
    const auto read = parse(text + lines + '\n');
    QVERIFY(!read);
    QCOMPARE(read.error().field, u"auth.provider."_s + key);
    QVERIFY2(read.error().what.contains(u"auth.provider."_s + key), qPrintable(read.error().what));
}

PULSE_TEST_CASE(ConfigurationTest)
#include "configuration_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/configuration.h"

#include "app/settings/provider_settings.h"

#include <QFile>
#include <QHostAddress>
#include <functional>
#include <vector>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

// One setting: where its value goes, by the type it has.
struct Setting {
    QString name; // section.key
    std::variant<QString *, int *, bool *, QStringList *> target;
};

std::vector<Setting> databaseSettings(Configuration &c)
{
    return {
        {u"database.url"_s, &c.database.url},
        {u"database.owner_url"_s, &c.database.ownerUrl},
        {u"database.login_role"_s, &c.database.loginRole},
        {u"database.workers"_s, &c.database.workers},
        {u"database.workers_per_tenant"_s, &c.database.workersPerTenant},
        {u"database.waiting_per_tenant"_s, &c.database.waitingPerTenant},
        {u"database.start_wait_seconds"_s, &c.database.startWaitSeconds},
        {u"database.allow_fsync_off"_s, &c.database.allowsFsyncOff},
    };
}

std::vector<Setting> brokerSettings(Configuration &c)
{
    return {
        {u"broker.socket"_s, &c.broker.socket},
        {u"broker.host"_s, &c.broker.host},
        {u"broker.port"_s, &c.broker.port},
        {u"broker.tls"_s, &c.broker.usesTls},
        {u"broker.ca_file"_s, &c.broker.caFile},
        {u"broker.user"_s, &c.broker.user},
        {u"broker.password"_s, &c.broker.password},
        {u"broker.client_id"_s, &c.broker.clientId},
        {u"broker.proves_devices"_s, &c.broker.provesDevices},
        {u"broker.check_user"_s, &c.broker.checkUser},
        {u"broker.check_password"_s, &c.broker.checkPassword},
        {u"broker.check_port"_s, &c.broker.checkPort},
        {u"broker.require_safe_ids"_s, &c.broker.requiresSafeIds},
        {u"broker.queue_mib"_s, &c.broker.queueMib},
    };
}

std::vector<Setting> httpSettings(Configuration &c)
{
    return {
        {u"http.address"_s, &c.http.address},
        {u"http.port"_s, &c.http.port},
        {u"http.max_connections"_s, &c.http.maxConnections},
        {u"http.cors_origins"_s, &c.http.corsOrigins},
        {u"http.connections_per_address"_s, &c.http.connectionsPerAddress},
        {u"http.shared_addresses"_s, &c.http.sharedAddresses},
        {u"http.requests_per_minute"_s, &c.http.requestsPerMinute},
        {u"http.requests_per_minute_per_user"_s, &c.http.requestsPerMinutePerUser},
        {u"http.requests_per_minute_per_address"_s, &c.http.requestsPerMinutePerAddress},
        {u"http.live_sockets"_s, &c.http.liveSockets},
        {u"http.live_sockets_per_tenant"_s, &c.http.liveSocketsPerTenant},
        {u"http.live_sockets_per_user"_s, &c.http.liveSocketsPerUser},
        {u"http.unsent_mib"_s, &c.http.unsentMib},
        {u"http.unsent_mib_per_tenant"_s, &c.http.unsentMibPerTenant},
    };
}

std::vector<Setting> deliverySettings(Configuration &c)
{
    return {
        {u"delivery.allow"_s, &c.delivery.allow},
        {u"delivery.allow_http"_s, &c.delivery.allowsHttp},
        {u"delivery.allow_plain_smtp"_s, &c.delivery.allowsPlainSmtp},
        {u"delivery.allow_plain_mqtt"_s, &c.delivery.allowsPlainMqtt},
        {u"delivery.allow_any_mqtt_topic"_s, &c.delivery.allowsAnyMqttTopic},
        {u"delivery.ca_file"_s, &c.delivery.caFile},
        {u"delivery.ehlo_name"_s, &c.delivery.ehloName},
        {u"delivery.timeout_seconds"_s, &c.delivery.timeoutSeconds},
        {u"delivery.max_attempts"_s, &c.delivery.maxAttempts},
        {u"delivery.backoff_base_seconds"_s, &c.delivery.backoffBaseSeconds},
        {u"delivery.backoff_max_seconds"_s, &c.delivery.backoffMaxSeconds},
        {u"delivery.lease_margin_seconds"_s, &c.delivery.leaseMarginSeconds},
        {u"delivery.in_flight"_s, &c.delivery.inFlight},
        {u"delivery.per_integration"_s, &c.delivery.perIntegration},
        {u"delivery.per_tenant"_s, &c.delivery.perTenant},
        {u"delivery.breaker_failures"_s, &c.delivery.breakerFailures},
        {u"delivery.breaker_pause_seconds"_s, &c.delivery.breakerPauseSeconds},
        {u"delivery.breaker_pause_max_seconds"_s, &c.delivery.breakerPauseMaxSeconds},
        {u"delivery.failing_alert_minutes"_s, &c.delivery.failingAlertMinutes},
        {u"delivery.tests_per_minute"_s, &c.delivery.testsPerMinute},
        {u"delivery.wait_hours"_s, &c.delivery.waitHours},
    };
}

std::vector<Setting> settingsOf(Configuration &c)
{
    std::vector<Setting> all{
        {u"metrics.token"_s, &c.metricsToken},
        {u"vault.keys"_s, &c.vaultKeys},
        {u"vault.key_file"_s, &c.vaultKeyFile},
        {u"vault.old_key_files"_s, &c.oldVaultKeyFiles},
        {u"auth.issuer"_s, &c.issuer},
        {u"auth.ca_file"_s, &c.providerCaFile},
        {u"auth.session_max_hours"_s, &c.sessionMaxHours},
        {u"ingest.largest_batch"_s, &c.largestBatch},
        {u"ingest.watchdog_seconds"_s, &c.watchdogSeconds},
    };
    for (const auto part : {databaseSettings, brokerSettings, httpSettings, deliverySettings}) {
        for (Setting &setting : part(c))
            all.push_back(std::move(setting));
    }
    return all;
}

QString variableOf(const QString &setting)
{
    return u"PULSE_"_s + QString(setting).replace(u'.', u'_').toUpper();
}

bool assignText(QString &target, const QString &text) { return target = text, true; }

bool assignText(int &target, const QString &text)
{
    bool isNumber = false;
    target = text.toInt(&isNumber);
    return isNumber && target >= 0 && target <= kMostNumber;
}

bool assignText(bool &target, const QString &text)
{
    target = text == "1"_L1 || text == "true"_L1;
    return target || text == "0"_L1 || text == "false"_L1;
}

bool assignText(QStringList &target, const QString &text)
{
    target = text.split(u',', Qt::SkipEmptyParts);
    return true;
}

const char *typeWord(const Setting &setting)
{
    constexpr const char *kWords[] = {"a text", "a whole number", "true or false", "a list of texts"};
    return kWords[setting.target.index()];
}

Error wrongType(const QString &where, const Setting &setting)
{
    return {ErrorKind::Invalid,
            u"%1: %2 must be %3"_s.arg(where, setting.name, QLatin1StringView(typeWord(setting))),
            u"invalid_setting"_s, setting.name};
}

Result<> readKey(const std::vector<Setting> &settings, const QString &file, const QString &name,
                 const toml::node &node)
{
    for (const Setting &setting : settings) {
        if (setting.name != name)
            continue;
        const bool isAssigned =
            std::visit([&node](auto *target) { return assign(*target, node); }, setting.target);
        if (!isAssigned)
            return tl::unexpected(wrongType(place(file, node.source()), setting));
        return {};
    }
    return fail(ErrorKind::Invalid, u"%1: %2 is not a setting"_s.arg(place(file, node.source()), name),
                u"unknown_setting"_s, name);
}

// Where what was read goes: the settings by name, and what is a list of tables.
struct Target {
    const std::vector<Setting> &settings;
    Configuration &configuration;
};

Result<> readSection(const Target &target, const QString &file, const QString &section,
                     const toml::table &keys)
{
    for (const auto &[key, value] : keys) {
        const QString name = section + u'.' + textOf(key.str());
        if (name == "auth.provider"_L1) {
            PULSE_TRY(target.configuration.providers, readProviders(value, file));
        } else {
            PULSE_CHECK(readKey(target.settings, file, name, value));
        }
    }
    return {};
}

Result<> readTable(const Target &target, const QString &file, const toml::table &table)
{
    for (const auto &[section, node] : table) {
        const QString name = textOf(section.str());
        const toml::table *keys = node.as_table();
        if (!keys)
            return fail(ErrorKind::Invalid,
                        u"%1: %2 is not a section"_s.arg(place(file, node.source()), name),
                        u"unknown_setting"_s, name);
        PULSE_CHECK(readSection(target, file, name, *keys));
    }
    return {};
}

Result<> readEnvironment(const std::vector<Setting> &settings, const QProcessEnvironment &environment)
{
    for (const Setting &setting : settings) {
        const QString variable = variableOf(setting.name);
        if (!environment.contains(variable))
            continue;
        const QString text = environment.value(variable);
        if (!std::visit([&text](auto *target) { return assignText(*target, text); }, setting.target))
            return tl::unexpected(wrongType(variable, setting));
    }
    return {};
}

// The writer talks to the database each second, and may be late once.
constexpr int kShortestWatchdog = 3;

Result<> checkRanges(const Configuration &configuration)
{
    for (const QString &address : configuration.http.sharedAddresses) {
        if (QHostAddress(address).isNull())
            return fail(ErrorKind::Invalid, u"http.shared_addresses: %1 is no address"_s.arg(address),
                        u"invalid_setting"_s, u"http.shared_addresses"_s);
    }
    if (configuration.broker.clientId.isEmpty())
        return fail(ErrorKind::Invalid, u"broker.client_id must not be empty"_s, u"invalid_setting"_s,
                    u"broker.client_id"_s);
    PULSE_CHECK(auth::checkProviders(configuration.providers, configuration.issuer));
    const int watchdog = configuration.watchdogSeconds;
    if (watchdog != 0 && watchdog < kShortestWatchdog)
        return fail(ErrorKind::Invalid,
                    u"ingest.watchdog_seconds must be 0 or at least %1"_s.arg(kShortestWatchdog),
                    u"invalid_setting"_s, u"ingest.watchdog_seconds"_s);
    return {};
}

Result<toml::table> parseToml(const QByteArray &text, const QString &name)
{
    try { // toml++ throws; nothing beyond this adapter does
        return toml::parse(std::string_view(text.constData(), static_cast<size_t>(text.size())));
    } catch (const toml::parse_error &error) {
        return fail(
            ErrorKind::Invalid,
            u"%1: %2"_s.arg(place(name, error.source()), QString::fromUtf8(error.description().data())),
            u"bad_toml"_s);
    }
}

} // namespace

Result<Configuration> parseConfiguration(const QByteArray &toml, const QString &name,
                                         const QProcessEnvironment &environment)
{
    Configuration configuration;
    const auto settings = settingsOf(configuration);
    PULSE_TRY(const toml::table table, parseToml(toml, name));
    PULSE_CHECK(readTable({settings, configuration}, name, table));
    PULSE_CHECK(checkVariables(environment));
    PULSE_CHECK(readEnvironment(settings, environment));
    PULSE_CHECK(checkRanges(configuration));
    return configuration;
}

Result<Configuration> readConfiguration(const QString &file, const QProcessEnvironment &environment)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Invalid, u"%1: %2"_s.arg(file, source.errorString()), u"no_configuration"_s);
    return parseConfiguration(source.readAll(), file, environment);
}

QStringList settingNames()
{
    Configuration configuration;
    QStringList names;
    for (const Setting &setting : settingsOf(configuration))
        names.append(setting.name);
    return names;
}

} // namespace pulse::app

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/admin_commands.h"

#include "auth/password.h"
#include "model/words.h"
#include "store/accounts/settings_table.h"
#include "store/accounts/user_table.h"
#include "store/fleet/provisioning_table.h"
#include "store/tenancy/tenant_table.h"

#include <QFile>
#include <QRandomGenerator>
#include <pwd.h>
#include <unistd.h>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

Result<store::OperatorScope> operatorScope(const AdminContext &context, const QString &action,
                                           const QString &tenant)
{
    model::AuditEntry entry;
    entry.userId = commandLinePrincipal().subject;
    entry.action = action;
    entry.tenantFilter = tenant;
    return store::OperatorScope::begin(context.connection, commandLinePrincipal(), entry);
}

Result<QString> argument(const CommandLine &line, qsizetype at, const QString &what)
{
    if (line.arguments.size() <= at)
        return fail(ErrorKind::Invalid,
                    u"%1 %2 needs %3; see --help"_s.arg(line.command, line.arguments.value(0), what));
    return line.arguments.at(at);
}

Error unknownVerb(const CommandLine &line)
{
    return {ErrorKind::Invalid, u"%1 has no \"%2\"; see --help"_s.arg(line.command, line.arguments.value(0))};
}

QString text(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

Result<> addTenant(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString id, argument(line, 1, u"an id"_s));
    PULSE_TRY(auto scope, operatorScope(context, u"add_tenant"_s, id));
    PULSE_CHECK(store::addTenant(scope, id, line.name.isEmpty() ? id : line.name));
    PULSE_CHECK(scope.commit());
    context.out << id << '\n';
    return {};
}

Result<> listTenants(const AdminContext &context)
{
    PULSE_TRY(auto scope, operatorScope(context, u"list_tenants"_s, {}));
    PULSE_TRY(const auto tenants, store::listTenants(scope));
    for (const store::Tenant &tenant : tenants)
        context.out << tenant.tenantId << '\t' << (tenant.isActive ? "ACTIVE" : "SUSPENDED") << '\t'
                    << tenant.name << '\n';
    return scope.commit();
}

Result<> keepLogins(const AdminContext &context, const QHash<QString, QByteArray> &logins)
{
    return context.brokerLogins ? context.brokerLogins(logins) : Result<>{};
}

Result<> addDevices(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(const QString device, argument(line, 2, u"a device"_s));
    if (line.site.isEmpty())
        return invalidField(u"site"_s, u"device add needs --site"_s);
    store::NewDevices devices{tenant, line.site, {}};
    for (int i = 1; i <= line.count; ++i)
        devices.deviceIds.append(line.count == 1 ? device
                                                 : u"%1-%2"_s.arg(device).arg(i, 4, 10, QChar(u'0')));
    PULSE_TRY(auto scope, operatorScope(context, u"add_devices"_s, tenant));
    PULSE_TRY(const auto added, store::addDevices(scope, devices));
    // The broker's file first: a login without a device is refused by admission, a device without a login is
    // stuck.
    QHash<QString, QByteArray> logins;
    for (const store::ProvisionedDevice &one : added)
        logins.insert(brokerUser(tenant, one.deviceId), one.token.toUtf8());
    PULSE_CHECK(keepLogins(context, logins));
    PULSE_CHECK(scope.commit());
    for (const store::ProvisionedDevice &one : added)
        context.out << one.deviceId << '\t' << one.token << '\n';
    return {};
}

Result<> listDevices(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(auto scope, operatorScope(context, u"list_tenant_devices"_s, tenant));
    store::RegistryFilter filter;
    filter.tenantId = tenant;
    while (true) {
        PULSE_TRY(const auto entries, store::listRegistry(scope, filter));
        for (const store::RegistryEntry &entry : entries) {
            context.out << entry.deviceId << '\t' << entry.siteId << '\t'
                        << (entry.isRevoked ? "REVOKED" : "ACTIVE") << '\t' << text(entry.provisionedAt)
                        << '\n';
        }
        if (entries.size() < filter.limit)
            return scope.commit();
        filter.after = entries.last().deviceId;
    }
}

Result<> revokeDevice(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(const QString device, argument(line, 2, u"a device"_s));
    PULSE_TRY(auto scope, operatorScope(context, u"revoke_device"_s, tenant));
    PULSE_CHECK(store::revokeDevice(scope, {tenant, device}));
    PULSE_CHECK(scope.commit());
    return keepLogins(context, {{brokerUser(tenant, device), QByteArray()}});
}

using NewToken = Result<QString> (*)(const store::OperatorScope &, const store::DeviceName &);

// `device token` and `device reinstate`: another token, which is the command's result, and a login at the
// broker.
Result<> giveToken(const CommandLine &line, const AdminContext &context, const QString &action,
                   NewToken newToken)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(const QString device, argument(line, 2, u"a device"_s));
    PULSE_TRY(auto scope, operatorScope(context, action, tenant));
    PULSE_TRY(const QString token, newToken(scope, {tenant, device}));
    PULSE_CHECK(keepLogins(context, {{brokerUser(tenant, device), token.toUtf8()}}));
    PULSE_CHECK(scope.commit());
    context.out << device << '\t' << token << '\n';
    return {};
}

// KEY=VALUE gives one, KEY= takes it away.
Result<> labelDevice(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(const QString device, argument(line, 2, u"a device"_s));
    PULSE_CHECK(argument(line, 3, u"KEY=VALUE"_s));
    QJsonObject labels;
    for (const QString &label : line.arguments.mid(3)) {
        const QString value = label.section(u'=', 1);
        labels.insert(label.section(u'=', 0, 0), value.isEmpty() ? QJsonValue(QJsonValue::Null) : value);
    }
    PULSE_TRY(auto scope, operatorScope(context, u"label_device"_s, tenant));
    PULSE_CHECK(store::labelDevice(scope, {tenant, device}, labels));
    return scope.commit();
}

struct NewPassword {
    QString text;
    bool isMadeUp = false;
};

QString madeUpPassword()
{
    constexpr auto kLetters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"_L1;
    QString password;
    for (int i = 0; i < 20; ++i)
        password += kLetters.at(QRandomGenerator::system()->bounded(static_cast<int>(kLetters.size())));
    return password;
}

Result<NewPassword> passwordFor(const CommandLine &line, const AdminContext &context)
{
    if (line.passwordFile.isEmpty()) {
        if (!line.printsPassword && !context.keepPassword)
            return fail(
                ErrorKind::Invalid,
                u"user %1 needs --password-file FILE (- is standard input), or --print-password"_s.arg(
                    line.arguments.value(0)));
        return NewPassword{madeUpPassword(), true};
    }
    QFile file(line.passwordFile);
    const bool isOpen =
        line.passwordFile == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return fail(ErrorKind::Invalid, u"%1: %2"_s.arg(line.passwordFile, file.errorString()));
    return NewPassword{QString::fromUtf8(file.readLine()).trimmed(), false};
}

// Once the account has it: what failed names no password.
Result<> tellPassword(const CommandLine &line, const AdminContext &context, const QString &login,
                      const NewPassword &password)
{
    if (!password.isMadeUp)
        return {};
    if (line.printsPassword) {
        context.out << "password\t" << password.text << '\n';
        return {};
    }
    const auto kept = context.keepPassword(login, password.text);
    if (!kept)
        return tl::unexpected(inContext(
            u"%1 has a new password that could not be kept; set another by user passwd"_s.arg(login),
            kept.error()));
    context.out << login << "\tits password is in " << *kept << '\n';
    return {};
}

Result<> addUser(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString login, argument(line, 1, u"a login"_s));
    const auto role = model::fromWord<model::Role>(line.role);
    if (!role)
        return invalidField(u"role"_s,
                            u"--role must be customer_viewer, customer_admin, operator or operator_admin"_s);
    if (model::isCustomer(*role) == line.tenant.isEmpty())
        return invalidField(u"tenant"_s, u"customers need --tenant, operators have none"_s);
    PULSE_TRY(const NewPassword password, passwordFor(line, context));
    PULSE_TRY(const QString hash, auth::hashPassword(password.text));
    PULSE_TRY(auto scope, operatorScope(context, u"add_user"_s, line.tenant));
    PULSE_CHECK(store::addUser(scope, {login, *role, line.tenant, hash.toUtf8()}));
    PULSE_CHECK(scope.commit());
    return tellPassword(line, context, login, password);
}

Result<> changePassword(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString login, argument(line, 1, u"a login"_s));
    PULSE_TRY(const NewPassword password, passwordFor(line, context));
    PULSE_TRY(const QString hash, auth::hashPassword(password.text));
    PULSE_TRY(auto scope, operatorScope(context, u"set_user_password"_s, {}));
    PULSE_CHECK(store::setUserPasswordHash(scope, login, hash.toUtf8()));
    PULSE_CHECK(scope.commit());
    return tellPassword(line, context, login, password);
}

Result<> listUsers(const AdminContext &context)
{
    PULSE_TRY(auto scope, operatorScope(context, u"list_users"_s, {}));
    PULSE_TRY(const auto users, store::listUsers(scope));
    for (const store::User &user : users) {
        context.out << user.login << '\t' << model::word(user.role) << '\t' << user.tenantId << '\t'
                    << (user.isEnabled ? "enabled" : "disabled") << '\n';
    }
    return scope.commit();
}

Result<> setSetting(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString key, argument(line, 1, u"a key"_s));
    PULSE_TRY(const QString value, argument(line, 2, u"a value"_s));
    PULSE_TRY(auto scope, operatorScope(context, u"update_settings"_s, line.tenant));
    PULSE_CHECK(store::setSetting(scope, line.tenant, {key, value}));
    return scope.commit();
}

Result<> listSettings(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(auto scope, operatorScope(context, u"view_settings"_s, line.tenant));
    TenantKey tenant;
    if (!line.tenant.isEmpty()) {
        PULSE_TRY(const store::Tenant found, store::tenantById(scope, line.tenant));
        tenant = found.key;
    }
    PULSE_TRY(const auto settings, store::effectiveSettings(scope, tenant));
    for (auto at = settings.begin(); at != settings.end(); ++at)
        context.out << at.key() << '\t' << at.value() << '\n';
    return scope.commit();
}

Result<> runDevice(const CommandLine &line, const AdminContext &context)
{
    const QString verb = line.arguments.value(0);
    if (verb == "add"_L1)
        return addDevices(line, context);
    if (verb == "list"_L1)
        return listDevices(line, context);
    if (verb == "revoke"_L1)
        return revokeDevice(line, context);
    if (verb == "label"_L1)
        return labelDevice(line, context);
    if (verb == "token"_L1)
        return giveToken(line, context, u"rotate_device_token"_s, store::rotateDeviceToken);
    if (verb == "reinstate"_L1)
        return giveToken(line, context, u"reinstate_device"_s, store::reinstateDevice);
    return tl::unexpected(unknownVerb(line));
}

Result<> runUser(const CommandLine &line, const AdminContext &context)
{
    const QString verb = line.arguments.value(0);
    if (verb == "add"_L1)
        return addUser(line, context);
    if (verb == "passwd"_L1)
        return changePassword(line, context);
    if (verb == "list"_L1)
        return listUsers(context);
    return tl::unexpected(unknownVerb(line));
}

} // namespace

QString brokerUser(const QString &tenantId, const QString &deviceId)
{
    return u"%1/device/%2"_s.arg(tenantId, deviceId);
}

model::Principal commandLinePrincipal()
{
    const passwd *user = getpwuid(getuid());
    model::Principal principal;
    principal.login = user ? QString::fromLocal8Bit(user->pw_name) : QString::number(getuid());
    principal.subject = u"cli:"_s + principal.login;
    principal.role = model::Role::OperatorAdmin;
    return principal;
}

bool isAdminCommand(const QString &command)
{
    return command == "tenant"_L1 || command == "device"_L1 || command == "user"_L1
        || command == "setting"_L1;
}

Result<> runAdminCommand(const CommandLine &line, const AdminContext &context)
{
    const QString verb = line.arguments.value(0);
    if (line.command == "device"_L1)
        return runDevice(line, context);
    if (line.command == "user"_L1)
        return runUser(line, context);
    if (line.command == "tenant"_L1 && verb == "add"_L1)
        return addTenant(line, context);
    if (line.command == "tenant"_L1 && verb == "list"_L1)
        return listTenants(context);
    if (line.command == "setting"_L1 && verb == "set"_L1)
        return setSetting(line, context);
    if (line.command == "setting"_L1 && verb == "list"_L1)
        return listSettings(line, context);
    return tl::unexpected(unknownVerb(line));
}

} // namespace pulse::app

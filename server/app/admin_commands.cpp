// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/admin_commands.h"

#include "admin/settings.h"
#include "admin/tenants.h"
#include "admin/users.h"
#include "model/words.h"

#include <QFile>
#include <pwd.h>
#include <unistd.h>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

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

Result<store::DeviceName> deviceOf(const CommandLine &line)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    PULSE_TRY(const QString device, argument(line, 2, u"a device"_s));
    return store::DeviceName{tenant, device};
}

Result<> addTenant(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString id, argument(line, 1, u"an id"_s));
    PULSE_CHECK(admin::addTenant(context.by, id, line.name));
    context.out << id << '\n';
    return {};
}

Result<> listTenants(const AdminContext &context)
{
    PULSE_TRY(const auto tenants, admin::listTenants(context.by));
    for (const store::Tenant &tenant : tenants)
        context.out << tenant.tenantId << '\t' << (tenant.isActive ? "ACTIVE" : "SUSPENDED") << '\t'
                    << tenant.name << '\n';
    return {};
}

Result<> addDevices(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const store::DeviceName device, deviceOf(line));
    if (line.site.isEmpty())
        return invalidField(u"site"_s, u"device add needs --site"_s);
    store::NewDevices devices{device.tenantId, line.site, {}};
    for (int i = 1; i <= line.count; ++i)
        devices.deviceIds.append(
            line.count == 1 ? device.deviceId : u"%1-%2"_s.arg(device.deviceId).arg(i, 4, 10, QChar(u'0')));
    PULSE_TRY(const auto added, admin::addDevices(context.provisioning(), devices));
    for (const store::ProvisionedDevice &one : added)
        context.out << one.deviceId << '\t' << one.token << '\n';
    return {};
}

Result<> listDevices(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString tenant, argument(line, 1, u"a tenant"_s));
    return admin::forEachDevice(context.by, tenant, [&out = context.out](const store::RegistryEntry &entry) {
        out << entry.deviceId << '\t' << entry.siteId << '\t' << (entry.isRevoked ? "REVOKED" : "ACTIVE")
            << '\t' << toRfc3339(entry.provisionedAt) << '\n';
    });
}

Result<> revokeDevice(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const store::DeviceName device, deviceOf(line));
    return admin::revokeDevice(context.provisioning(), device);
}

using NewToken = Result<QString> (*)(const admin::Provisioning &, const store::DeviceName &);

// `device token` and `device reinstate`: another token is the command's result.
Result<> giveToken(const CommandLine &line, const AdminContext &context, NewToken newToken)
{
    PULSE_TRY(const store::DeviceName device, deviceOf(line));
    PULSE_TRY(const QString token, newToken(context.provisioning(), device));
    context.out << device.deviceId << '\t' << token << '\n';
    return {};
}

// KEY=VALUE gives one, KEY= takes it away.
Result<> labelDevice(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const store::DeviceName device, deviceOf(line));
    PULSE_CHECK(argument(line, 3, u"KEY=VALUE"_s));
    QJsonObject labels;
    for (const QString &label : line.arguments.mid(3)) {
        const QString value = label.section(u'=', 1);
        labels.insert(label.section(u'=', 0, 0), value.isEmpty() ? QJsonValue(QJsonValue::Null) : value);
    }
    return admin::labelDevice(context.by, device, labels);
}

struct NewPassword {
    QString text;
    bool isMadeUp = false;
};

Result<NewPassword> passwordFor(const CommandLine &line, const AdminContext &context)
{
    if (line.passwordFile.isEmpty()) {
        if (!line.printsPassword && !context.keepPassword)
            return fail(
                ErrorKind::Invalid,
                u"user %1 needs --password-file FILE (- is standard input), or --print-password"_s.arg(
                    line.arguments.value(0)));
        return NewPassword{admin::madeUpPassword(), true};
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
    PULSE_CHECK(admin::addUser(context.by, {login, *role, line.tenant, password.text}));
    return tellPassword(line, context, login, password);
}

Result<> changePassword(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString login, argument(line, 1, u"a login"_s));
    PULSE_TRY(const NewPassword password, passwordFor(line, context));
    PULSE_CHECK(admin::setPassword(context.by, login, password.text));
    return tellPassword(line, context, login, password);
}

Result<> listUsers(const AdminContext &context)
{
    PULSE_TRY(const auto users, admin::listUsers(context.by));
    for (const store::User &user : users) {
        context.out << user.login << '\t' << model::word(user.role) << '\t' << user.tenantId << '\t'
                    << (user.isEnabled ? "enabled" : "disabled") << '\n';
    }
    return {};
}

Result<> setSetting(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const QString key, argument(line, 1, u"a key"_s));
    PULSE_TRY(const QString value, argument(line, 2, u"a value"_s));
    return admin::setSetting(context.by, line.tenant, {key, value});
}

Result<> listSettings(const CommandLine &line, const AdminContext &context)
{
    PULSE_TRY(const auto settings, admin::effectiveSettings(context.by, line.tenant));
    for (auto at = settings.begin(); at != settings.end(); ++at)
        context.out << at.key() << '\t' << at.value() << '\n';
    return {};
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
        return giveToken(line, context, admin::rotateDeviceToken);
    if (verb == "reinstate"_L1)
        return giveToken(line, context, admin::reinstateDevice);
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

admin::Operator commandLineOperator(store::Connection &connection)
{
    const passwd *user = getpwuid(getuid());
    model::Principal principal;
    principal.login = user ? QString::fromLocal8Bit(user->pw_name) : QString::number(getuid());
    principal.subject = u"cli:"_s + principal.login;
    principal.role = model::Role::OperatorAdmin;
    return {connection, principal};
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

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "installation.h"

#include "auth/password.h"
#include "store/accounts/user_table.h"
#include "store/tenancy/tenant_table.h"

#include <QFile>

namespace pulse::test {

namespace {

const QString kSocket = u".s.PGSQL.5432"_s;

QString wordOf(const QString &conninfo, const QString &key)
{
    for (const QString &pair : conninfo.split(u' ')) {
        if (pair.startsWith(key + u'='))
            return pair.mid(key.size() + 1).remove(u'\'');
    }
    return {};
}

Result<> expect(const Answer &answer, int status)
{
    if (answer.status == status)
        return {};
    return fail(ErrorKind::Internal,
                u"answered %1: %2"_s.arg(answer.status).arg(QString::fromUtf8(answer.body)));
}

Result<> signOut(Installation &installation, const Person &person)
{
    return expect(installation.first().call("POST", "/api/auth/logout", person.token()), 204);
}

Result<> endFromAnother(Installation &installation, const Person &person)
{
    const QByteArray other = person.other.accessToken.toLatin1();
    const Answer list = installation.first().call("GET", "/api/auth/sessions", other);
    for (const QJsonValue &session : QJsonDocument::fromJson(list.body)[u"sessions"_s].toArray()) {
        if (session[u"is_current"_s].toBool())
            continue;
        const QByteArray id = session[u"session_id"_s].toString().toLatin1();
        return expect(installation.first().call("DELETE", "/api/auth/sessions/" + id, other), 204);
    }
    return fail(ErrorKind::NotFound, u"there is no other session"_s);
}

Result<> changePassword(Installation &installation, const Person &person)
{
    return expect(installation.first().call("POST", "/api/auth/password", person.other.accessToken.toLatin1(),
                                            {{u"old_password"_s, Installation::password()},
                                             {u"new_password"_s, u"four geese fly"_s}}),
                  204);
}

Result<> reuseRefreshToken(Installation &installation, const Person &person)
{
    const QJsonObject body{{u"refresh_token"_s, person.session.refreshToken}};
    PULSE_CHECK(expect(installation.first().call("POST", "/api/auth/refresh", {}, body), 200));
    return expect(installation.first().call("POST", "/api/auth/refresh", {}, body), 401);
}

} // namespace

Result<std::unique_ptr<Installation>> Installation::create(std::chrono::milliseconds staleAfter)
{
    std::unique_ptr<Installation> installation(new Installation);
    PULSE_TRY(auto database, PostgresCluster::create());
    installation->m_database = std::make_unique<TestDatabase>(std::move(database));
    PULSE_CHECK(installation->start(staleAfter));
    return installation;
}

Installation::~Installation() = default;

Result<> Installation::start(std::chrono::milliseconds staleAfter)
{
    const QString conninfo = m_database->appConnInfo();
    m_target = wordOf(conninfo, u"host"_s) + u'/' + kSocket;
    if (!mendFeed())
        return fail(ErrorKind::Internal, u"no way to %1"_s.arg(m_target));
    m_staleAfter = staleAfter;
    m_servers[0] = std::make_unique<EdgeServer>(configOf(false));
    PULSE_CHECK(first().start());
    return restartSecond();
}

EdgeServerConfig Installation::configOf(bool isSecond) const
{
    const QString conninfo = m_database->appConnInfo();
    EdgeServerConfig config{conninfo, conninfo, m_keys};
    if (isSecond) {
        config.feed += u" host="_s + m_sockets.path();
        config.isListening = false;
        config.staleAfter = m_staleAfter;
    }
    return config;
}

Result<> Installation::restartSecond()
{
    m_servers[1].reset();
    m_servers[1] = std::make_unique<EdgeServer>(configOf(true));
    return second().start();
}

Result<> Installation::cutFeed()
{
    QFile::remove(m_sockets.filePath(kSocket));
    PULSE_TRY(const auto ended,
              m_database->query(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                "current_database() AND application_name = 'pulse follower'"_s));
    return ended.isEmpty() ? fail(ErrorKind::NotFound, u"nobody follows the feed"_s) : Result<>{};
}

bool Installation::mendFeed() { return QFile::link(m_target, m_sockets.filePath(kSocket)); }

Result<Person> Installation::admit(const QString &name)
{
    static const QString kHash = auth::hashPassword(password()).value();
    Person person{name, u"tenant-of-"_s + name, {}, {}};
    PULSE_CHECK(byOperator([&](const store::OperatorScope &scope) -> Result<> {
        PULSE_CHECK(store::addTenant(scope, person.tenantId, {}));
        return store::addUser(scope,
                              {person.login, model::Role::CustomerAdmin, person.tenantId, kHash.toUtf8()});
    }));
    person.session = first().signIn(name, password());
    person.other = second().signIn(name, password());
    if (person.session.accessToken.isEmpty() || person.other.accessToken.isEmpty())
        return fail(ErrorKind::Internal, u"%1 cannot sign in"_s.arg(name));
    return person;
}

Result<> Installation::byOperator(const std::function<Result<>(const store::OperatorScope &)> &act) const
{
    store::Connection connection({m_database->appConnInfo().toUtf8()});
    model::Principal who;
    who.subject = u"cli:test"_s;
    who.role = model::Role::OperatorAdmin;
    model::AuditEntry entry;
    entry.userId = who.subject;
    entry.action = u"test"_s;
    PULSE_TRY(store::OperatorScope scope, store::OperatorScope::begin(connection, who, entry));
    PULSE_CHECK(act(scope));
    return scope.commit();
}

const std::vector<Ending> &endings()
{
    using store::OperatorScope;
    using Act = std::function<Result<>(const OperatorScope &, const Person &)>;
    const auto operators = [](const Act &act) {
        return [act](Installation &installation, const Person &person) {
            return installation.byOperator([&](const OperatorScope &scope) { return act(scope, person); });
        };
    };
    static const std::vector<Ending> all{
        {"signed_out", signOut},
        {"ended_from_another", endFromAnother},
        {"password_changed", changePassword},
        {"refresh_token_reused", reuseRefreshToken},
        {"password_set", operators([](const OperatorScope &scope, const Person &person) {
             return store::setUserPasswordHash(scope, person.login, "$argon2id$another");
         })},
        {"disabled", operators([](const OperatorScope &scope, const Person &person) {
             return store::setUserEnabled(scope, person.login, false);
         })},
        {"removed", operators([](const OperatorScope &scope, const Person &person) {
             return store::removeUser(scope, person.login);
         })},
        {"role_changed", operators([](const OperatorScope &scope, const Person &person) {
             return store::setUserRole(scope, person.login, model::Role::CustomerViewer);
         })},
        {"tenant_suspended", operators([](const OperatorScope &scope, const Person &person) -> Result<> {
             PULSE_CHECK(store::setTenantActive(scope, person.tenantId, false));
             return {};
         })}};
    return all;
}

} // namespace pulse::test

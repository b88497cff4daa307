// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_tenants.h"

#include "support/contract/schema_check.h"
#include "wire/core/problem.h"

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

// Stands for the vault: what is sealed for one context does not open for another.
store::Sealer fakeSealer()
{
    return {
        [](const QByteArray &bytes, const QByteArray &context) { return context + '|' + bytes.toBase64(); },
        [](const QByteArray &bytes, const QByteArray &context) -> Result<QByteArray> {
            if (!bytes.startsWith(context + '|'))
                return fail(ErrorKind::Invalid, u"sealed for another context"_s);
            return QByteArray::fromBase64(bytes.mid(context.size() + 1));
        }};
}

Result<> fakeAddressCheck(const QString &url)
{
    if (url.contains(u"10.0.0.1"_s))
        return fail(ErrorKind::Invalid, u"the address is private"_s, u"address_refused"_s);
    return {};
}

Result<> fakeHostCheck(const QString &host, quint16 port, const QString &field)
{
    if (host.contains(u"10.0.0.1"_s) || port == 6)
        return fail(ErrorKind::Invalid, u"the address is private"_s, u"address_refused"_s, field);
    return {};
}

model::Principal customer(TenantKey tenant, const QString &tenantId)
{
    model::Principal principal;
    principal.subject = u"sub-of-"_s + tenantId;
    principal.role = model::Role::CustomerAdmin;
    principal.tenant = tenant;
    principal.tenantId = tenantId;
    return principal;
}

} // namespace

TwoTenants::TwoTenants(TestDatabase database, const DestinationChecks &checks)
    : m_database(std::move(database))
    , m_connection({m_database.appConnInfo().toUtf8()})
    , m_handlers(api::resourceHandlers({fakeSealer(), checks.url ? checks.url : fakeAddressCheck, &m_clock,
                                        [this] { ++m_wakes; }, checks.host ? checks.host : fakeHostCheck,
                                        [this](model::IntegrationType type, const delivery::Message &message,
                                               const delivery::Channel::Done &done) {
                                            sent.append({type, message});
                                            done(attempt);
                                        }}))
    , m_a(customer({1}, u"tenant-a"_s))
    , m_b(customer({2}, u"tenant-b"_s))
{
    m_operator.subject = u"sub-of-operator"_s;
    m_operator.role = model::Role::Operator;
    sql(u"INSERT INTO tenant (tenant_id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B');"
        "INSERT INTO site (tenant_key, site_id) VALUES (1, 'north'), (2, 'south')"_s);
}

Result<std::unique_ptr<TwoTenants>> TwoTenants::create(const DestinationChecks &checks)
{
    PULSE_TRY(TestDatabase database, PostgresCluster::create());
    return std::unique_ptr<TwoTenants>(new TwoTenants(std::move(database), checks));
}

Answer TwoTenants::raw(const QByteArray &body, const Call &call) { return answer(m_a, call, body); }

Answer TwoTenants::answer(const model::Principal &principal, const Call &call, std::optional<QByteArray> body)
{
    const Answer answer = unchecked(principal, call, std::move(body));
    const wire::Endpoint &endpoint = wire::endpoint(call.endpoint);
    if (const QString fault = test::answerFault(endpoint, answer.status, answer.json); !fault.isNull())
        qFatal("%s %s answers otherwise than its schema says: %s\n%s", endpoint.method.data(),
               endpoint.path.data(), qPrintable(fault), QJsonDocument(answer.json).toJson().constData());
    return answer;
}

Answer TwoTenants::unchecked(const model::Principal &principal, const Call &call,
                             std::optional<QByteArray> body)
{
    api::Request request;
    request.endpoint = call.endpoint;
    request.arguments = call.arguments;
    const auto query = wire::queryFrom(wire::endpoint(call.endpoint), call.query.toUtf8());
    if (!query)
        return {400, wire::toJson(wire::problemFrom(query.error()))};
    request.query = *query;
    if (const auto checked = wire::checkArguments(wire::endpoint(call.endpoint), call.arguments); !checked) {
        const wire::Problem problem = wire::problemFrom(checked.error());
        return {problem.status, wire::toJson(problem)};
    }
    request.body = body.value_or(QJsonDocument(call.body).toJson());
    request.headers.insert("user-agent", "test");
    request.peer = u"127.0.0.1"_s;
    request.principal = principal;
    const auto reply = m_handlers.value(call.endpoint)(request, m_connection);
    if (!reply) {
        const wire::Problem problem = wire::problemFrom(reply.error());
        if (problem.status == 500)
            qWarning() << reply.error().what;
        return {problem.status, wire::toJson(problem)};
    }
    api::Reply said = *reply;
    if (reply->later)
        reply->later([&said](const api::Reply &answer) { said = answer; }); // the fake sends at once
    return {said.status, QJsonDocument::fromJson(said.body).object()};
}

void TwoTenants::sql(const QString &text)
{
    if (const auto done = m_database.execute(text); !done)
        qFatal("%s", qPrintable(done.error().what));
}

QString TwoTenants::one(const QString &text) const
{
    const auto values = m_database.query(text);
    return values ? values->value(0) : values.error().what;
}

QString TwoTenants::addRule(bool isB)
{
    const Call call{wire::EndpointId::CreateAlertRule,
                    {},
                    {},
                    {{u"name"_s, u"hot"_s},
                     {u"metric_name"_s, u"temp_c"_s},
                     {u"operator"_s, u"GT"_s},
                     {u"threshold"_s, 40}}};
    return (isB ? asB(call) : asA(call)).text("rule_id");
}

QString TwoTenants::addWebhook(bool isB)
{
    const Call call{wire::EndpointId::CreateIntegration,
                    {},
                    {},
                    {{u"name"_s, u"desk"_s}, {u"webhook_url"_s, u"https://example.com/hook?key=s3cret"_s}}};
    return (isB ? asB(call) : asA(call)).text("integration_id");
}

QJsonObject snmpBody()
{
    return {{u"name"_s, u"noc"_s},
            {u"snmp_host"_s, u"nms.example.com"_s},
            {u"inform"_s, true},
            {u"snmp_config"_s,
             QJsonObject{{u"version"_s, u"3"_s},
                         {u"username"_s, u"watcher"_s},
                         {u"auth_protocol"_s, u"SHA256"_s},
                         {u"auth_password"_s, u"auth-secret"_s},
                         {u"priv_protocol"_s, u"AES"_s},
                         {u"priv_password"_s, u"priv-secret"_s}}}};
}

QString TwoTenants::addSnmp(bool isB)
{
    const Call call{wire::EndpointId::CreateSnmpIntegration, {}, {}, snmpBody()};
    return (isB ? asB(call) : asA(call)).text("id");
}

QJsonObject emailBody()
{
    return {{u"name"_s, u"desk"_s},
            {u"smtp_config"_s,
             QJsonObject{{u"smtp_host"_s, u"mail.example.com"_s},
                         {u"smtp_user"_s, u"us3r"_s},
                         {u"smtp_password"_s, u"p4ssword"_s},
                         {u"from_address"_s, u"alerts@example.com"_s}}},
            {u"recipients"_s,
             QJsonObject{{u"to"_s, QJsonArray{u"desk@example.com"_s, u"day@example.com"_s}},
                         {u"bcc"_s, QJsonArray{u"boss@example.com"_s}}}}};
}

QString TwoTenants::addEmail(bool isB)
{
    const Call call{wire::EndpointId::CreateEmailIntegration, {}, {}, emailBody()};
    return (isB ? asB(call) : asA(call)).text("id");
}

QJsonObject mqttBody()
{
    return {{u"name"_s, u"bus"_s},
            {u"mqtt_config"_s,
             QJsonObject{{u"broker_url"_s, u"mqtts://broker.example.com"_s},
                         {u"username"_s, u"us3r"_s},
                         {u"password"_s, u"p4ssword"_s}}},
            {u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id}"_s}};
}

QString TwoTenants::addMqtt(bool isB)
{
    const Call call{wire::EndpointId::CreateMqttIntegration, {}, {}, mqttBody()};
    return (isB ? asB(call) : asA(call)).text("id");
}

QString TwoTenants::addRoute(const QString &integrationId, bool isB)
{
    const Call call{wire::EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, integrationId}}};
    return (isB ? asB(call) : asA(call)).text("route_id");
}

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// No integration of any type can be saved that leads inside: neither made so nor changed so. What its name
// leads to when it is dialled is tests/e2e/channels.
#include "delivery/outbound/saving_guard.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/hostile_hosts.h"
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using wire::EndpointId;

namespace {

struct Type {
    const char *name;
    EndpointId create;
    EndpointId change;
    QString field; // that an error names
    QJsonObject (*body)(const QString &host);
};

QJsonObject webhookTo(const QString &host)
{
    return {{u"name"_s, u"x"_s}, {u"webhook_url"_s, u"https://%1/hook"_s.arg(host)}};
}

QJsonObject snmpTo(const QString &host)
{
    return {{u"name"_s, u"x"_s},
            {u"snmp_host"_s, host},
            {u"snmp_config"_s, QJsonObject{{u"community"_s, u"c0mmunity"_s}}}};
}

QJsonObject emailTo(const QString &host)
{
    QJsonObject body = test::emailBody();
    QJsonObject smtp = body.value(u"smtp_config"_s).toObject();
    smtp.insert(u"smtp_host"_s, host);
    body.insert(u"smtp_config"_s, smtp);
    return body;
}

QJsonObject mqttTo(const QString &host)
{
    QJsonObject body = test::mqttBody();
    body.insert(u"mqtt_config"_s, QJsonObject{{u"broker_url"_s, u"mqtts://%1"_s.arg(host)}});
    return body;
}

const QList<Type> &types()
{
    static const QList<Type> all{{"webhook", EndpointId::CreateIntegration, EndpointId::ChangeIntegration,
                                  u"webhook_url"_s, webhookTo},
                                 {"snmp", EndpointId::CreateSnmpIntegration,
                                  EndpointId::ChangeSnmpIntegration, u"snmp_host"_s, snmpTo},
                                 {"email", EndpointId::CreateEmailIntegration,
                                  EndpointId::ChangeEmailIntegration, u"smtp_config.smtp_host"_s, emailTo},
                                 {"mqtt", EndpointId::CreateMqttIntegration,
                                  EndpointId::ChangeMqttIntegration, u"mqtt_config.broker_url"_s, mqttTo}};
    return all;
}

} // namespace

class HostileTargetsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void none_data() { rows(); }
    void none();
    void namesAreJudgedByWhatTheyLeadTo_data() { rows(); }
    void namesAreJudgedByWhatTheyLeadTo();
    void canBeDisabledWhenItsNameLeadsNowhere_data() { rows(); }
    void canBeDisabledWhenItsNameLeadsNowhere();

private:
    static void rows();
    // The id of one that is fine.
    QString made(const Type &type);
    void refuses(const Type &type, const QString &id, const QString &host);

    test::FakeResolver m_resolver;
    delivery::AddressGuard m_guard;
    delivery::SavingGuard m_saving{m_guard, m_resolver, {.longest = 50ms}};
    std::unique_ptr<test::TwoTenants> m_house;
};

void HostileTargetsTest::rows()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < types().size(); ++i)
        QTest::newRow(types().at(i).name) << i;
}

void HostileTargetsTest::initTestCase()
{
    auto house = test::TwoTenants::create({[this](const QString &url) { return m_saving.checkUrl(url); },
                                           [this](const QString &host, quint16 port, const QString &field) {
                                               return m_saving.checkHost(host, port, field);
                                           }});
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
}

QString HostileTargetsTest::made(const Type &type)
{
    m_resolver.script(u"fine.example"_s, {{u"93.184.216.34"_s}});
    const auto answer = m_house->asA({type.create, {}, {}, type.body(u"fine.example"_s)});
    return answer.status >= 300 ? QString() : answer.text("integration_id");
}

void HostileTargetsTest::refuses(const Type &type, const QString &id, const QString &host)
{
    QJsonObject body = type.body(host);
    for (const auto &answer :
         {m_house->asA({type.create, {}, {}, body}), m_house->asA({type.change, {id}, {}, body})}) {
        QVERIFY2(answer.status == 400, qPrintable(host));
        QVERIFY2(answer.field() == type.field, qPrintable(host + u' ' + answer.field()));
    }
}

void HostileTargetsTest::none()
{
    QFETCH(int, index);
    const Type &type = types().at(index);
    const QString id = made(type);
    QVERIFY(!id.isEmpty());
    const QString before = m_house->one(u"SELECT string_agg(i::text, '') FROM integration AS i"_s);
    int tried = 0;
    for (const test::HostileHosts &entry : test::hostileHosts()) {
        QVERIFY2(entry.hosts.size() >= 5, entry.what);
        for (const QString &host : entry.hosts) {
            refuses(type, id, host);
            if (QTest::currentTestFailed())
                return;
            ++tried;
        }
    }
    QVERIFY(tried >= 80);
    QCOMPARE(m_house->one(u"SELECT string_agg(i::text, '') FROM integration AS i"_s), before);
}

void HostileTargetsTest::namesAreJudgedByWhatTheyLeadTo()
{
    QFETCH(int, index);
    const Type &type = types().at(index);
    const QString id = made(type);
    m_resolver.script(u"inside.example"_s, {{u"10.0.0.1"_s}});
    m_resolver.script(u"both-ways.example"_s, {{u"93.184.216.34"_s, u"127.0.0.1"_s}});
    m_resolver.script(u"gone.example"_s, {{}});
    for (const QString &host :
         {u"inside.example"_s, u"both-ways.example"_s, u"gone.example"_s, u"silent.example"_s})
        refuses(type, id, host);
}

void HostileTargetsTest::canBeDisabledWhenItsNameLeadsNowhere()
{
    QFETCH(int, index);
    const Type &type = types().at(index);
    const QString id = made(type);
    m_resolver.script(u"fine.example"_s, {{}});
    const auto answer = m_house->asA({type.change, {id}, {}, {{u"enabled"_s, false}}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json.value(u"enabled"_s), QJsonValue(false));
}

PULSE_TEST_CASE(HostileTargetsTest)
#include "hostile_targets_test.moc"

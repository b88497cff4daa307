// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Secrets of integrations reach their receivers and nobody else, in the whole product with everything logged;
// and another key of the vault takes them over.
#include "e2e/hot_pump.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray kHeader = "Bearer hush-header";
const QByteArray kSigning = "whsec_" + QByteArray("hush-signing-hush-signing").toBase64();

// All of them, as they would show.
QByteArrayList secrets()
{
    return {kHeader,     kSigning,     "hush-path",     "hush-community", "hush-auth",
            "hush-priv", "hush-login", "hush-password", "hush-client",    "hush-broker"};
}

QJsonObject webhook(const test::HttpReceiver &receiver)
{
    return {{u"name"_s, u"Hook"_s},
            {u"webhook_url"_s, receiver.url(u"/hush-path"_s)},
            {u"headers"_s, QJsonObject{{u"Authorization"_s, QString::fromLatin1(kHeader)}}},
            {u"signing_secrets"_s, QJsonArray{QString::fromLatin1(kSigning)}}};
}

QJsonObject traps(const QJsonObject &config)
{
    return {{u"name"_s, u"Traps"_s},
            {u"snmp_host"_s, u"127.0.0.1"_s},
            {u"snmp_port"_s, 9},
            {u"snmp_config"_s, config}};
}

QJsonObject mail()
{
    return {{u"name"_s, u"Mail"_s},
            {u"smtp_config"_s,
             QJsonObject{{u"smtp_host"_s, u"127.0.0.1"_s},
                         {u"smtp_port"_s, 9},
                         {u"smtp_user"_s, u"hush-login"_s},
                         {u"smtp_password"_s, u"hush-password"_s},
                         {u"from_address"_s, u"pulse@example.com"_s}}},
            {u"recipients"_s, QJsonObject{{u"to"_s, QJsonArray{u"ops@example.com"_s}}}}};
}

QJsonObject topic(const QString &password = u"hush-broker"_s)
{
    return {{u"name"_s, u"Topic"_s},
            {u"mqtt_config"_s,
             QJsonObject{{u"broker_url"_s, u"mqtts://127.0.0.1:9"_s},
                         {u"username"_s, u"hush-client"_s},
                         {u"password"_s, password}}},
            {u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id}"_s}};
}

} // namespace

class SecretsTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void repliesDoNotShowThem();
    void refusalsDoNotShowThem();
    void deliveriesDoNotShowThem();
    void theDatabaseDoesNotShowThem();
    void anotherKeyTakesOver();
    void theLogDoesNotShowThem();

private:
    struct Made {
        QString path; // of the integration
        QString id;
    };
    test::Answer call(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    void make(const QString &path, const QJsonObject &body);
    bool arrives(); // a test delivery by the webhook, secrets and all

    test::HttpReceiver m_receiver;
    std::unique_ptr<test::Product> m_product;
    std::optional<test::HotPump> m_pump;
    QList<Made> m_made; // the webhook first
    QByteArray m_replies; // all that the API said
    QByteArray m_log; // of servers that ended
};

void SecretsTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1,127.0.0.1/32:9"_s.arg(m_receiver.port()),
                           u"PULSE_DELIVERY_ALLOW_HTTP=true"_s, u"QT_LOGGING_RULES=pulse.*=true"_s};
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    auto pump = test::HotPump::install(*m_product);
    QVERIFY2(pump, qPrintable(pump ? QString() : pump.error().what));
    m_pump.emplace(*std::move(pump));
    make(u"/customer/integrations"_s, webhook(m_receiver));
    make(u"/customer/integrations/snmp"_s, traps({{u"community"_s, u"hush-community"_s}}));
    make(u"/customer/integrations/snmp"_s,
         traps({{u"username"_s, u"watcher"_s},
                {u"auth_protocol"_s, u"SHA256"_s},
                {u"auth_password"_s, u"hush-auth"_s},
                {u"priv_protocol"_s, u"AES"_s},
                {u"priv_password"_s, u"hush-priv"_s}}));
    make(u"/customer/integrations/email"_s, mail());
    make(u"/customer/integrations/mqtt"_s, topic());
}

test::Answer SecretsTest::call(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    const test::Answer answer = m_product->call(method, path, body);
    m_replies += QJsonDocument(answer.json).toJson(QJsonDocument::Compact);
    return answer;
}

void SecretsTest::make(const QString &path, const QJsonObject &body)
{
    const auto made = call("POST", path, body);
    const QString id = made.json.value(u"integration_id"_s).toString();
    QVERIFY2(!id.isEmpty(), qPrintable(made.json.value(u"detail"_s).toString()));
    m_made.append({path + u'/' + id, id});
}

static QByteArrayList shownIn(const QByteArray &text)
{
    QByteArrayList shown = secrets();
    shown.removeIf([&text](const QByteArray &secret) { return !text.contains(secret); });
    return shown;
}

void SecretsTest::repliesDoNotShowThem()
{
    for (const Made &made : m_made) {
        QCOMPARE(call("GET", made.path).status, 200);
        QCOMPARE(call("GET", made.path.section(u'/', 0, -2)).status, 200);
        QCOMPARE(call("PATCH", made.path, {{u"name"_s, u"Changed"_s}}).status, 200);
        QCOMPARE(call("POST", made.path + u"/test"_s).status, 200);
    }
    QCOMPARE(m_receiver.requests().last().header("authorization"), kHeader);
    QVERIFY(m_replies.contains("Changed"));
    QCOMPARE(shownIn(m_replies), QByteArrayList());
}

void SecretsTest::refusalsDoNotShowThem()
{
    QJsonObject badHook = webhook(m_receiver);
    badHook.insert(u"headers"_s, QJsonObject{{u"Authorization"_s, QString::fromLatin1(kHeader) + u'\n'}});
    QJsonObject badSigning = webhook(m_receiver);
    badSigning.insert(u"signing_secrets"_s, QJsonArray{QString::fromLatin1(kSigning) + u'!'});
    QJsonObject badUrl = webhook(m_receiver);
    badUrl.insert(u"webhook_url"_s, u"http://10.0.0.1/hush-path"_s);
    QJsonObject badMail = mail();
    badMail.insert(u"smtp_config"_s,
                   QJsonObject{{u"smtp_host"_s, u"10.0.0.1"_s},
                               {u"smtp_user"_s, u"hush-login"_s},
                               {u"smtp_password"_s, u"hush-password\r\n"_s},
                               {u"from_address"_s, u"pulse@example.com"_s}});
    for (const QJsonObject &body : {badHook, badSigning, badUrl})
        QCOMPARE(call("POST", u"/customer/integrations"_s, body).status, 400);
    QCOMPARE(call("POST", u"/customer/integrations/email"_s, badMail).status, 400);
    QCOMPARE(call("POST", u"/customer/integrations/mqtt"_s, topic(u"hush-broker"_s.repeated(30))).status,
             400);
    for (const QJsonObject &config :
         {QJsonObject{{u"community"_s, u"hush-community"_s}, {u"auth_password"_s, u"hush-auth"_s}},
          QJsonObject{{u"username"_s, u"watcher"_s},
                      {u"auth_protocol"_s, u"ROT13"_s},
                      {u"auth_password"_s, u"hush-auth"_s}}})
        QCOMPARE(call("POST", u"/customer/integrations/snmp"_s, traps(config)).status, 400);
    QCOMPARE(shownIn(m_replies), QByteArrayList());
}

// The receiver says back what it was told.
void SecretsTest::deliveriesDoNotShowThem()
{
    m_receiver.answerAlways({.status = 403, .body = kHeader + " is not welcome at /hush-path"});
    for (const Made &made : m_made)
        QVERIFY(m_pump->routeTo(made.id));
    QVERIFY(m_pump->report(45));
    QVERIFY(test::spinUntil(
        [this] {
            return m_product->number("SELECT count(DISTINCT job_id) FROM delivery_attempt").value_or(0)
                == m_made.size();
        },
        30s));
    const auto status = call("GET", u"/customer/delivery-status"_s);
    QVERIFY(status.json.value(u"attempts"_s).toArray().size() >= m_made.size());
    QCOMPARE(call("GET", u"/api/v2/alerts/1/explain"_s).status, 200);
    QCOMPARE(shownIn(m_replies), QByteArrayList());
}

void SecretsTest::theDatabaseDoesNotShowThem()
{
    for (const char *table :
         {"integration", "delivery_job", "delivery_attempt", "operator_audit_log", "change"}) {
        for (const QByteArray &secret : secrets()) {
            const auto found =
                m_product->number(QByteArray("SELECT count(*) FROM ") + table + " AS t WHERE t::text LIKE '%"
                                  + secret + "%' OR t::text LIKE '%" + secret.toHex() + "%'");
            QVERIFY2(found, qPrintable(found ? QString() : found.error().what));
            QVERIFY2(*found == 0, table);
        }
    }
}

bool SecretsTest::arrives()
{
    const qsizetype before = m_receiver.requests().size();
    const auto tested = call("POST", m_made.first().path + u"/test"_s);
    return tested.json.value(u"success"_s).toBool() && m_receiver.requests().size() == before + 1
        && m_receiver.requests().last().header("authorization") == kHeader;
}

void SecretsTest::anotherKeyTakesOver()
{
    m_receiver.answerAlways({});
    const QString key = m_product->dataFolder() + u"/secrets/vault.key"_s;
    const QString old = m_product->dataFolder() + u"/secrets/vault.old.key"_s;
    const auto restart = [this] {
        m_log += m_product->process().output().toUtf8();
        return m_product->launch() && m_product->signInAgain();
    };
    QVERIFY(m_product->stop());
    QVERIFY(QFile::rename(key, old));
    QVERIFY(restart());
    QVERIFY(arrives()); // by the old key
    const auto rotated = m_product->run({u"vault"_s, u"rotate"_s});
    QVERIFY2(rotated, qPrintable(rotated ? QString() : rotated.error().what));
    QVERIFY2(rotated->contains(u"sealed again\t6\n"_s), qPrintable(*rotated)); // and what signs tokens
    QVERIFY(arrives());
    QVERIFY(m_product->stop());
    QVERIFY(QFile::remove(old));
    QVERIFY(restart());
    QVERIFY(arrives()); // by the new key
}

void SecretsTest::theLogDoesNotShowThem()
{
    QVERIFY(m_product->stop());
    m_log += m_product->process().output().toUtf8();
    QVERIFY(m_log.contains("attempt")); // it was told what happened
    QCOMPARE(shownIn(m_log), QByteArrayList());
}

PULSE_TEST_CASE(SecretsTest)

#include "secrets_test.moc"

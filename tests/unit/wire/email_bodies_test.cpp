// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients write about email: each fault names its field within its object, objects are replaced whole,
// and the login is never shown.
#include "body_with.h"
#include "support/suite/test_case.h"
#include "wire/delivery/email_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using pulse::test::bodyWith;
using wire::BodyKind;

namespace {

QJsonObject goodSmtp()
{
    return {{u"smtp_host"_s, u"mail.example"_s},
            {u"smtp_user"_s, u"us3r"_s},
            {u"smtp_password"_s, u" p4ss "_s},
            {u"from_address"_s, u"Alerts@Example.com"_s},
            {u"from_name"_s, u"Pulse"_s}};
}

QJsonObject goodEmail()
{
    return {{u"name"_s, u"Mail"_s},
            {u"smtp_config"_s, goodSmtp()},
            {u"recipients"_s,
             QJsonObject{{u"to"_s, QJsonArray{u" Desk@Example.com "_s, u"desk@example.com"_s}},
                         {u"bcc"_s, QJsonArray{u"boss@bücher.example"_s}}}}};
}

Result<model::ConfiguredIntegration> applyEmail(const QJsonObject &body, BodyKind kind = BodyKind::Create,
                                                const model::ConfiguredIntegration &before = {})
{
    return wire::applyEmailBody(before, body, kind);
}

QJsonArray addresses(int count)
{
    QJsonArray list;
    for (int i = 0; i < count; ++i)
        list.append(u"r%1@example.com"_s.arg(i));
    return list;
}

} // namespace

class EmailBodiesTest : public QObject {
    Q_OBJECT
private slots:
    void createsWithDefaults();
    void showsNoLogin();
    void security_data();
    void security();
    void objectsAreReplacedWhole();
    void templatesAreKept();
    void faultsNameTheirField_data();
    void faultsNameTheirField();
    void unknownVariablesAreNamed();
    void addressesAreNormal_data();
    void addressesAreNormal();
};

void EmailBodiesTest::createsWithDefaults()
{
    const auto created = applyEmail(goodEmail());
    QVERIFY2(created, created ? "" : qPrintable(created.error().what));
    QCOMPARE(created->integration.type, model::IntegrationType::Email);
    const wire::EmailConfig config = wire::emailConfigFrom(created->fullConfig);
    QCOMPARE(config.smtp.host, u"mail.example"_s);
    QCOMPARE(config.smtp.port, 587);
    QCOMPARE(config.smtp.security, model::SmtpSecurity::StartTls);
    QCOMPARE(config.smtp.password, u" p4ss "_s);
    QCOMPARE(config.smtp.fromAddress, u"alerts@example.com"_s);
    QCOMPARE(config.recipients.to, QStringList{u"desk@example.com"_s});
    QCOMPARE(config.recipients.bcc, QStringList{u"boss@xn--bcher-kva.example"_s});
    QVERIFY(config.mail.isHtml);
}

void EmailBodiesTest::showsNoLogin()
{
    const auto created = applyEmail(goodEmail());
    QVERIFY(created);
    const QJsonObject expected{{u"smtp_host"_s, u"mail.example"_s},
                               {u"smtp_port"_s, 587},
                               {u"smtp_tls"_s, true},
                               {u"smtp_security"_s, u"STARTTLS"_s},
                               {u"from_address"_s, u"alerts@example.com"_s},
                               {u"recipient_count"_s, 1},
                               {u"template_format"_s, u"html"_s}};
    QCOMPARE(created->integration.config, expected);
}

void EmailBodiesTest::security_data()
{
    QTest::addColumn<QJsonObject>("fields");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("port");
    QTest::newRow("as ever") << QJsonObject{} << u"STARTTLS"_s << 587;
    QTest::newRow("the predecessor's yes") << QJsonObject{{u"smtp_tls"_s, true}} << u"STARTTLS"_s << 587;
    QTest::newRow("the predecessor's no") << QJsonObject{{u"smtp_tls"_s, false}} << u"NONE"_s << 587;
    QTest::newRow("from the first byte") << QJsonObject{{u"smtp_security"_s, u"TLS"_s}} << u"TLS"_s << 465;
    QTest::newRow("elsewhere") << QJsonObject{{u"smtp_security"_s, u"TLS"_s}, {u"smtp_port"_s, 2465}}
                               << u"TLS"_s << 2465;
    QTest::newRow("both say the same")
        << QJsonObject{{u"smtp_security"_s, u"TLS"_s}, {u"smtp_tls"_s, true}} << u"TLS"_s << 465;
}

void EmailBodiesTest::security()
{
    QFETCH(QJsonObject, fields);
    QFETCH(QString, word);
    QFETCH(int, port);
    QJsonObject smtp = goodSmtp();
    for (auto at = fields.begin(); at != fields.end(); ++at)
        smtp.insert(at.key(), at.value());
    const auto created = applyEmail(bodyWith(goodEmail(), u"smtp_config"_s, smtp));
    QVERIFY2(created, created ? "" : qPrintable(created.error().what));
    QCOMPARE(created->integration.config.value(u"smtp_security"_s).toString(), word);
    QCOMPARE(created->integration.config.value(u"smtp_port"_s).toInt(), port);
}

// A password must not follow a change of the host to a server that collects passwords.
void EmailBodiesTest::objectsAreReplacedWhole()
{
    const auto created = applyEmail(goodEmail());
    QVERIFY(created);
    const QJsonObject moved{{u"smtp_host"_s, u"other.example"_s}, {u"from_address"_s, u"a@example.com"_s}};
    const auto changed = applyEmail({{u"smtp_config"_s, moved}}, BodyKind::Change, *created);
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
    const wire::EmailConfig config = wire::emailConfigFrom(changed->fullConfig);
    QCOMPARE(config.smtp.host, u"other.example"_s);
    QCOMPARE(config.smtp.user, QString());
    QCOMPARE(config.smtp.password, QString());
    QCOMPARE(config.recipients.to, QStringList{u"desk@example.com"_s});
    QVERIFY(!QJsonDocument(changed->fullConfig).toJson().contains("p4ss"));

    const auto renamed = applyEmail({{u"name"_s, u"Post"_s}}, BodyKind::Change, *created);
    QVERIFY(renamed);
    QCOMPARE(renamed->fullConfig, created->fullConfig);
    QCOMPARE(applyEmail({}, BodyKind::Change, *created).error().code, u"empty_change"_s);
}

void EmailBodiesTest::templatesAreKept()
{
    const QJsonObject text{{u"subject_template"_s, u"{status} {device_id}"_s},
                           {u"body_template"_s, u"{message}\n{{{alert_id}}}"_s},
                           {u"format"_s, u"text"_s}};
    const auto created = applyEmail(bodyWith(goodEmail(), u"template"_s, text));
    QVERIFY2(created, created ? "" : qPrintable(created.error().what));
    const wire::EmailConfig config = wire::emailConfigFrom(created->fullConfig);
    QCOMPARE(config.mail.subject, u"{status} {device_id}"_s);
    QCOMPARE(config.mail.body, u"{message}\n{{{alert_id}}}"_s);
    QVERIFY(!config.mail.isHtml);
    QCOMPARE(created->integration.config.value(u"template_format"_s).toString(), u"text"_s);
}

void EmailBodiesTest::faultsNameTheirField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char *name, const QString &field, const QJsonValue &value) {
        QTest::newRow(name) << field << value;
    };
    row("name", u"name"_s, u"a\tb"_s);
    row("unknown", u"snmp_host"_s, u"x"_s);
    row("no object", u"smtp_config"_s, u"mail.example"_s);
    row("no host", u"smtp_config.smtp_host"_s, u" "_s);
    row("long host", u"smtp_config.smtp_host"_s, QString(256, u'a'));
    row("port 0", u"smtp_config.smtp_port"_s, 0);
    row("port beyond", u"smtp_config.smtp_port"_s, 65'536);
    row("security", u"smtp_config.smtp_security"_s, u"SSL"_s);
    row("tls", u"smtp_config.smtp_tls"_s, u"yes"_s);
    row("user with a line break", u"smtp_config.smtp_user"_s, u"a\r\nb"_s);
    row("password without user", u"smtp_config.smtp_user"_s, u""_s);
    row("user without password", u"smtp_config.smtp_password"_s, u""_s);
    row("long password", u"smtp_config.smtp_password"_s, QString(256, u'x'));
    row("from nobody", u"smtp_config.from_address"_s, u"alerts"_s);
    row("from with a header", u"smtp_config.from_address"_s, u"a@example.com\r\nBcc: x@example.com"_s);
    row("name with a header", u"smtp_config.from_name"_s, u"Pulse\r\nBcc: x@example.com"_s);
    row("unknown within", u"smtp_config.smtp_hots"_s, u"x"_s);
    row("to nobody", u"recipients.to"_s, QJsonArray());
    row("to no address", u"recipients.to"_s, QJsonArray{u"desk"_s});
    row("to two in one", u"recipients.to"_s, QJsonArray{u"a@example.com, b@example.com"_s});
    row("too many", u"recipients.cc"_s, addresses(11));
    row("bcc with a command", u"recipients.bcc"_s, QJsonArray{u"a@example.com>\r\nDATA"_s});
    row("subject of two lines", u"template.subject_template"_s, u"a\nBcc: x@example.com"_s);
    row("subject too long", u"template.subject_template"_s, QString(201, u'x'));
    row("subject's variable", u"template.subject_template"_s, u"{sevirity}"_s);
    row("body's variable", u"template.body_template"_s, u"{message.__class__}"_s);
    row("body's brace", u"template.body_template"_s, u"p { color: red }"_s);
    row("body too long", u"template.body_template"_s, QString(10'001, u'x'));
    row("format", u"template.format"_s, u"pdf"_s);
}

void EmailBodiesTest::faultsNameTheirField()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    const auto result = applyEmail(bodyWith(goodEmail(), field, value));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Invalid);
    QCOMPARE(result.error().field, field);
}

void EmailBodiesTest::unknownVariablesAreNamed()
{
    const auto result = applyEmail(bodyWith(goodEmail(), u"template.subject_template"_s, u"{sevirity}"_s));
    QVERIFY(!result);
    QVERIFY2(result.error().what.contains(u"{sevirity} is not a variable; there are {severity}, "_s),
             qPrintable(result.error().what));
    for (const QString &name : wire::mailVariables())
        QVERIFY2(applyEmail(bodyWith(goodEmail(), u"template.subject_template"_s, u'{' + name + u'}')),
                 qPrintable(name));
}

void EmailBodiesTest::addressesAreNormal_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address"); // empty: refused
    const auto row = [](const char *name, const QString &text, const QString &address) {
        QTest::newRow(name) << text << address;
    };
    row("plain", u"a@example.com"_s, u"a@example.com"_s);
    row("case and blanks", u"  A.B+c@Example.COM "_s, u"a.b+c@example.com"_s);
    row("beyond ASCII in the domain", u"a@bücher.example"_s, u"a@xn--bcher-kva.example"_s);
    row("beyond ASCII before it", u"ä@example.com"_s, u""_s);
    row("no domain", u"a"_s, u""_s);
    row("no dot", u"a@localhost"_s, u""_s);
    row("an address of the net", u"a@[127.0.0.1]"_s, u""_s);
    row("digits only", u"a@127.0.0.1"_s, u""_s);
    row("quoted", u"\"a b\"@example.com"_s, u""_s);
    row("two signs", u"a@b@example.com"_s, u""_s);
    row("dots in a row", u"a..b@example.com"_s, u""_s);
    row("dot at the end", u"a.@example.com"_s, u""_s);
    row("a name before it", u"A <a@example.com>"_s, u""_s);
    row("a line break", u"a@example.com\nb@example.com"_s, u""_s);
    row("a NUL", u"a\0@example.com"_s, u""_s);
    row("64 before the sign", QString(64, u'a') + u"@example.com"_s, QString(64, u'a') + u"@example.com"_s);
    row("65 before the sign", QString(65, u'a') + u"@example.com"_s, u""_s);
    row("255 altogether", u"a@"_s + (QString(62, u'b') + u'.').repeated(4) + u"x"_s, u""_s);
}

void EmailBodiesTest::addressesAreNormal()
{
    QFETCH(QString, text);
    QFETCH(QString, address);
    QCOMPARE(wire::mailAddress(text).value_or(QString()), address);
}

PULSE_TEST_CASE(EmailBodiesTest)
#include "email_bodies_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a job's body to a mail, and what a mail is refused for before anybody is dialled.
#include "delivery/email/email_request.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

QJsonObject config(const QString &host = u"mail.example"_s)
{
    return {{u"smtp_config"_s,
             QJsonObject{{u"smtp_host"_s, host},
                         {u"smtp_port"_s, 587},
                         {u"smtp_security"_s, u"STARTTLS"_s},
                         {u"from_address"_s, u"alerts@example.com"_s}}},
            {u"recipients"_s,
             QJsonObject{{u"to"_s, QJsonArray{u"a@example.com"_s}},
                         {u"cc"_s, QJsonArray{u"b@example.com"_s}},
                         {u"bcc"_s, QJsonArray{u"c@example.com"_s}}}}};
}

QJsonObject with(const QString &object, const QString &field, const QJsonValue &value)
{
    QJsonObject changed = config();
    QJsonObject part = changed.value(object).toObject();
    part.insert(field, value);
    changed.insert(object, part);
    return changed;
}

Result<delivery::EmailRequest> requestFor(const QJsonObject &configured, const QString &id = u"t1-r1"_s,
                                          const QJsonObject &alert = {{u"alert_id"_s, 7},
                                                                      {u"status"_s, u"OPEN"_s},
                                                                      {u"alert_type"_s, u"THRESHOLD"_s},
                                                                      {u"device_id"_s, u"d-1"_s}},
                                          const delivery::GuardSettings &guard = {})
{
    const delivery::Message message{id, QJsonDocument(alert).toJson(), configured,
                                    u"5b3c0c1e-0000-4000-8000-000000000001"_s};
    return delivery::emailRequest(message, delivery::AddressGuard(guard));
}

QByteArray header(const QByteArray &content, const QByteArray &name)
{
    for (const QByteArray &line : content.left(content.indexOf("\r\n\r\n")).split('\n')) {
        if (line.startsWith(name + ": "))
            return line.mid(name.size() + 2).trimmed();
    }
    return {};
}

} // namespace

class EmailRequestTest : public QObject {
    Q_OBJECT
private slots:
    void goesToEverybody();
    void saysThatNobodyWroteIt();
    void repeatsAreTheSameMail();
    void openAndClosedAreOneConversation();
    void othersAreOtherConversations();
    void refusals_data();
    void refusals();
    void plainTextNeedsTheOperator();
};

void EmailRequestTest::goesToEverybody()
{
    const auto request = requestFor(config());
    QVERIFY2(request, request ? "" : qPrintable(request.error().what));
    QCOMPARE(request->target.url.toString(), u"smtp://mail.example:587"_s);
    QCOMPARE(request->recipients, (QStringList{u"a@example.com"_s, u"b@example.com"_s, u"c@example.com"_s}));
    QCOMPARE(header(request->content, "To"), "a@example.com");
    QCOMPARE(header(request->content, "Cc"), "b@example.com");
    QVERIFY(!request->content.contains("c@example.com"));
}

void EmailRequestTest::saysThatNobodyWroteIt()
{
    const auto request = requestFor(config());
    QVERIFY(request);
    QCOMPARE(header(request->content, "Auto-Submitted"), "auto-generated");
}

void EmailRequestTest::repeatsAreTheSameMail()
{
    const auto first = requestFor(config(), u"t31-r7"_s);
    const auto second = requestFor(config(), u"t31-r7"_s);
    QVERIFY(first && second);
    QCOMPARE(second->content, first->content);
    QCOMPARE(header(first->content, "Message-ID"),
             "<t31-r7.5b3c0c1e-0000-4000-8000-000000000001@example.com>");
}

void EmailRequestTest::openAndClosedAreOneConversation()
{
    const auto open = requestFor(config(), u"t1-r1"_s);
    const auto closed = requestFor(config(), u"t2-r1"_s,
                                   {{u"alert_id"_s, 7},
                                    {u"status"_s, u"CLOSED"_s},
                                    {u"alert_type"_s, u"THRESHOLD"_s},
                                    {u"device_id"_s, u"d-1"_s}});
    QVERIFY(open && closed);
    QVERIFY(header(open->content, "Message-ID") != header(closed->content, "Message-ID"));
    for (const QByteArray &name : {QByteArray("References"), QByteArray("In-Reply-To")}) {
        QCOMPARE(header(open->content, name), "<alert-7.5b3c0c1e-0000-4000-8000-000000000001@example.com>");
        QCOMPARE(header(closed->content, name), header(open->content, name));
    }
    QCOMPARE(header(open->content, "Subject"), "[INFO] THRESHOLD: d-1");
    QCOMPARE(header(closed->content, "Subject"), "Re: [INFO] THRESHOLD: d-1");
}

void EmailRequestTest::othersAreOtherConversations()
{
    const auto other = requestFor(config(), u"t3-r1"_s, {{u"alert_id"_s, 8}, {u"status"_s, u"OPEN"_s}});
    QVERIFY(other);
    QVERIFY(header(other->content, "References").startsWith("<alert-8."));
    const auto test = requestFor(config(), u"test-1"_s, {{u"alert_id"_s, 0}, {u"status"_s, u"OPEN"_s}});
    QVERIFY(test);
    QVERIFY(header(test->content, "References").isEmpty());
}

void EmailRequestTest::refusals_data()
{
    QTest::addColumn<QJsonObject>("configured");
    QTest::addColumn<QString>("code");
    QTest::newRow("no host") << config({}) << u"missing_smtp_host"_s;
    QTest::newRow("nobody to write to")
        << with(u"recipients"_s, u"to"_s, QJsonArray()) << u"missing_recipients"_s;
    QTest::newRow("a command in a recipient")
        << with(u"recipients"_s, u"bcc"_s, QJsonArray{u"c@example.com>\r\nRCPT TO:<d@example.com"_s})
        << u"invalid_address"_s;
    QTest::newRow("a command in the sender")
        << with(u"smtp_config"_s, u"from_address"_s, u"a@example.com>\r\nDATA"_s) << u"invalid_address"_s;
    QTest::newRow("a template of before")
        << with(u"template"_s, u"subject_template"_s, u"{gone}"_s) << u"template_unreadable"_s;
    QTest::newRow("inside") << config(u"10.0.0.1"_s) << u"url_blocked:blocked_ip:10.0.0.1"_s;
    QTest::newRow("loopback by name") << config(u"localhost"_s) << u"url_blocked:blocked_host"_s;
    QTest::newRow("a number") << config(u"2130706433"_s) << u"url_blocked:invalid_host"_s;
    QTest::newRow("more than a host") << config(u"mail.example/x?y@z"_s) << u"url_blocked:invalid_host"_s;
    QTest::newRow("mapped") << config(u"[::ffff:127.0.0.1]"_s)
                            << u"url_blocked:blocked_ip:::ffff:127.0.0.1"_s;
}

void EmailRequestTest::refusals()
{
    QFETCH(QJsonObject, configured);
    QFETCH(QString, code);
    const auto request = requestFor(configured);
    QVERIFY(!request);
    QCOMPARE(request.error().what, code);
}

void EmailRequestTest::plainTextNeedsTheOperator()
{
    const QJsonObject plain = with(u"smtp_config"_s, u"smtp_security"_s, u"NONE"_s);
    QCOMPARE(requestFor(plain).error().what, u"url_blocked:tls_required"_s);
    QVERIFY(requestFor(plain, u"t1-r1"_s, {}, {.allowsPlainSmtp = true}));
}

PULSE_TEST_CASE(EmailRequestTest)
#include "email_request_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a mail says of an alert, by Pulse's templates and by others.
#include "delivery/email/mail_text.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

QJsonObject hotAlert()
{
    return {{u"alert_id"_s, 4711},
            {u"tenant_id"_s, u"acme"_s},
            {u"site_id"_s, u"hall-1"_s},
            {u"device_id"_s, u"d-1"_s},
            {u"alert_type"_s, u"THRESHOLD"_s},
            {u"severity"_s, 5},
            {u"summary"_s, u"temp_c is <b>45</b> & rising"_s},
            {u"status"_s, u"OPEN"_s},
            {u"created_at"_s, u"2026-01-15T12:00:00.250000Z"_s}};
}

} // namespace

class MailTextTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatItIsAbout();
    void valuesAreNoMarkup();
    void everyVariableHasItsValue();
    void aClosedAlertSaysWhenItClosed();
    void severityIsAWord_data();
    void severityIsAWord();
    void textAlone();
    void aTemplateThatWasNotChecked();
};

void MailTextTest::saysWhatItIsAbout()
{
    const auto mail = delivery::mailText({}, hotAlert());
    QVERIFY(mail);
    QCOMPARE(mail->subject, u"[CRITICAL] THRESHOLD: d-1"_s);
    for (const QString &said :
         {u"OPEN: temp_c is <b>45</b> & rising\n"_s, u"Device:   d-1\n"_s, u"Site:     hall-1\n"_s,
          u"2026-01-15T12:00:00.250000Z"_s, u"4711"_s, u"acme"_s})
        QVERIFY2(mail->text.contains(said), qPrintable(mail->text));
    QVERIFY(mail->html.contains(u"<h2 class=\"critical\">OPEN: "_s));
    QVERIFY(!mail->html.contains(u"{{"_s) && !mail->html.contains(u"}}"_s));
}

void MailTextTest::valuesAreNoMarkup()
{
    QJsonObject alert = hotAlert();
    alert.insert(u"device_id"_s, u"\"><script>alert(1)</script>"_s);
    const auto ours = delivery::mailText({}, alert);
    QVERIFY(ours);
    QVERIFY(ours->html.contains(u"temp_c is &lt;b&gt;45&lt;/b&gt; &amp; rising"_s));
    QVERIFY(!ours->html.contains(u"<script>"_s) && !ours->html.contains(u"<b>"_s));
    const auto theirs = delivery::mailText({{}, u"<p title=\"{device_id}\">{message}</p>"_s, true}, alert);
    QVERIFY(theirs);
    QCOMPARE(theirs->html,
             u"<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"
             "temp_c is &lt;b&gt;45&lt;/b&gt; &amp; rising</p>"_s);
    QVERIFY(theirs->text.startsWith(u"OPEN: temp_c is <b>45"_s)); // the text beside it stays ours
}

void MailTextTest::everyVariableHasItsValue()
{
    for (const QString &name : wire::mailVariables()) {
        const auto mail = delivery::mailText({u'{' + name + u'}', {}, true}, hotAlert());
        QVERIFY2(mail && !mail->subject.isEmpty(), qPrintable(name));
    }
    const auto mail = delivery::mailText(
        {u"{severity_lower} {alert_id} {status} {timestamp} {tenant_id} {site_id}"_s, {}, true}, hotAlert());
    QVERIFY(mail);
    QCOMPARE(mail->subject, u"critical 4711 OPEN 2026-01-15T12:00:00.250000Z acme hall-1"_s);
}

void MailTextTest::aClosedAlertSaysWhenItClosed()
{
    QJsonObject alert = hotAlert();
    alert.insert(u"status"_s, u"CLOSED"_s);
    alert.insert(u"closed_at"_s, u"2026-01-15T13:30:00.000000Z"_s);
    const auto mail = delivery::mailText({}, alert);
    QVERIFY(mail);
    QVERIFY(mail->text.startsWith(u"CLOSED: "_s));
    QVERIFY(mail->text.contains(u"2026-01-15T13:30:00.000000Z"_s));
}

void MailTextTest::severityIsAWord_data()
{
    QTest::addColumn<int>("severity");
    QTest::addColumn<QString>("word");
    QTest::newRow("1") << 1 << u"INFO info"_s;
    QTest::newRow("2") << 2 << u"INFO info"_s;
    QTest::newRow("3") << 3 << u"WARNING warning"_s;
    QTest::newRow("4") << 4 << u"WARNING warning"_s;
    QTest::newRow("5") << 5 << u"CRITICAL critical"_s;
}

void MailTextTest::severityIsAWord()
{
    QFETCH(int, severity);
    QFETCH(QString, word);
    QJsonObject alert = hotAlert();
    alert.insert(u"severity"_s, severity);
    const auto mail = delivery::mailText({u"{severity} {severity_lower}"_s, {}, true}, alert);
    QVERIFY(mail);
    QCOMPARE(mail->subject, word);
}

void MailTextTest::textAlone()
{
    const auto mail = delivery::mailText({{}, u"{device_id}: {message}"_s, false}, hotAlert());
    QVERIFY(mail);
    QCOMPARE(mail->text, u"d-1: temp_c is <b>45</b> & rising"_s);
    QCOMPARE(mail->html, QString());
}

void MailTextTest::aTemplateThatWasNotChecked()
{
    const auto mail = delivery::mailText({u"{nothing}"_s, {}, true}, hotAlert());
    QVERIFY(!mail);
    QCOMPARE(mail.error().what, u"template_unreadable"_s);
}

PULSE_TEST_CASE(MailTextTest)
#include "mail_text_test.moc"

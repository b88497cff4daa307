// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Text as mail, byte by byte.
#include "delivery/email/mail_format.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

class MailFormatTest : public QObject {
    Q_OBJECT
private slots:
    void headers_data();
    void headers();
    void everyEncodedWordIsWhole();
    void mailboxes_data();
    void mailboxes();
    void addressLists();
    void dates_data();
    void dates();
    void bodies_data();
    void bodies();
    void longBodiesStayWithinTheirLines();
};

void MailFormatTest::headers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("header");
    const auto row = [](const char *name, const QString &text, const QByteArray &header) {
        QTest::newRow(name) << text << header;
    };
    row("ASCII", u"[CRITICAL] THRESHOLD: d-1"_s, "Subject: [CRITICAL] THRESHOLD: d-1\r\n");
    row("beyond ASCII", u"Gerät 7"_s, "Subject: =?UTF-8?B?R2Vyw6R0IDc=?=\r\n");
    row("a header within", u"a\r\nBcc: x@example.com"_s, "Subject: a  Bcc: x@example.com\r\n");
    row("other line breaks", u"a\u2028b\u2029c\u0085d"_s, "Subject: =?UTF-8?B?YSBiIGPChWQ=?=\r\n");
    row("control characters", u"\ta\0b\x7f"_s, "Subject: a b\r\n");
    row("what looks encoded", u"=?UTF-8?B?eA==?="_s, "Subject: =?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=\r\n");
    row("empty", u""_s, "Subject: \r\n");
    row("fills a line", QString(67, u'x'), "Subject: " + QByteArray(67, 'x') + "\r\n");
    row("longer than a line", QString(68, u'x'),
        "Subject: =?UTF-8?B?" + QByteArray(33, 'x').toBase64() + "?=\r\n =?UTF-8?B?"
            + QByteArray(33, 'x').toBase64() + "?=\r\n =?UTF-8?B?" + QByteArray("xx").toBase64() + "?=\r\n");
}

void MailFormatTest::headers()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, header);
    QCOMPARE(delivery::textHeader("Subject", text), header);
}

// No character is cut in two, and no line is longer than RFC 2047 allows.
void MailFormatTest::everyEncodedWordIsWhole()
{
    const QString text = u"Überhitzung 🔥 am Gerät "_s.repeated(8).trimmed();
    QString read;
    for (const QByteArray &line : delivery::textHeader("Subject", text).trimmed().split('\n')) {
        QVERIFY(line.size() <= 77);
        const qsizetype from = line.indexOf("?B?") + 3;
        const QByteArray bytes =
            QByteArray::fromBase64(line.mid(from, line.lastIndexOf("?=") - from), QByteArray::Base64Encoding);
        const QString word = QString::fromUtf8(bytes);
        QVERIFY(!word.contains(QChar::ReplacementCharacter));
        read += word;
    }
    QCOMPARE(read, text);
}

void MailFormatTest::mailboxes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("none") << u""_s << QByteArray("From: <a@example.com>\r\n");
    QTest::newRow("plain") << u"Pulse Alerts"_s
                           << QByteArray("From: \"Pulse Alerts\"\r\n <a@example.com>\r\n");
    QTest::newRow("quotes") << u"The \"Pulse\" \\"_s
                            << QByteArray("From: \"The \\\"Pulse\\\" \\\\\"\r\n <a@example.com>\r\n");
    QTest::newRow("another address") << u"x@example.com>, <y"_s
                                     << QByteArray("From: \"x@example.com>, <y\"\r\n <a@example.com>\r\n");
    QTest::newRow("a header") << u"x\r\nBcc: y@example.com"_s
                              << QByteArray("From: \"x  Bcc: y@example.com\"\r\n <a@example.com>\r\n");
    QTest::newRow("beyond ASCII") << u"Wärme"_s
                                  << QByteArray("From: =?UTF-8?B?V8Okcm1l?=\r\n <a@example.com>\r\n");
}

void MailFormatTest::mailboxes()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, header);
    QCOMPARE(delivery::mailboxHeader("From", name, u"a@example.com"_s), header);
}

void MailFormatTest::addressLists()
{
    QCOMPARE(delivery::addressesHeader("Cc", {}), QByteArray());
    QCOMPARE(delivery::addressesHeader("To", {u"a@example.com"_s}), "To: a@example.com\r\n");
    QCOMPARE(delivery::addressesHeader("To", {u"a@example.com"_s, u"b@example.com"_s}),
             "To: a@example.com,\r\n b@example.com\r\n");
}

void MailFormatTest::dates_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("a Thursday") << QByteArray("2026-01-15T12:00:00Z")
                                << QByteArray("Date: Thu, 15 Jan 2026 12:00:00 +0000\r\n");
    QTest::newRow("small numbers") << QByteArray("2026-11-01T03:04:05.999999Z")
                                   << QByteArray("Date: Sun, 1 Nov 2026 03:04:05 +0000\r\n");
    QTest::newRow("a leap day") << QByteArray("2024-02-29T23:59:59Z")
                                << QByteArray("Date: Thu, 29 Feb 2024 23:59:59 +0000\r\n");
}

void MailFormatTest::dates()
{
    QFETCH(QByteArray, time);
    QFETCH(QByteArray, header);
    QCOMPARE(delivery::dateHeader(parseIso8601(time).value()), header);
}

void MailFormatTest::bodies_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QString &text, const QByteArray &body) {
        QTest::newRow(name) << text << body;
    };
    row("empty", u""_s, "\r\n");
    row("one line", u"hello"_s, "hello\r\n");
    row("with its end", u"hello\n"_s, "hello\r\n");
    row("every kind of line break", u"a\nb\r\nc\rd"_s, "a\r\nb\r\nc\r\nd\r\n");
    row("empty lines stay", u"a\n\n\nb\n\n"_s, "a\r\n\r\n\r\nb\r\n\r\n");
    row("equals sign", u"a=b"_s, "a=3Db\r\n");
    row("beyond ASCII", u"23 °C"_s, "23 =C2=B0C\r\n");
    row("blanks at the end", u"-- \nx\t"_s, "--=20\r\nx=09\r\n");
    row("dots are the dialogue's", u".\n..a"_s, ".\r\n..a\r\n");
    row("control characters", u"a\0b\x7f"_s, "a=00b=7F\r\n");
    row("76 fit", QString(76, u'x'), QByteArray(76, 'x') + "\r\n");
    row("77 do not", QString(77, u'x'), QByteArray(75, 'x') + "=\r\nxx\r\n");
}

void MailFormatTest::bodies()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, body);
    QCOMPARE(delivery::quotedPrintable(text), body);
}

void MailFormatTest::longBodiesStayWithinTheirLines()
{
    const QByteArray body = delivery::quotedPrintable(u"Gerät 🔥 "_s.repeated(500));
    for (const QByteArray &line : body.split('\n'))
        QVERIFY(line.size() <= 77);
    QVERIFY(!QByteArray(body).replace("\r\n", "").contains('\n'));
}

PULSE_TEST_CASE(MailFormatTest)
#include "mail_format_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a template may say, and what it is refused for.
#include "base/text_template.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class TextTemplateTest : public QObject {
    Q_OBJECT
private slots:
    void fillsIn_data();
    void fillsIn();
    void refuses_data();
    void refuses();
};

void TextTemplateTest::fillsIn_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << u""_s << u""_s;
    QTest::newRow("plain") << u"no places, 100 %"_s << u"no places, 100 %"_s;
    QTest::newRow("a place") << u"{device}"_s << u"d-1"_s;
    QTest::newRow("places side by side") << u"{device}{device} {none}."_s << u"d-1d-1 ."_s;
    QTest::newRow("braces") << u"a {{device}} b"_s << u"a {device} b"_s;
    QTest::newRow("a place in braces") << u"{{{device}}}"_s << u"{d-1}"_s;
    QTest::newRow("a value is not a template") << u"{odd}"_s << u"{device} {{"_s;
}

void TextTemplateTest::fillsIn()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto parsed = TextTemplate::parse(text, {u"device"_s, u"odd"_s, u"none"_s});
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().what));
    QCOMPARE(parsed->render({{u"device"_s, u"d-1"_s}, {u"odd"_s, u"{device} {{"_s}}), expected);
}

void TextTemplateTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown") << u"a {devise} b"_s
                             << u"{devise} is not a variable; there are {device}, {site}"_s;
    QTest::newRow("no name") << u"{}"_s << u"{} is not a variable"_s;
    QTest::newRow("an attribute") << u"{device.__class__}"_s << u"{device.__class__} is not"_s;
    QTest::newRow("a format") << u"{device:>9}"_s << u"{device:>9} is not"_s;
    QTest::newRow("a blank") << u"{ device }"_s << u"{ device } is not"_s;
    QTest::newRow("never closed") << u"ab {device"_s << u"at character 4 has no partner"_s;
    QTest::newRow("never opened") << u"device}"_s << u"at character 7 has no partner"_s;
    QTest::newRow("closed once too often") << u"{device}}"_s << u"at character 9 has no partner"_s;
}

void TextTemplateTest::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, said);
    const auto parsed = TextTemplate::parse(text, {u"device"_s, u"site"_s});
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::Invalid);
    QVERIFY2(parsed.error().what.contains(said), qPrintable(parsed.error().what));
}

PULSE_TEST_CASE(TextTemplateTest)
#include "text_template_test.moc"

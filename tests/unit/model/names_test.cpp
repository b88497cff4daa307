// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ids, metrics and display names may be, at the edges.
#include "model/names.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class NamesTest : public QObject {
    Q_OBJECT
private slots:
    void ids_data();
    void ids();
    void bytesAreUtf8_data();
    void bytesAreUtf8();
    void metrics_data();
    void metrics();
    void displayNames_data();
    void displayNames();
};

namespace {

struct Row {
    const char *name;
    QString text;
    bool expected;
};

void addRows(const QList<Row> &rows)
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    for (const Row &row : rows)
        QTest::newRow(row.name) << row.text << row.expected;
}

const QString kLoneSurrogate = u"a"_s + QChar(0xd800);

} // namespace

void NamesTest::ids_data()
{
    addRows({{"a letter", u"a"_s, true},
             {"spaces inside", u"fridge 1"_s, true},
             {"punctuation", u"a:b.c_d-e(f)&'g'"_s, true},
             {"a sign of two units", u"🌡"_s, true},
             {"empty", QString(), false},
             {"128 bytes", QString(128, u'a'), true},
             {"129 bytes", QString(129, u'a'), false},
             {"64 umlauts", QString(64, u'ä'), true},
             {"65 umlauts", QString(65, u'ä'), false},
             {"slash", u"a/b"_s, false},
             {"plus", u"a+b"_s, false},
             {"hash", u"a#b"_s, false},
             {"tab", u"a\tb"_s, false},
             {"delete", u"a\x7f"_s, false},
             {"a control character of two bytes", u"a\u0085b"_s, false},
             {"the last of them", u"a\u009fb"_s, false},
             {"behind the last of them", u"a\u00a1"_s, true},
             {"other characters with such bytes", u"\u0185\u2085"_s, true},
             {"NUL", u"a"_s + QChar(0), false},
             {"a space in front", u" a"_s, false},
             {"a space behind", u"a "_s, false},
             {"a space that is not ASCII", u"a\u00a0"_s, false},
             {"not ASCII around", u"äaä"_s, true},
             {"a lone surrogate", kLoneSurrogate, false}});
}

void NamesTest::ids()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    QCOMPARE(model::isId(text), expected);
    if (text.isValidUtf16())
        QCOMPARE(model::isId(QByteArrayView(text.toUtf8())), expected);
}

void NamesTest::bytesAreUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("Latin-1") << QByteArray("k\xe4lte");
    QTest::newRow("cut short") << QByteArray("a\xe2\x82");
    QTest::newRow("a surrogate") << QByteArray("\xed\xa0\x80");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf");
}

void NamesTest::bytesAreUtf8()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!model::isId(QByteArrayView(bytes)));
    QVERIFY(!model::isMetricName(QByteArrayView(bytes)));
}

void NamesTest::metrics_data()
{
    addRows({{"an identifier", u"temp_c"_s, true},
             {"French", u"température"_s, true},
             {"a digit first", u"2m_temp"_s, true},
             {"spaces", u"AM2301 Temperature"_s, true},
             {"spaces around", u" temp "_s, true},
             {"levels", u"a/b+c#d"_s, true},
             {"brackets and quotes", u"[0]{x}<y>\"z\"'&"_s, true},
             {"a sign of two units", u"🌡"_s, true},
             {"the end of a line", u"a\nb"_s, true},
             {"empty", QString(), false},
             {"128 bytes", QString(128, u'a'), true},
             {"129 bytes", QString(129, u'a'), false},
             {"65 umlauts", QString(65, u'ä'), false},
             {"NUL", u"a"_s + QChar(0), false},
             {"a lone surrogate", kLoneSurrogate, false}});
}

void NamesTest::metrics()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    QCOMPARE(model::isMetricName(text), expected);
    if (text.isValidUtf16())
        QCOMPARE(model::isMetricName(QByteArrayView(text.toUtf8())), expected);
}

void NamesTest::displayNames_data()
{
    addRows({{"a word", u"Hot"_s, true},
             {"punctuation", u"Ops (night) & Co. 'East'"_s, true},
             {"other signs", u"a/b <c> \"d\" +#%1 {x}"_s, true},
             {"100 characters", QString(100, u'ä'), true},
             {"101 characters", QString(101, u'ä'), false},
             {"100 characters of two units", u"🌡"_s.repeated(100), true},
             {"101 characters of two units", u"🌡"_s.repeated(101), false},
             {"empty", QString(), false},
             {"a space", u" "_s, false},
             {"a space behind", u"a "_s, false},
             {"tab", u"a\tb"_s, false},
             {"the end of a line", u"a\r\nBcc: b"_s, false},
             {"escape", u"\x1b[31m"_s, false},
             {"a control character of Latin-1", u"a\u0085b"_s, false},
             {"the end of a line in Unicode", u"a\u2028b"_s, false},
             {"the end of a paragraph in Unicode", u"a\u2029b"_s, false},
             {"NUL", u"a"_s + QChar(0), false},
             {"a lone surrogate", kLoneSurrogate, false}});
}

void NamesTest::displayNames()
{
    QFETCH(QString, text);
    QTEST(model::isDisplayName(text), "expected");
}

PULSE_TEST_CASE(NamesTest)
#include "names_test.moc"

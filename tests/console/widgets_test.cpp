// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pieces pages are made of: themes without gaps, times and values in words, tables by keyboard, states
// with retry.
#include "models/metric_text.h"
#include "models/times.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/connection_indicator.h"
#include "widgets/content_stack.h"
#include "widgets/data_table.h"
#include "widgets/metric_tile.h"
#include "widgets/segmented_control.h"
#include "widgets/state_view.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <cmath>

using namespace pulse;
using namespace pulse::widgets;
using namespace pulse::test;

class WidgetsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeChoice::Light); }
    void everyTokenIsAColorAndTextIsReadable_data();
    void everyTokenIsAColorAndTextIsReadable();
    void theStyleSheetLeavesNoTokenOpen();
    void aCheckBoxIsSeenInBothThemes();
    void relativeTimes_data();
    void relativeTimes();
    void values_data();
    void values();
    void metricNames_data();
    void metricNames();
    void tableIsUsedByKeyboard();
    void theNeighbourOfARowThatLeavesIsNotChosen();
    void stateSaysWhyAndOffersRetry();
    void indicatorSaysWhatTheLinkIs();
    void tileShowsWhatItIsGiven();
    void segmentsSayWhatTheUserChose();
};

namespace {

// WCAG relative luminance and contrast.
double luminance(const QColor &color)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double first = luminance(one) + 0.05;
    const double second = luminance(other) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

} // namespace

void WidgetsTest::everyTokenIsAColorAndTextIsReadable_data()
{
    QTest::addColumn<int>("choice");
    QTest::newRow("light") << static_cast<int>(ThemeChoice::Light);
    QTest::newRow("dark") << static_cast<int>(ThemeChoice::Dark);
}

void WidgetsTest::everyTokenIsAColorAndTextIsReadable()
{
    QFETCH(int, choice);
    applyTheme(static_cast<ThemeChoice>(choice));
    const Tokens &t = tokens();
    for (const QColor &color :
         {t.window,    t.surface,   t.sunken,   t.sidebar,   t.border,   t.borderStrong, t.text,
          t.textMuted, t.textFaint, t.hover,    t.selection, t.accent,   t.accentText,   t.accentSoft,
          t.chart[0],  t.chart[1],  t.chart[2], t.chart[3],  t.chart[4], t.chart[5]})
        QVERIFY(color.isValid());
    for (const QColor &background : {t.window, t.surface, t.sidebar, t.hover, t.selection}) {
        QVERIFY(contrast(t.text, background) > 7);
        QVERIFY(contrast(t.textMuted, background) > 4.5);
    }
    QVERIFY(contrast(t.textFaint, t.surface) > 3);
    QVERIFY(contrast(t.accentText, t.accent) > 4.5);
    for (const Tone tone : {Tone::Ok, Tone::Warn, Tone::Danger, Tone::Info, Tone::Neutral})
        QVERIFY(contrast(t.strong(tone), t.soft(tone)) > 4.5);
    for (const QColor &line : t.chart)
        QVERIFY(contrast(line, t.surface) > 3);
}

void WidgetsTest::theStyleSheetLeavesNoTokenOpen()
{
    QVERIFY(qApp->styleSheet().contains(tokens().accent.name()));
    QVERIFY(!qApp->styleSheet().contains(u"@"_s)
            || qApp->styleSheet().count(u'@') == 1); // the comment says "@names"
}

// Its outline was drawn in a shade of what is behind it in the dark theme.
void WidgetsTest::aCheckBoxIsSeenInBothThemes()
{
    QCheckBox box(u"Only until it clears"_s);
    box.show();
    for (const auto choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
        applyTheme(choice);
        const QImage image = box.grab().toImage();
        double most = 1; // of the row through the middle of the indicator
        for (int x = 0; x < 16; ++x)
            most = std::max(most, contrast(image.pixelColor(x, image.height() / 2), tokens().window));
        QVERIFY2(most >= 3, qPrintable(QString::number(most))); // WCAG 2.1, 1.4.11
    }
}

void WidgetsTest::relativeTimes_data()
{
    QTest::addColumn<int>("secondsAgo");
    QTest::addColumn<QString>("expected");
    QTest::newRow("now") << 0 << u"just now"_s;
    QTest::newRow("a clock a little ahead") << -3 << u"just now"_s;
    QTest::newRow("ahead") << -90 << u"in 1 min"_s;
    QTest::newRow("seconds") << 42 << u"42 s ago"_s;
    QTest::newRow("minutes") << 125 << u"2 min ago"_s;
    QTest::newRow("hours") << 3 * 3600 + 5 << u"3 h ago"_s;
    QTest::newRow("days") << 49 * 3600 << u"2 d ago"_s;
}

void WidgetsTest::relativeTimes()
{
    QFETCH(int, secondsAgo);
    const Instant now{std::chrono::seconds{1'768'478'400}};
    QTEST(models::relativeText(now - std::chrono::seconds{secondsAgo}, now), "expected");
}

void WidgetsTest::values_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("expected");
    QLocale::setDefault(QLocale::c());
    QTest::newRow("whole") << QJsonValue(87) << u"87"_s;
    QTest::newRow("no trailing zeros") << QJsonValue(23.40) << u"23.4"_s;
    QTest::newRow("rounded") << QJsonValue(23.4567) << u"23.46"_s;
    QTest::newRow("small") << QJsonValue(0.12345) << u"0.123"_s;
    QTest::newRow("tiny") << QJsonValue(0.00001234) << u"1.234e-05"_s;
    QTest::newRow("bool") << QJsonValue(true) << u"Yes"_s;
    QTest::newRow("text") << QJsonValue(u"idle"_s) << u"idle"_s;
    QTest::newRow("nothing") << QJsonValue() << QString();
}

void WidgetsTest::values()
{
    QFETCH(QJsonValue, value);
    QTEST(models::valueText(value), "expected");
}

void WidgetsTest::metricNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("unit");
    QTest::newRow("known") << u"battery_pct"_s << u"Battery"_s << u"%"_s;
    QTest::newRow("unit by ending") << u"motor_current_a"_s << u"Motor current"_s << u"A"_s;
    QTest::newRow("plain") << u"pump_speed"_s << u"Pump speed"_s << u""_s;
    QTest::newRow("only an ending") << u"_v"_s << u" v"_s << u""_s;
}

void WidgetsTest::metricNames()
{
    QFETCH(QString, name);
    const models::MetricText text = models::metricText(name);
    QTEST(text.title, "title");
    QTEST(text.unit, "unit");
}

void WidgetsTest::tableIsUsedByKeyboard()
{
    QStandardItemModel model(20, 3);
    DataTable table;
    table.setModel(&model);
    table.resize(400, 300);
    table.show();
    QSignalSpy activated(&table, &DataTable::rowActivated);
    QSignalSpy selected(&table, &DataTable::rowSelected);
    table.selectRowQuietly(0);
    QTest::keyClick(&table, Qt::Key_Down);
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(table.selectedRow(), 2);
    QCOMPARE(selected.last().first().toInt(), 2);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toInt(), 2);
    const QPoint fourth = table.visualRect(model.index(4, 1)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, fourth);
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, fourth);
    QCOMPARE(activated.last().first().toInt(), 4);
}

void WidgetsTest::theNeighbourOfARowThatLeavesIsNotChosen()
{
    QStandardItemModel model(5, 1);
    DataTable table;
    table.setModel(&model);
    table.selectRowQuietly(2);
    model.removeRow(1);
    QCOMPARE(table.selectedRow(), 1); // another one left: it stays with its row
    model.removeRow(1);
    QCOMPARE(table.selectedRow(), -1);
    QVERIFY(!table.currentIndex().isValid());
}

void WidgetsTest::stateSaysWhyAndOffersRetry()
{
    auto *content = new QWidget;
    ContentStack stack(content);
    stack.present(models::Phase::Loading, false, {}, {});
    QVERIFY(stack.state()->isLoading() && !stack.showsContent());
    stack.present(models::Phase::Failed, false, {0, u"timeout"_s, {}, {}, {}}, {});
    QSignalSpy retries(&stack, &ContentStack::retryRequested);
    stack.show();
    QTest::mouseClick(stack.state()->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(retries.count(), 1);
    stack.present(models::Phase::Ready, false, {}, {u"All quiet"_s, {}, u"quiet"_s});
    QCOMPARE(stack.state()->title(), u"All quiet"_s);
    QVERIFY(!stack.state()->findChild<QPushButton *>()->isVisible());
    stack.present(models::Phase::Failed, true, {}, {}); // rows stay in sight
    QVERIFY(stack.showsContent());
}

void WidgetsTest::indicatorSaysWhatTheLinkIs()
{
    SignedIn world;
    ConnectionIndicator indicator(world.console.live);
    QCOMPARE(indicator.text(), u"Offline"_s);
    QVERIFY(world.signIn());
    world.console.live.start();
    QCOMPARE(indicator.text(), u"Connecting"_s);
    QTRY_COMPARE(indicator.text(), u"Live"_s);
    world.api.stopListening();
    QTRY_COMPARE(indicator.text(), u"Offline"_s);
    QVERIFY(indicator.accessibleDescription().contains(u"Last heard"_s));
}

void WidgetsTest::tileShowsWhatItIsGiven()
{
    MetricTile tile(u"battery_pct"_s);
    QCOMPARE(tile.shownValue(), u"–"_s);
    tile.setValue(12.5);
    QCOMPARE(tile.shownValue(), u"12.5"_s);
    tile.setValue(false);
    QCOMPARE(tile.shownValue(), u"No"_s);
}

void WidgetsTest::segmentsSayWhatTheUserChose()
{
    SegmentedControl control(u"Range"_s, {u"a"_s, u"b"_s, u"c"_s});
    control.show();
    QSignalSpy chosen(&control, &SegmentedControl::chosen);
    control.setCurrent(2);
    QCOMPARE(control.current(), 2);
    QVERIFY(chosen.isEmpty()); // a program did it
    QTest::mouseClick(control.findChildren<QPushButton *>()[1], Qt::LeftButton);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(control.current(), 1);
}

PULSE_TEST_CASE(WidgetsTest)
#include "widgets_test.moc"

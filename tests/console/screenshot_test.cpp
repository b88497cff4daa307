// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The screenshot run against a server: every page in light and dark, and a failure that says what was
// missing.
#include "app/console.h"
#include "app/screenshot_run.h"
#include "app/shell.h"
#include "support/value_spy.h"
#include "world.h"

#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::test;

class ScreenshotTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QCoreApplication::setApplicationVersion(u"0.1.0"_s);
        widgets::applyTheme(widgets::ThemeChoice::Light);
    }
    void everyPageIsPicturedInLightAndDark();
    void wrongPasswordIsSaid();
    void aPageWithoutContentIsNamed_data();
    void aPageWithoutContentIsNamed();
};

namespace {

// Runs to the end and returns what was missing.
QString runAll(FakeApi &api, const QString &folder, const QString &password,
               std::chrono::milliseconds timeout)
{
    console::Console console({api.url()});
    console::MainWindow window(console);
    window.show();
    console::ScreenshotRun run(console, window, folder);
    run.setStepTimeout(timeout);
    ValueSpy<QString> finished(&run, &console::ScreenshotRun::finished);
    run.start({api.login, password});
    return finished.waitFor(1, std::chrono::seconds{30}) ? finished.values().first() : u"it never ended"_s;
}

} // namespace

void ScreenshotTest::everyPageIsPicturedInLightAndDark()
{
    FakeApi api;
    QVERIFY(api.listen());
    const Fleet fleet(api, SystemClock().now());
    QTemporaryDir temporary;
    // A person who wants to look keeps the pictures: PULSE_PICTURES=folder
    const QString kept = qEnvironmentVariable("PULSE_PICTURES");
    const QString folder = kept.isEmpty() ? temporary.path() : kept;
    QCOMPARE(runAll(api, folder, api.password, std::chrono::seconds{10}), QString());
    for (const QString &page : {u"sign-in"_s, u"devices"_s, u"device"_s, u"alerts"_s}) {
        const QImage light(QDir(folder).filePath(page + u"-light.png"_s));
        const QImage dark(QDir(folder).filePath(page + u"-dark.png"_s));
        QCOMPARE(light.size(), QSize(1280, 800));
        QCOMPARE(dark.size(), QSize(1280, 800));
        QVERIFY(light.pixelColor(640, 795).lightness() > 200);
        QVERIFY(dark.pixelColor(640, 795).lightness() < 60);
    }
}

void ScreenshotTest::wrongPasswordIsSaid()
{
    FakeApi api;
    QVERIFY(api.listen());
    QTemporaryDir folder;
    const QString problem = runAll(api, folder.path(), u"wrong"_s, std::chrono::seconds{10});
    QVERIFY2(problem.contains("password"_L1), qPrintable(problem));
}

void ScreenshotTest::aPageWithoutContentIsNamed_data()
{
    QTest::addColumn<QString>("emptied");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no devices") << u"devices"_s << u"page devices"_s;
    QTest::newRow("no readings") << u"telemetry"_s << u"page device"_s;
    QTest::newRow("no alerts") << u"alerts"_s << u"page alerts"_s;
}

void ScreenshotTest::aPageWithoutContentIsNamed()
{
    QFETCH(QString, emptied);
    QFETCH(QString, expected);
    FakeApi api;
    QVERIFY(api.listen());
    const Fleet fleet(api, SystemClock().now());
    if (emptied == "devices"_L1)
        api.devices.clear();
    else if (emptied == "telemetry"_L1)
        api.telemetry.clear();
    else
        api.alerts.clear();
    QTemporaryDir folder;
    const QString problem = runAll(api, folder.path(), api.password, std::chrono::milliseconds{700});
    QVERIFY2(problem.contains(expected), qPrintable(problem));
}

QTEST_MAIN(ScreenshotTest)
#include "screenshot_test.moc"

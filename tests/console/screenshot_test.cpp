// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The screenshot run against a server: every page in light and dark, and a failure that says what was
// missing.
#include "app/console.h"
#include "app/shell.h"
#include "screenshots/screenshot_run.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"
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
    void theBannerIsPicturedToo_data();
    void theBannerIsPicturedToo();
    void wrongPasswordIsSaid();
    void aPageWithoutContentIsNamed_data();
    void aPageWithoutContentIsNamed();
    void beforeTheFirstDeliveryItsPageIsPicturedEmpty();
};

namespace {

// Runs to the end and returns what was missing.
QString runAll(FakeApi &api, const QString &folder, const QString &password,
               std::chrono::milliseconds timeout, const QStringList &pages = {})
{
    console::Console console({api.url()});
    console::MainWindow window(console);
    window.show();
    screenshots::ScreenshotRun run(console, window, folder);
    run.setStepTimeout(timeout);
    ValueSpy<QString> finished(&run, &screenshots::ScreenshotRun::finished);
    run.start({api.login, password}, pages);
    return finished.waitFor(1, std::chrono::seconds{30}) ? finished.values().first() : u"it never ended"_s;
}

// A person who wants to look keeps the pictures: PULSE_PICTURES=folder
QString pictureFolder(const QTemporaryDir &temporary)
{
    const QString kept = qEnvironmentVariable("PULSE_PICTURES");
    return kept.isEmpty() ? temporary.path() : kept;
}

void checkPictures(const QString &folder, const QString &page)
{
    const QImage light(QDir(folder).filePath(page + u"-light.png"_s));
    const QImage dark(QDir(folder).filePath(page + u"-dark.png"_s));
    QCOMPARE(light.size(), QSize(1280, 800));
    QCOMPARE(dark.size(), QSize(1280, 800));
    QVERIFY(light.pixelColor(640, 795).lightness() > 200);
    QVERIFY(dark.pixelColor(640, 795).lightness() < 60);
}

} // namespace

void ScreenshotTest::everyPageIsPicturedInLightAndDark()
{
    FakeApi api;
    QVERIFY(api.listen());
    const Fleet fleet(api, SystemClock().now());
    QTemporaryDir temporary;
    const QString folder = pictureFolder(temporary);
    QCOMPARE(runAll(api, folder, api.password, std::chrono::seconds{10}), QString());
    for (const QString &page : {u"sign-in"_s, u"devices"_s, u"device"_s, u"alerts"_s, u"deliveries"_s})
        checkPictures(folder, page);
}

void ScreenshotTest::theBannerIsPicturedToo_data()
{
    QTest::addColumn<QString>("page");
    QTest::newRow("a customer's, while nothing comes in") << u"degraded"_s;
    QTest::newRow("an operator's") << u"system"_s;
}

void ScreenshotTest::theBannerIsPicturedToo()
{
    QFETCH(QString, page);
    FakeApi api;
    QVERIFY(api.listen());
    const Instant now = SystemClock().now();
    const Fleet fleet(api, now);
    const SystemTroubles troubles(api, now);
    if (page == "system"_L1)
        api.role = u"operator"_s;
    QTemporaryDir temporary;
    const QString folder = pictureFolder(temporary);
    const QStringList pages{page};
    QCOMPARE(runAll(api, folder, api.password, std::chrono::seconds{10}, pages), QString());
    checkPictures(folder, page);
    api.changeService({});
    api.systemAlerts.clear(); // and without anything to say there is no such picture
    const QString problem = runAll(api, folder, api.password, std::chrono::milliseconds{300}, pages);
    QVERIFY2(problem.contains(page == "system"_L1 ? u"system alerts"_s : u"the banner"_s),
             qPrintable(problem));
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

void ScreenshotTest::beforeTheFirstDeliveryItsPageIsPicturedEmpty()
{
    FakeApi api;
    QVERIFY(api.listen());
    const Fleet fleet(api, SystemClock().now());
    api.deliveries.clear();
    QTemporaryDir temporary;
    const QString folder = pictureFolder(temporary);
    QCOMPARE(runAll(api, folder, api.password, std::chrono::seconds{10}, {u"deliveries"_s}), QString());
    checkPictures(folder, u"deliveries"_s);
}

PULSE_TEST_CASE(ScreenshotTest)
#include "screenshot_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole window against a server: signing in and failing to, finding a device, looking at it, coming back.
#include "app/main_window.h"
#include "app/options.h"
#include "app/shell.h"
#include "app/sign_in_page.h"
#include "charts/metric_chart.h"
#include "models/words_text.h"
#include "pages/customer/alerts_page.h"
#include "pages/customer/device_charts.h"
#include "pages/customer/device_page.h"
#include "pages/customer/device_refusals.h"
#include "pages/customer/device_tiles.h"
#include "pages/customer/devices_page.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/data_table.h"
#include "widgets/metric_tile.h"

#include <QCommandLineParser>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace pulse;
using namespace pulse::test;

class PagesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { widgets::applyTheme(widgets::ThemeChoice::Dark); }
    void aWrongPasswordIsSaidAndTheNameStays();
    void anUnreachableServerIsSaid();
    void signingInShowsDevicesAndSigningOutForgetsThem();
    void aDoubleClickOpensADeviceAndBackReturns();
    void liveReadingsReachTilesAndCharts();
    void whatIsRefusedOfADeviceIsShownInWords();
    void leavingADeviceEndsItsSubscription();
    void aNewAlertAppearsAndTheShownOneFollows();
    void whenTheChosenAlertClearsNoOtherIsChosen();
    void rowsStayWhereTheyAreUnderAPointerThatMoves();
    void searchFindsADevice();
    void anEndedSessionReturnsToSignInAndSaysSo();
    void hundredThousandDevicesMakeNoMoreWidgets();
    void optionsAreChecked_data();
    void optionsAreChecked();
};

namespace {

struct ConsoleWindow : SignedIn {
    ConsoleWindow()
    {
        fleet = std::make_unique<Fleet>(api, now());
        window = std::make_unique<console::MainWindow>(console);
        window->show();
    }
    [[nodiscard]] bool enter()
    {
        return signIn() && until([this] {
                   return shell().page<pages::DevicesPage>()->model().phase() == models::Phase::Ready
                       && isLive()
                       && shell().page<pages::AlertsPage>()->model().phase() == models::Phase::Ready;
               });
    }
    console::Shell &shell() { return *window->shell(); }
    console::SignInPage &signInPage() { return *window->signInPage(); }
    widgets::DataTable &devicesTable() { return *shell().page<pages::DevicesPage>()->table(); }
    QString firstDevice() { return shell().page<pages::DevicesPage>()->model().idAt(0); }
    bool openFirst()
    {
        shell().showPage(u"device"_s, firstDevice());
        const pages::DevicePage *page = shell().page<pages::DevicePage>();
        return until([&] { return page->charts()->metrics().size() == 6 && page->tiles()->count() == 7; });
    }

    std::unique_ptr<Fleet> fleet;
    std::unique_ptr<console::MainWindow> window;
};

void typeAndSubmit(ConsoleWindow &window, const QString &login, const QString &password)
{
    const auto fields = window.signInPage().findChildren<QLineEdit *>();
    fields[0]->setText(login);
    fields[1]->setText(password);
    QTest::mouseClick(window.signInPage().findChild<QPushButton *>(), Qt::LeftButton);
}

} // namespace

void PagesTest::aWrongPasswordIsSaidAndTheNameStays()
{
    ConsoleWindow window;
    QVERIFY(window.signInPage().isVisible());
    QVERIFY(window.signInPage().shownProblem().isEmpty());
    typeAndSubmit(window, u"ada"_s, u"wrong"_s);
    QTRY_VERIFY(window.signInPage().shownProblem().contains(u"password"_s));
    QVERIFY(window.signInPage().isVisible());
    QCOMPARE(window.signInPage().findChildren<QLineEdit *>()[0]->text(), u"ada"_s);
    typeAndSubmit(window, u"ada"_s, window.api.password);
    QTRY_VERIFY(window.shell().isVisible());
    QVERIFY(window.signInPage().findChildren<QLineEdit *>()[1]->text().isEmpty()); // no password stays behind
}

void PagesTest::anUnreachableServerIsSaid()
{
    ConsoleWindow window;
    window.api.stopListening();
    typeAndSubmit(window, u"ada"_s, u"x"_s);
    QTRY_VERIFY(window.signInPage().shownProblem().contains(u"reached"_s));
    QVERIFY(window.signInPage().findChild<QPushButton *>()->isEnabled());
}

void PagesTest::signingInShowsDevicesAndSigningOutForgetsThem()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    QCOMPARE(window.devicesTable().model()->rowCount(), 28);
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicesPage>());
    window.console.session.signOut();
    QVERIFY(window.signInPage().isVisible());
    QCOMPARE(window.devicesTable().model()->rowCount(), 0);
    QCOMPARE(window.shell().page<pages::AlertsPage>()->model().rowCount(), 0);
    QCOMPARE(window.console.live.link().state, client::LiveLink::State::Offline);
}

void PagesTest::aDoubleClickOpensADeviceAndBackReturns()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    const QRect row = window.devicesTable().visualRect(window.devicesTable().model()->index(3, 1));
    QTest::mouseClick(window.devicesTable().viewport(), Qt::LeftButton, {}, row.center());
    QTest::mouseDClick(window.devicesTable().viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicePage>());
    QCOMPARE(window.shell().page<pages::DevicePage>()->shownTitle(),
             window.shell().page<pages::DevicesPage>()->model().idAt(3));
    window.shell().showPage(u"alerts"_s);
    window.shell().goBack();
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicePage>());
    QCOMPARE(window.shell().page<pages::DevicePage>()->shownTitle(),
             window.shell().page<pages::DevicesPage>()->model().idAt(3));
    QTest::mouseClick(window.shell().page<pages::DevicePage>()->findChild<QToolButton *>(), Qt::LeftButton);
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicesPage>());
    window.shell().goBack(); // nowhere further
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicesPage>());
}

void PagesTest::liveReadingsReachTilesAndCharts()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    QVERIFY(window.openFirst());
    pages::DevicePage &page = *window.shell().page<pages::DevicePage>();
    charts::MetricChart &chart = *page.charts()->chart(u"temp_c"_s);
    const qsizetype before = chart.samples().size();
    QVERIFY(before > 60);
    window.api.addTelemetry(window.firstDevice(), makePoint(window.now(), {{u"temp_c"_s, 77.5}}));
    QTRY_COMPARE(page.tiles()->tile(u"temp_c"_s)->shownValue(), u"77.5"_s);
    QTRY_COMPARE(chart.samples().size(), before + 1);
    chart.refresh();
    QVERIFY(chart.plottedPointCount() > 2);
    QVERIFY(chart.plottedPointCount() <= 2 * chart.width());
}

void PagesTest::whatIsRefusedOfADeviceIsShownInWords()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    QVERIFY(window.openFirst());
    const pages::DeviceRefusals &refusals = *window.shell().page<pages::DevicePage>()->refusals();
    QVERIFY(!refusals.isVisible()); // nothing was
    const auto refused = [&window](model::RejectReason reason) {
        return model::Refusal{reason, true, 12, window.now(), window.now()};
    };
    window.api.refusals[window.firstDevice()].reasons = {refused(model::RejectReason::TooOld),
                                                         refused(model::RejectReason::TokenInvalid)};
    window.shell().reload();
    QTRY_COMPARE(refusals.shownReasons(), (QStringList{u"Too old"_s, u"Wrong token"_s}));
    QVERIFY(refusals.isVisible());
    window.shell().showPage(u"device"_s, window.shell().page<pages::DevicesPage>()->model().idAt(1));
    QVERIFY(!refusals.isVisible());
}

void PagesTest::leavingADeviceEndsItsSubscription()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    QVERIFY(window.openFirst());
    const QString deviceId = window.firstDevice();
    window.shell().showPage(u"devices"_s);
    QTRY_VERIFY(!window.api.liveRequests().isEmpty()
                && window.api.liveRequests().last().action == wire::LiveRequest::Action::Unsubscribe
                && window.api.liveRequests().last().deviceId == deviceId);
    QCOMPARE(window.shell().page<pages::DevicePage>()->model().phase(), models::Phase::Idle);
}

void PagesTest::aNewAlertAppearsAndTheShownOneFollows()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    window.shell().showPage(u"alerts"_s);
    pages::AlertsPage &page = *window.shell().page<pages::AlertsPage>();
    const model::Alert shown = *window.shell().page<pages::AlertsPage>()->model().at(0);
    QCOMPARE(page.table()->selectedRow(), 0); // the newest is chosen by itself
    model::Alert fresh = makeAlert(5000, window.now());
    window.api.changeAlert(fresh);
    QTRY_COMPARE(page.table()->model()->rowCount(), 8);
    QCOMPARE(page.table()->selectedRow(), 1); // what was being read stays chosen
    model::Alert renamed = shown;
    renamed.details = {};
    renamed.summary = u"Something else"_s;
    renamed.updatedAt = window.now();
    window.api.changeAlert(renamed);
    QTRY_COMPARE(page.inspector()->shownTitle(), u"Something else"_s);
}

// Its panel stays, and what is done there is done to it.
void PagesTest::whenTheChosenAlertClearsNoOtherIsChosen()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    window.shell().showPage(u"alerts"_s);
    pages::AlertsPage &page = *window.shell().page<pages::AlertsPage>();
    model::Alert cleared = *page.model().at(0);
    const QString title = page.inspector()->shownTitle();
    cleared.clearedAt = cleared.updatedAt = window.now();
    window.api.changeAlert(cleared);
    QTRY_COMPARE(page.table()->model()->rowCount(), 6);
    QCOMPARE(page.table()->selectedRow(), -1);
    QCOMPARE(page.chosen(), QString::number(cleared.alertId));
    QCOMPARE(page.inspector()->shownTitle(), title);
    const auto badges = page.inspector()->findChildren<widgets::Badge *>();
    QCOMPARE(badges.last()->look().text, models::text(model::AlertStatus::Closed));
}

void PagesTest::rowsStayWhereTheyAreUnderAPointerThatMoves()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    window.shell().showPage(u"alerts"_s);
    pages::AlertsPage &page = *window.shell().page<pages::AlertsPage>();
    QTest::mouseMove(page.table()->viewport(), {20, 20});
    QTRY_VERIFY(page.table()->hoveredRow() >= 0);
    window.api.changeAlert(makeAlert(5000, window.now()));
    QTRY_COMPARE(page.model().waitingCount(), 1);
    QCOMPARE(page.model().rowCount(), 7);
    QTest::mouseMove(window.window.get(), {2, 2});
    QEvent left(QEvent::Leave); // an offscreen window is told of no pointer that leaves a part of it
    QCoreApplication::sendEvent(page.table()->viewport(), &left);
    QTRY_COMPARE(page.model().rowCount(), 8);
}

void PagesTest::searchFindsADevice()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    window.shell().search(u"devices"_s);
    window.shell().page<pages::DevicesPage>()->findChild<QLineEdit *>()->setText(u"crane-002"_s);
    QTRY_COMPARE(window.devicesTable().model()->rowCount(), 1);
    QCOMPARE(window.firstDevice(), u"crane-002"_s);
}

void PagesTest::anEndedSessionReturnsToSignInAndSaysSo()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    window.api.revokeAccessTokens();
    window.api.revokeRefreshTokens();
    window.shell().reload();
    QTRY_VERIFY(window.signInPage().isVisible());
    QVERIFY(window.signInPage().shownProblem().contains(u"ended"_s));
}

void PagesTest::hundredThousandDevicesMakeNoMoreWidgets()
{
    ConsoleWindow window;
    QVERIFY(window.enter());
    const auto widgetsBefore = window.window->findChildren<QWidget *>().size();
    model::Page<model::Device> page;
    models::DeviceListModel &model = window.shell().page<pages::DevicesPage>()->model();
    for (int i = 0; i < 100'000; ++i)
        model.take(makeDevice(u"big-%1"_s.arg(i, 6, 10, QChar(u'0')), window.now()));
    model.flush();
    QCOMPARE(model.rowCount(), 100'028);
    window.devicesTable().scrollToBottom();
    window.devicesTable().grab();
    QCOMPARE(window.window->findChildren<QWidget *>().size(), widgetsBefore);
    const quint64 comparisons = model.rows().comparisons();
    model.take(makeDevice(u"big-054321"_s, window.now(), model::DeviceStatus::Stale));
    model.flush();
    window.devicesTable().grab();
    const quint64 cost = model.rows().comparisons() - comparisons;
    QVERIFY2(cost > 0 && cost < 200, qPrintable(QString::number(cost)));
}

void PagesTest::optionsAreChecked_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode"); // -1: runs
    QTest::newRow("none") << QStringList{} << -1;
    QTest::newRow("all") << QStringList{u"--server"_s,        u"https://pulse.example"_s,
                                        u"--user"_s,          u"ada"_s,
                                        u"--theme"_s,         u"dark"_s,
                                        u"--password-file"_s, u"x"_s}
                         << -1;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0;
    QTest::newRow("another scheme") << QStringList{u"--server"_s, u"ftp://x"_s} << 2;
    QTest::newRow("no host") << QStringList{u"--server"_s, u"http://"_s} << 2;
    QTest::newRow("another theme") << QStringList{u"--theme"_s, u"pink"_s} << 2;
    QTest::newRow("another program's") << QStringList{u"--pictures"_s, u"alerts"_s} << 2;
    QTest::newRow("unknown") << QStringList{u"--colour"_s} << 2;
}

void PagesTest::optionsAreChecked()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QCommandLineParser parser;
    const auto options = console::optionsFrom(QStringList{u"pulse-console"_s} + arguments, parser);
    QCOMPARE(options ? -1 : options.error().exitCode, exitCode);
}

PULSE_TEST_CASE(PagesTest)
#include "pages_test.moc"

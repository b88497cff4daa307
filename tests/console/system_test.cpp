// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse speaks of itself: the banner of customers and of operators, and the operators' page.
#include "app/main_window.h"
#include "app/shell.h"
#include "models/service_notice.h"
#include "models/system_alert_text.h"
#include "models/times.h"
#include "pages/customer/devices_page.h"
#include "pages/operator/system_page.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/banner.h"
#include "widgets/data_table.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace pulse;
using namespace pulse::test;
using Kind = model::SystemAlertKind;
using Action = models::ServiceNotice::Action;
using model::SeverityClass;

class SystemTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { widgets::applyTheme(widgets::ThemeChoice::Light); }
    void whatTheBannerSays_data();
    void whatTheBannerSays();
    void everyKindHasWords();
    void theBannerShowsAndGoes();
    void theBannerIsUsedByKeyboard();
    void theBannerIsReadableInBothThemes();
    void customersLearnThatValuesAreOld();
    void aLostServerIsSaidAndTriedAgain();
    void customersNeverAskForSystemAlerts();
    void operatorsSeePulseItself();
    void operatorsAreToldOfChanges();
    void acknowledgingLeavesTheBanner();
    void anOlderListDoesNotUndoAcknowledging();
    void whatCannotBeAcknowledgedSaysWhy();
    void thePastIsShownWhenAskedFor();
    void signingOutForgets();
    void changesMissedWhileAwayAreRead();
};

namespace {

struct SystemWindow : SignedIn {
    SystemWindow()
    {
        window = std::make_unique<console::MainWindow>(console);
        window->show();
    }
    [[nodiscard]] bool enterAsOperator()
    {
        api.role = u"operator"_s;
        return signIn() && until([this] {
                   return shell().page<pages::SystemPage>()->model().phase() == models::Phase::Ready
                       && isLive();
               });
    }
    [[nodiscard]] bool enterAsCustomer()
    {
        return signIn() && until([this] {
                   return shell().page<pages::DevicesPage>()->model().phase() == models::Phase::Ready
                       && isLive();
               });
    }
    console::Shell &shell() { return *window->shell(); }
    widgets::Banner &banner() { return *shell().banner(); }
    QString bannerText() { return banner().isVisible() ? banner().notice()->text : QString(); }
    QPushButton *bannerButton() { return banner().findChild<QPushButton *>(); }
    widgets::Inspector &detail() { return *shell().page<pages::SystemPage>()->inspector(); }
    QPushButton *acknowledge() { return shell().page<pages::SystemPage>()->acknowledgeButton(); }
    QStringList titles()
    {
        QStringList texts;
        const auto *model = shell().page<pages::SystemPage>()->table()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            texts.append(model->index(row, 1).data().toString());
        return texts;
    }

    std::unique_ptr<console::MainWindow> window;
};

const QDateTime kNow(QDate(2026, 3, 14), QTime(15, 30));

Instant today(int hour, int minute) { return models::instantOf(QDateTime(kNow.date(), QTime(hour, minute))); }

} // namespace

Q_DECLARE_METATYPE(models::ServiceKnowledge)

void SystemTest::whatTheBannerSays_data()
{
    QTest::addColumn<models::ServiceKnowledge>("known");
    QTest::addColumn<QString>("text"); // empty: nothing
    QTest::addColumn<SeverityClass>("severity");
    QTest::addColumn<Action>("action");
    using State = client::LiveLink::State;
    const client::LiveLink up{State::Connected, {}, kNow};
    const client::LiveLink down{State::Offline, u"why"_s, QDateTime(kNow.date(), QTime(14, 3))};
    const model::ServiceState blind{false, today(14, 3)};
    const auto lost = makeSystemAlert(3, Kind::SessionLost, today(9, 0));
    const auto clock = makeSystemAlert(2, Kind::IngestStopped, today(9, 0), 3);
    const auto row = [](const char *name, const models::ServiceKnowledge &known, const QString &text,
                        SeverityClass severity,
                        Action action) { QTest::newRow(name) << known << text << severity << action; };
    row("well", {up, model::ServiceState{}, {}}, {}, {}, {});
    row("not told yet", {up, {}, {}}, {}, {}, {});
    row("connecting", {{State::Connecting, {}, {}}, {}, {}}, {}, {}, {});
    row("not receiving", {up, blind, {}}, u"Values may be out of date since 14:03: Pulse is not receiving."_s,
        SeverityClass::Warning, Action::None);
    row("not receiving since another day",
        {up, model::ServiceState{false, today(14, 3) - std::chrono::hours{48}}, {}},
        u"Values may be out of date since %1 14:03: Pulse is not receiving."_s.arg(
            QLocale().toString(kNow.date().addDays(-2), QLocale::ShortFormat)),
        SeverityClass::Warning, Action::None);
    row("not receiving since nobody knows when", {up, model::ServiceState{false, {}}, {}},
        u"Values may be out of date: Pulse is not receiving."_s, SeverityClass::Warning, Action::None);
    row("away", {down, blind, {lost}}, u"Pulse cannot be reached. Values may be out of date since 14:03."_s,
        SeverityClass::Warning, Action::Retry);
    row("never reached", {{State::Offline, {}, {}}, {}, {}}, u"Pulse cannot be reached."_s,
        SeverityClass::Warning, Action::Retry);
    row("one system alert", {up, blind, {lost}}, u"The broker forgot its queue: readings are lost."_s,
        SeverityClass::Critical, Action::ShowSystemAlerts);
    row("the worst of several", {up, {}, {clock, lost, clock}},
        u"The broker forgot its queue: readings are lost. And 2 more."_s, SeverityClass::Critical,
        Action::ShowSystemAlerts);
    row("a mild one", {up, {}, {clock}}, u"Ingest has stopped."_s, SeverityClass::Warning,
        Action::ShowSystemAlerts);
}

void SystemTest::whatTheBannerSays()
{
    QFETCH(models::ServiceKnowledge, known);
    QFETCH(QString, text);
    const auto notice = models::noticeOf(known, kNow);
    QCOMPARE(notice ? notice->text : QString(), text);
    if (!notice)
        return;
    QTEST(notice->severity, "severity");
    QTEST(notice->action, "action");
}

void SystemTest::everyKindHasWords()
{
    QStringList titles;
    for (int kind = 0; kind < static_cast<int>(Kind::Other); ++kind) {
        model::SystemAlert alert = makeSystemAlert(1, static_cast<Kind>(kind), today(9, 0));
        alert.details = {{u"beyond_percent"_s, 60}, {u"offset_ms"_s, -2300}, {u"dropped"_s, 17}};
        const QString title = models::systemAlertTitle(alert);
        QVERIFY(!title.isEmpty() && title != alert.summary && !titles.contains(title));
        QVERIFY(!models::systemAlertMeaning(alert).isEmpty());
        titles.append(title);
    }
    QVERIFY(titles.contains(u"The broker's queue is 60 % full"_s));
    QVERIFY(titles.join(u'|').contains(u"2.3 s"_s) || titles.join(u'|').contains(u"2,3 s"_s));
    const auto later = makeSystemAlert(9, Kind::Other, today(9, 0));
    QCOMPARE(models::systemAlertTitle(later), later.summary); // of a newer server: its own words
}

void SystemTest::theBannerShowsAndGoes()
{
    widgets::Banner banner;
    QVERIFY(!banner.isVisible());
    banner.setNotice(models::ServiceNotice{u"Something"_s, SeverityClass::Warning, Action::None});
    QVERIFY(banner.isVisible());
    QCOMPARE(banner.accessibleName(), u"Something"_s);
    QVERIFY(!banner.findChild<QPushButton *>()->isVisible());
    banner.setNotice(std::nullopt);
    QVERIFY(!banner.isVisible());
}

void SystemTest::theBannerIsUsedByKeyboard()
{
    widgets::Banner banner;
    QSignalSpy requested(&banner, &widgets::Banner::actionRequested);
    banner.setNotice(models::ServiceNotice{u"Away"_s, SeverityClass::Warning, Action::Retry});
    auto *button = banner.findChild<QPushButton *>();
    QVERIFY(button->focusPolicy() & Qt::TabFocus);
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.first().first().value<Action>(), Action::Retry);
}

// Painted in the colours of its weight, in both themes, and changes with the theme.
void SystemTest::theBannerIsReadableInBothThemes()
{
    widgets::Banner banner;
    banner.resize(600, banner.height());
    banner.setNotice(models::ServiceNotice{u"Lost"_s, SeverityClass::Critical, Action::None});
    for (const auto theme : {widgets::ThemeChoice::Dark, widgets::ThemeChoice::Light}) {
        widgets::applyTheme(theme);
        const QImage image = banner.grab().toImage();
        QCOMPARE(image.pixelColor(image.width() - 4, 4).rgb(), widgets::tokens().dangerSoft.rgb());
        int strong = 0; // the icon; nearly, since it has soft edges
        for (int x = 0; x < 60; ++x) {
            for (int y = 0; y < image.height(); ++y) {
                const QColor pixel = image.pixelColor(x, y);
                const QColor &wanted = widgets::tokens().danger;
                const int distance = std::abs(pixel.red() - wanted.red())
                    + std::abs(pixel.green() - wanted.green()) + std::abs(pixel.blue() - wanted.blue());
                strong += distance < 60 ? 1 : 0;
            }
        }
        QVERIFY2(strong > 15, qPrintable(QString::number(strong)));
    }
}

void SystemTest::customersLearnThatValuesAreOld()
{
    SystemWindow window;
    QVERIFY(window.enterAsCustomer());
    QCOMPARE(window.bannerText(), QString());
    window.api.changeService({false, window.now() - std::chrono::minutes{3}});
    QTRY_VERIFY(window.bannerText().contains(u"out of date"_s));
    QVERIFY(!window.bannerButton()->isVisible());
    window.api.changeService({});
    QTRY_COMPARE(window.bannerText(), QString());
}

void SystemTest::aLostServerIsSaidAndTriedAgain()
{
    SystemWindow window;
    QVERIFY(window.enterAsCustomer());
    window.api.changeService({false, window.now()});
    QTRY_VERIFY(!window.bannerText().isEmpty());
    const quint16 port = window.api.port();
    window.api.stopListening();
    QTRY_VERIFY(window.bannerText().contains(u"cannot be reached"_s));
    QVERIFY(window.bannerButton()->isVisible());
    window.api.changeService({});
    QVERIFY(window.api.listen(port));
    QTest::mouseClick(window.bannerButton(), Qt::LeftButton);
    QTRY_COMPARE(window.bannerText(), QString());
    QVERIFY(window.isLive());
}

void SystemTest::customersNeverAskForSystemAlerts()
{
    SystemWindow window;
    QVERIFY(window.enterAsCustomer());
    window.api.changeSystemAlert(makeSystemAlert(1, Kind::SessionLost, window.now())); // a server that errs
    window.api.changeService({false, window.now()});
    QTRY_VERIFY(window.bannerText().contains(u"out of date"_s));
    window.shell().reload();
    QCOMPARE(window.api.requests(u"/operator"_s).size(), 0);
    QVERIFY(window.shell().page<pages::SystemPage>()->isHidden());
}

void SystemTest::operatorsSeePulseItself()
{
    SystemWindow window;
    window.api.systemAlerts = {makeSystemAlert(3, Kind::BrokerDropping, window.now()),
                               makeSystemAlert(2, Kind::ClockDrift, window.now(), 3)};
    QVERIFY(window.enterAsOperator());
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::SystemPage>());
    QCOMPARE(window.titles().size(), 2);
    QVERIFY(window.detail().shownTitle().contains(u"drops messages"_s)); // the newest is chosen
    QVERIFY(window.bannerText().endsWith(u"And 1 more."_s));
    QCOMPARE(window.api.requests(u"/api/v2/"_s).size(), 0); // nothing that only customers may see
    QTRY_VERIFY(window.isLive());
    QCOMPARE(window.api.liveRequests().size(), 0);
}

void SystemTest::operatorsAreToldOfChanges()
{
    SystemWindow window;
    QVERIFY(window.enterAsOperator());
    QCOMPARE(window.bannerText(), QString());
    QCOMPARE(window.titles(), QStringList());
    window.api.changeSystemAlert(makeSystemAlert(1, Kind::IngestStopped, window.now()));
    QTRY_COMPARE(window.bannerText(), u"Ingest has stopped."_s);
    QTRY_COMPARE(window.titles(), QStringList{u"Ingest has stopped"_s});
    model::SystemAlert over = window.api.systemAlerts[0];
    over.clearedAt = window.now();
    window.api.changeSystemAlert(over);
    QTRY_COMPARE(window.bannerText(), QString());
    QTRY_COMPARE(window.titles(), QStringList());
    QCOMPARE(window.detail().shownTitle(), QString());
}

void SystemTest::acknowledgingLeavesTheBanner()
{
    SystemWindow window;
    window.api.systemAlerts = {makeSystemAlert(4, Kind::SessionLost, window.now())};
    QVERIFY(window.enterAsOperator());
    QTRY_VERIFY(!window.bannerText().isEmpty());
    QTest::mouseClick(window.bannerButton(), Qt::LeftButton); // shows what it speaks of
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::SystemPage>());
    QPushButton *acknowledge = window.acknowledge();
    QVERIFY(acknowledge->isVisible());
    acknowledge->setFocus();
    QTest::keyClick(acknowledge, Qt::Key_Space);
    QTRY_COMPARE(window.bannerText(), QString());
    QCOMPARE(window.titles().size(), 1); // it stays in the list
    QVERIFY(!acknowledge->isVisible());
    const auto sent = window.api.requests(u"/operator/system-alerts/4/acknowledge"_s);
    QCOMPARE(sent.size(), 1);
    QCOMPARE(sent[0].method, "POST");
}

// A list asked for before, answered after: the banner came back and stayed.
void SystemTest::anOlderListDoesNotUndoAcknowledging()
{
    const QString path = u"/operator/system-alerts"_s;
    SystemWindow window;
    window.api.systemAlerts = {makeSystemAlert(4, Kind::SessionLost, window.now())};
    QVERIFY(window.enterAsOperator());
    QSignalSpy read(&window.shell().page<pages::SystemPage>()->model(), &QAbstractItemModel::modelReset);
    window.shell().page<pages::SystemPage>()->model().load(); // instead of what going live asked for
    QTRY_COMPARE(read.size(), 1);
    window.api.forgetRequests();
    window.api.delayNext(path);
    window.shell().page<pages::SystemPage>()->model().load();
    QTRY_COMPARE(window.api.requests(path).size(), 1);
    QTest::mouseClick(window.acknowledge(), Qt::LeftButton);
    QTRY_COMPARE(window.bannerText(), QString());
    window.api.holdAnswers(false);
    QTRY_COMPARE(window.api.requests(path).size(), 3); // the list, the act, and the list again
    QTRY_COMPARE(read.size(), 2);
    QCOMPARE(window.bannerText(), QString());
}

void SystemTest::whatCannotBeAcknowledgedSaysWhy()
{
    SystemWindow window;
    window.api.systemAlerts = {makeSystemAlert(4, Kind::SessionLost, window.now())};
    QVERIFY(window.enterAsOperator());
    window.api.failNext(u"/operator/system-alerts/4/acknowledge"_s, {503, {}});
    QTest::mouseClick(window.acknowledge(), Qt::LeftButton);
    const auto problem = [&] {
        for (const QLabel *label : window.detail().findChildren<QLabel *>()) {
            if (label->isVisible() && label->property("tone") == u"danger"_s)
                return label->text();
        }
        return QString();
    };
    QTRY_VERIFY(!problem().isEmpty());
    QTRY_VERIFY(window.acknowledge()->isEnabled());
    QTRY_COMPARE(window.api.requests(u"/operator"_s).last().method, "GET"); // again: it may be over
    QVERIFY(!problem().isEmpty());
}

void SystemTest::thePastIsShownWhenAskedFor()
{
    SystemWindow window;
    model::SystemAlert over = makeSystemAlert(1, Kind::IngestBlind, window.now());
    over.clearedAt = window.now();
    window.api.systemAlerts = {over};
    QVERIFY(window.enterAsOperator());
    QCOMPARE(window.titles(), QStringList());
    const auto segments = window.shell().page<pages::SystemPage>()->findChildren<QPushButton *>();
    for (QPushButton *segment : segments) {
        if (segment->text() == "All"_L1)
            QTest::mouseClick(segment, Qt::LeftButton);
    }
    QTRY_COMPARE(window.titles().size(), 1);
    QVERIFY(!window.acknowledge()->isVisible());
    QCOMPARE(window.bannerText(), QString());
}

void SystemTest::signingOutForgets()
{
    SystemWindow window;
    window.api.systemAlerts = {makeSystemAlert(4, Kind::SessionLost, window.now())};
    QVERIFY(window.enterAsOperator());
    QTRY_VERIFY(!window.bannerText().isEmpty());
    window.console.session.signOut();
    QCOMPARE(window.bannerText(), QString());
    QCOMPARE(window.titles(), QStringList());
    QCOMPARE(window.detail().shownTitle(), QString());
    window.api.role = u"customer_viewer"_s;
    QVERIFY(window.signIn());
    QCOMPARE(window.shell().currentPage(), window.shell().page<pages::DevicesPage>());
}

void SystemTest::changesMissedWhileAwayAreRead()
{
    SystemWindow window;
    QVERIFY(window.enterAsOperator());
    window.api.systemAlerts = {makeSystemAlert(1, Kind::SessionLost, window.now())}; // and nobody is told
    window.api.dropLive();
    QTRY_COMPARE(window.titles().size(), 1);
}

PULSE_TEST_CASE(SystemTest)
#include "system_test.moc"

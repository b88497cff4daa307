// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person does to an alert, from the button to the server and back into the page.
#include "app/main_window.h"
#include "app/shell.h"
#include "pages/customer/alert_actions.h"
#include "pages/customer/alerts_page.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/form/form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace pulse;
using namespace pulse::test;

namespace {

struct AlertsWindow : SignedIn {
    explicit AlertsWindow(const QString &role = u"customer_admin"_s)
    {
        api.role = role;
        api.alerts = {makeAlert(1, now() - std::chrono::minutes{5})};
        api.histories[1] = {transition(model::AlertEvent::Opened, now(), u"rule:r"_s, u"too hot"_s)};
        window = std::make_unique<console::MainWindow>(console);
        window->resize(1280, 900);
        window->show();
    }
    static model::Transition transition(model::AlertEvent event, Instant at, const QString &actor,
                                        const QString &reason)
    {
        model::Transition transition;
        transition.event = event;
        transition.at = at;
        transition.actor = actor;
        transition.reason = reason;
        return transition;
    }
    [[nodiscard]] bool open()
    {
        if (!signIn())
            return false;
        window->shell()->showPage(u"alerts"_s);
        return until([this] { return isLive() && !detail().shownTitle().isEmpty(); });
    }
    widgets::Inspector &detail() { return *window->shell()->page<pages::AlertsPage>()->inspector(); }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *button : detail().findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible())
                return button;
        }
        return nullptr;
    }
    bool says(const QString &text)
    {
        for (const QLabel *label : detail().findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    void write(const QString &text) { detail().findChild<QLineEdit *>()->setText(text); }

    std::unique_ptr<console::MainWindow> window;
};

} // namespace

class AlertActionsTest : public QObject {
    Q_OBJECT

private slots:
    void historyIsShown();
    void acknowledging();
    void shelvingNeedsAReason();
    void unshelving();
    void commenting();
    void refusalsAreSaid();
    void whatTheServerRefusesStandsInTheForm();
    void viewersOnlyLook();
};

void AlertActionsTest::historyIsShown()
{
    AlertsWindow window;
    QVERIFY(window.open());
    QTRY_VERIFY(window.says(u"too hot"_s));
}

void AlertActionsTest::acknowledging()
{
    AlertsWindow window;
    QVERIFY(window.open());
    QTest::mouseClick(window.button(u"Acknowledge"_s), Qt::LeftButton);
    QTRY_VERIFY(window.button(u"Take back"_s));
    QVERIFY(!window.button(u"Acknowledge"_s));
    QTRY_VERIFY(window.says(u"seen"_s)); // its history was read again
}

void AlertActionsTest::shelvingNeedsAReason()
{
    AlertsWindow window;
    QVERIFY(window.open());
    QTest::mouseClick(window.button(u"Shelve…"_s), Qt::LeftButton);
    QTRY_VERIFY(window.button(u"Shelve"_s));
    QVERIFY(!window.button(u"Shelve"_s)->isEnabled());
    window.write(u"   "_s);
    QVERIFY(!window.button(u"Shelve"_s)->isEnabled());
    window.write(u"pump is off"_s);
    window.detail().findChild<QComboBox *>()->setCurrentIndex(2);
    window.detail().findChild<QCheckBox *>()->setChecked(true);
    QTest::mouseClick(window.button(u"Shelve"_s), Qt::LeftButton);
    QTRY_VERIFY(window.button(u"Unshelve"_s));
    const auto asked = window.api.requests(u"/api/v2/alerts/1/shelve"_s);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().body,
             (QJsonObject{{u"minutes"_s, 480}, {u"one_shot"_s, true}, {u"reason"_s, u"pump is off"_s}}));
}

void AlertActionsTest::unshelving()
{
    AlertsWindow window;
    window.api.alerts.first().shelf = {window.now() + std::chrono::hours{1}, u"noise"_s, u"bob"_s, false};
    QVERIFY(window.open());
    QTest::mouseClick(window.button(u"Unshelve"_s), Qt::LeftButton);
    QTRY_VERIFY(window.button(u"Shelve…"_s));
}

void AlertActionsTest::commenting()
{
    AlertsWindow window;
    QVERIFY(window.open());
    QTest::mouseClick(window.button(u"Comment…"_s), Qt::LeftButton);
    window.write(u"looks like the door"_s);
    QTest::mouseClick(window.button(u"Comment"_s), Qt::LeftButton);
    QTRY_VERIFY(window.says(u"ada: looks like the door"_s));
}

void AlertActionsTest::refusalsAreSaid()
{
    AlertsWindow window;
    QVERIFY(window.open());
    window.api.failNext(u"/api/v2/alerts/1/acknowledge"_s,
                        {409,
                         {{u"code"_s, u"alert_state"_s},
                          {u"detail"_s, u"the alert is cleared: it cannot be acknowledged"_s}}});
    QTest::mouseClick(window.button(u"Acknowledge"_s), Qt::LeftButton);
    QTRY_VERIFY(window.button(u"Acknowledge"_s)->isEnabled());
    bool isSaid = false;
    for (const QLabel *label : window.detail().findChildren<QLabel *>())
        isSaid = isSaid
            || (label->isVisible() && label->property("tone") == u"danger"_s && !label->text().isEmpty());
    QVERIFY(isSaid);
}

// With what was typed: nobody writes it twice.
void AlertActionsTest::whatTheServerRefusesStandsInTheForm()
{
    AlertsWindow window;
    QVERIFY(window.open());
    QTest::mouseClick(window.button(u"Comment…"_s), Qt::LeftButton);
    window.write(u"looks like the door"_s);
    const QString field = u"text"_s;
    window.api.failNext(
        u"/api/v2/alerts/1/comment"_s,
        {400,
         {{u"code"_s, u"invalid_field"_s}, {u"field"_s, field}, {u"detail"_s, u"text: was said before"_s}}});
    QTest::mouseClick(window.button(u"Comment"_s), Qt::LeftButton);
    const auto *form = window.detail().findChild<widgets::Form *>();
    QTRY_COMPARE(form->shownFault(field), u"was said before"_s);
    QCOMPARE(window.detail().findChild<QLineEdit *>()->text(), u"looks like the door"_s);
    QVERIFY(window.button(u"Comment"_s)->isEnabled());
    QTest::mouseClick(window.button(u"Comment"_s), Qt::LeftButton);
    QTRY_VERIFY(!window.detail().findChild<widgets::Form *>());
}

void AlertActionsTest::viewersOnlyLook()
{
    AlertsWindow window(u"customer_viewer"_s);
    QVERIFY(window.open());
    QVERIFY(!window.button(u"Acknowledge"_s) && !window.button(u"Comment…"_s));
    QTRY_VERIFY(window.says(u"too hot"_s));
}

PULSE_TEST_CASE(AlertActionsTest)

#include "alert_actions_test.moc"

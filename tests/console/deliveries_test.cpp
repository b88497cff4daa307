// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What receivers were told: the list, the line of attempts, and sending again what was given up.
#include "app/main_window.h"
#include "app/shell.h"
#include "pages/customer/deliveries_page.h"
#include "signed_in.h"
#include "support/suite/test_case.h"
#include "widgets/data_table.h"

#include <QLabel>
#include <QPushButton>

using namespace pulse;
using namespace pulse::test;
using model::JobStatus;

class DeliveriesTest : public QObject {
    Q_OBJECT

private slots:
    void theyAreListedNewestFirst();
    void eachChoiceShowsItsOwn();
    void everyAttemptIsShown();
    void whatWasGivenUpIsSentAgain();
    void whatCannotBeSentAgainSaysWhy();
    void viewersOnlyLook();
    void newOnesAppear();
};

namespace {

struct DeliveriesWindow : SignedIn {
    explicit DeliveriesWindow(const QString &role = u"customer_admin"_s)
    {
        api.role = role;
        api.deliveries = {makeDelivery(3, JobStatus::Failed, now()),
                          makeDelivery(2, JobStatus::Completed, now()),
                          makeDelivery(1, JobStatus::Pending, now())};
        api.attempts[3] = {makeAttempt(3, 1, now(), std::nullopt), makeAttempt(3, 2, now(), 503)};
        window = std::make_unique<console::MainWindow>(console);
        window->resize(1280, 900);
        window->show();
    }
    [[nodiscard]] bool open()
    {
        if (!signIn())
            return false;
        window->shell()->showPage(u"deliveries"_s);
        return until([this] { return isLive() && !page().inspector()->shownTitle().isEmpty(); });
    }
    pages::DeliveriesPage &page() { return *window->shell()->page<pages::DeliveriesPage>(); }
    QStringList ids()
    {
        QStringList ids;
        for (int row = 0; row < page().model().rowCount(); ++row)
            ids.append(page().model().idAt(row));
        return ids;
    }
    bool says(const QString &text)
    {
        for (const QLabel *label : page().inspector()->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }

    std::unique_ptr<console::MainWindow> window;
};

} // namespace

void DeliveriesTest::theyAreListedNewestFirst()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    QCOMPARE(window.ids(), (QStringList{u"3"_s, u"2"_s, u"1"_s}));
    QCOMPARE(window.page().model().index(0, 0).data().toString(), u"Given up"_s);
    QCOMPARE(window.page().model().index(0, 1).data().toString(), u"Duty phone"_s);
}

void DeliveriesTest::eachChoiceShowsItsOwn()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    for (QPushButton *segment : window.page().findChildren<QPushButton *>()) {
        if (segment->text() == "Given up"_L1)
            QTest::mouseClick(segment, Qt::LeftButton);
    }
    QTRY_COMPARE(window.ids(), QStringList{u"3"_s});
    window.page().model().setFilter({{}, 1});
    QTRY_COMPARE(window.ids(), QStringList{u"1"_s});
}

void DeliveriesTest::everyAttemptIsShown()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    QTRY_VERIFY(window.says(u"503 in 84 ms"_s));
    QVERIFY(window.says(u"timeout"_s));
}

void DeliveriesTest::whatWasGivenUpIsSentAgain()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    QVERIFY(window.page().resendButton()->isVisible());
    QTest::mouseClick(window.page().resendButton(), Qt::LeftButton);
    QTRY_COMPARE(window.page().model().at(0)->status, JobStatus::Pending);
    QVERIFY(!window.page().resendButton()->isVisible());
    const auto asked = window.api.requests(u"/customer/deliveries/3/resend"_s);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().method, "POST");
    window.page().table()->selectRowQuietly(1); // delivered: there is nothing to send again
    QVERIFY(!window.page().resendButton()->isVisible());
}

void DeliveriesTest::whatCannotBeSentAgainSaysWhy()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    window.api.failNext(u"/customer/deliveries/3/resend"_s,
                        {409,
                         {{u"code"_s, u"overtaken"_s},
                          {u"detail"_s, u"a later message of this alert has gone to the receiver"_s}}});
    QTest::mouseClick(window.page().resendButton(), Qt::LeftButton);
    QTRY_VERIFY(window.says(u"a later message"_s));
    QVERIFY(window.page().resendButton()->isEnabled());
}

void DeliveriesTest::viewersOnlyLook()
{
    DeliveriesWindow window(u"customer_viewer"_s);
    QVERIFY(window.open());
    QTRY_VERIFY(window.says(u"503"_s));
    QVERIFY(!window.page().resendButton()->isVisible());
}

// Nobody tells of them: they are found when what is in sight is read anew.
void DeliveriesTest::newOnesAppear()
{
    DeliveriesWindow window;
    QVERIFY(window.open());
    window.api.deliveries.prepend(makeDelivery(4, JobStatus::Pending, window.now()));
    window.page().model().refreshRows(0, 2);
    QTRY_COMPARE(window.ids().first(), u"4"_s);
    QCOMPARE(window.page().chosen(), u"3"_s); // what was being read stays chosen
    QCOMPARE(window.page().table()->selectedRow(), 1);
}

PULSE_TEST_CASE(DeliveriesTest)
#include "deliveries_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot_run.h"

#include "app/console.h"
#include "app/screenshot_steps.h"
#include "app/shell.h"
#include "app/sign_in_page.h"
#include "client/problem_text.h"
#include "pages/customer/alerts_page.h"
#include "pages/customer/device_page.h"
#include "pages/customer/devices_page.h"
#include "pages/operator/system_page.h"

#include <QCoreApplication>
#include <QPixmap>
#include <algorithm>

namespace pulse::console {

using namespace Qt::StringLiterals;
using widgets::ThemeChoice;

ScreenshotRun::ScreenshotRun(Console &console, MainWindow &window, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_window(window)
    , m_folder(folder)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const Step &step = m_steps[m_current];
        finish(tr("page %1: %2 did not appear in time").arg(step.page, step.missing()));
    });
}

void ScreenshotRun::start(const Account &account, const QStringList &pages)
{
    if (!m_folder.mkpath(u"."_s))
        return finish(tr("the folder %1 cannot be made").arg(m_folder.path()));
    const QStringList wanted =
        pages.isEmpty() ? QStringList{u"sign-in"_s, u"devices"_s, u"device"_s, u"alerts"_s} : pages;
    const QList<Step> all = allSteps(account);
    for (const QString &page : wanted) {
        const auto isWanted = [&page](const Step &step) { return step.page == page; };
        const auto step = std::find_if(all.begin(), all.end(), isWanted);
        Q_ASSERT(step != all.end());
        m_steps.append(*step);
    }
    watchModels();
    begin();
}

// In the order of screenshotPages().
QList<ScreenshotRun::Step> ScreenshotRun::allSteps(const Account &account)
{
    Shell *shell = m_window.shell();
    client::Session *session = &m_console.session;
    const auto signIn = [session, account] {
        if (session->state() == client::Session::State::SignedOut)
            session->signIn(account.login, account.password);
    };
    const auto inside = [session](const std::function<QString()> &missing) {
        return [session, missing] {
            return session->state() == client::Session::State::SignedIn ? missing() : u"the session"_s;
        };
    };
    return {{u"sign-in"_s, [this, account] { m_window.signInPage()->setLogin(account.login); },
             [this] { return m_window.signInPage()->isVisible() ? QString() : u"the sign-in page"_s; }},
            {u"devices"_s, signIn, inside([shell] { return missingOnDevices(*shell); })},
            {u"device"_s,
             [shell] { shell->showPage(u"device"_s, shell->page<pages::DevicesPage>()->model().idAt(0)); },
             inside([shell] { return missingOnDevice(*shell); })},
            {u"alerts"_s, [shell] { shell->showPage(u"alerts"_s); },
             inside([shell] { return missingOnAlerts(*shell); })},
            {u"degraded"_s, signIn, inside([shell] {
                 const QString rows =
                     missingInTable(*shell->page<pages::DevicesPage>()->table(), u"devices"_s);
                 return rows.isEmpty() ? missingInBanner(*shell) : rows;
             })},
            {u"system"_s, signIn, inside([shell] { return missingOnSystem(*shell); })}};
}

void ScreenshotRun::watchModels()
{
    Shell *shell = m_window.shell();
    models::DeviceModel *device = &shell->page<pages::DevicePage>()->model();
    models::AlertListModel *deviceAlerts = &shell->page<pages::DevicePage>()->alerts();
    const auto later = [this] {
        QTimer::singleShot(0, this, &ScreenshotRun::check);
    }; // after the pages have heard
    connect(&shell->page<pages::DevicesPage>()->model(), &models::DeviceListModel::phaseChanged, this, later);
    connect(&shell->page<pages::AlertsPage>()->model(), &models::AlertListModel::phaseChanged, this, later);
    connect(deviceAlerts, &models::AlertListModel::phaseChanged, this, later);
    connect(device, &models::DeviceModel::phaseChanged, this, later);
    connect(device, &models::DeviceModel::seriesPhaseChanged, this, later);
    connect(device, &models::DeviceModel::seriesChanged, this, later); // a young fleet has little to show yet
    connect(device, &models::DeviceModel::latestChanged, this, later);
    connect(&shell->page<pages::DevicesPage>()->model(), &QAbstractItemModel::dataChanged, this, later);
    connect(&shell->page<pages::DevicesPage>()->model(), &models::DeviceListModel::countsChanged, this,
            later);
    connect(&shell->page<pages::AlertsPage>()->model(), &models::AlertListModel::alertChanged, this, later);
    connect(&shell->page<pages::SystemPage>()->model(), &models::SystemAlertListModel::countsChanged, this,
            later);
    connect(&m_console.live, &client::LiveSocket::linkChanged, this, later);
    connect(&m_console.live, &client::LiveSocket::serviceChanged, this, later);
    connect(&m_console.session, &client::Session::signInFailed, this, [this](const wire::Problem &problem) {
        finish(tr("signing in: %1").arg(client::problemText(problem)));
    });
}

void ScreenshotRun::begin()
{
    m_deadline.start(m_timeout);
    m_steps[m_current].enter();
    QTimer::singleShot(0, this, &ScreenshotRun::check);
}

void ScreenshotRun::check()
{
    if (m_isDone)
        return;
    const bool mustBeLive = m_steps[m_current].page != "sign-in"_L1;
    if (mustBeLive && m_console.live.link().state != client::LiveLink::State::Connected)
        return;
    if (m_steps[m_current].missing().isEmpty())
        takePictures();
}

void ScreenshotRun::takePictures()
{
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (!takePicture(theme))
            return;
    }
    if (++m_current == m_steps.size())
        return finish({});
    begin();
}

bool ScreenshotRun::takePicture(ThemeChoice theme)
{
    const Step &step = m_steps[m_current];
    widgets::applyTheme(theme);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // texts that changed get their room
    const QString missing = step.missing(); // in these colours, too
    if (!missing.isEmpty()) {
        finish(tr("page %1: %2 is missing").arg(step.page, missing));
        return false;
    }
    const QString word = theme == ThemeChoice::Dark ? u"dark"_s : u"light"_s;
    const QString path = m_folder.filePath(u"%1-%2.png"_s.arg(step.page, word));
    if (!m_window.grab().save(path, "PNG")) {
        finish(tr("%1 cannot be written").arg(path));
        return false;
    }
    m_written.append(path);
    return true;
}

void ScreenshotRun::finish(const QString &problem)
{
    if (std::exchange(m_isDone, true))
        return;
    m_deadline.stop();
    emit finished(problem);
}

} // namespace pulse::console

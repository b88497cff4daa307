// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot_run.h"

#include "app/console.h"
#include "app/screenshot_steps.h"
#include "app/shell.h"
#include "client/problem_text.h"
#include "pages/customer/device_page.h"
#include "pages/customer/sign_in_page.h"

#include <QCoreApplication>
#include <QPixmap>

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

void ScreenshotRun::start(const Account &account)
{
    if (!m_folder.mkpath(u"."_s))
        return finish(tr("the folder %1 cannot be made").arg(m_folder.path()));
    addSteps(account);
    watchModels();
    begin();
}

void ScreenshotRun::addSteps(const Account &account)
{
    Shell *shell = m_window.shell();
    client::Session *session = &m_console.session;
    m_steps = {{u"sign-in"_s, [this, account] { m_window.signInPage()->setLogin(account.login); },
                [this] { return m_window.signInPage()->isVisible() ? QString() : u"the sign-in page"_s; }},
               {u"devices"_s, [session, account] { session->signIn(account.login, account.password); },
                [shell, session] {
                    const bool isIn = session->state() == client::Session::State::SignedIn;
                    return isIn ? missingOnDevices(*shell) : u"the session"_s;
                }},
               {u"device"_s, [shell] { shell->showDevice(shell->devices().deviceIdAt(0)); },
                [shell] { return missingOnDevice(*shell); }},
               {u"alerts"_s, [shell] { shell->showAlerts(); }, [shell] { return missingOnAlerts(*shell); }}};
}

void ScreenshotRun::watchModels()
{
    Shell *shell = m_window.shell();
    models::DeviceModel *device = &shell->devicePage()->model();
    models::AlertListModel *deviceAlerts = &shell->devicePage()->alerts();
    const auto later = [this] {
        QTimer::singleShot(0, this, &ScreenshotRun::check);
    }; // after the pages have heard
    connect(&shell->devices(), &models::DeviceListModel::phaseChanged, this, later);
    connect(&shell->alerts(), &models::AlertListModel::phaseChanged, this, later);
    connect(deviceAlerts, &models::AlertListModel::phaseChanged, this, later);
    connect(device, &models::DeviceModel::phaseChanged, this, later);
    connect(device, &models::DeviceModel::seriesPhaseChanged, this, later);
    connect(device, &models::DeviceModel::seriesChanged, this, later); // a young fleet has little to show yet
    connect(device, &models::DeviceModel::latestChanged, this, later);
    connect(&shell->devices(), &QAbstractItemModel::dataChanged, this, later);
    connect(&shell->devices(), &models::DeviceListModel::countsChanged, this, later);
    connect(&shell->alerts(), &models::AlertListModel::alertChanged, this, later);
    connect(&m_console.live, &client::LiveSocket::linkChanged, this, later);
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
    const bool mustBeLive = m_current > 0;
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

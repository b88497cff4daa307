// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshots/screenshot_run.h"

#include "app/console.h"
#include "app/page_registry.h"
#include "app/shell.h"
#include "app/sign_in_page.h"
#include "client/problem_text.h"
#include "screenshots/painted.h"
#include "widgets/data_table.h"
#include "widgets/page/list_page.h"

#include <QCoreApplication>
#include <QPixmap>
#include <algorithm>

namespace pulse::screenshots {

using namespace Qt::StringLiterals;
using widgets::ThemeChoice;

namespace {

constexpr std::chrono::milliseconds kLookEvery{40};

} // namespace

QStringList allPictures()
{
    QStringList names;
    for (const ScreenshotRun::Step &step : ScreenshotRun::allSteps())
        names.append(step.picture);
    return names;
}

ScreenshotRun::ScreenshotRun(console::Console &console, console::MainWindow &window, const QString &folder,
                             QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_window(window)
    , m_folder(folder)
{
    m_deadline.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &ScreenshotRun::check);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(tr("page %1: %2 did not appear in time").arg(m_steps[m_current].picture, missing()));
    });
    connect(&console.session, &client::Session::signInFailed, this, [this](const wire::Problem &problem) {
        finish(tr("signing in: %1").arg(client::problemText(problem)));
    });
}

QList<ScreenshotRun::Step> ScreenshotRun::allSteps()
{
    QList<Step> steps{{u"sign-in"_s, {}}};
    for (const widgets::PageDescription &page : console::allPages()) {
        for (const widgets::Picture &picture : page.pictures)
            steps.append({picture.name, page.id, picture.hasBanner, picture.mayBeEmpty});
    }
    return steps;
}

void ScreenshotRun::start(const Account &account, const QStringList &pictures)
{
    if (!m_folder.mkpath(u"."_s))
        return finish(tr("the folder %1 cannot be made").arg(m_folder.path()));
    m_account = account;
    const QList<Step> all = allSteps();
    for (const QString &name : pictures) {
        const auto isNamed = [&name](const Step &step) { return step.picture == name; };
        const auto step = std::find_if(all.begin(), all.end(), isNamed);
        Q_ASSERT(step != all.end());
        m_steps.append(*step);
    }
    if (pictures.isEmpty())
        std::copy_if(all.begin(), all.end(), std::back_inserter(m_steps),
                     [](const Step &step) { return !step.hasBanner; });
    m_look.start(kLookEvery);
    begin();
}

void ScreenshotRun::begin()
{
    m_isThere = false;
    m_deadline.start(m_timeout);
    if (m_steps[m_current].pageId.isEmpty())
        m_window.signInPage()->setLogin(m_account.login);
    else if (m_console.session.state() == client::Session::State::SignedOut)
        m_console.session.signIn(m_account.login, m_account.password);
}

// The page, and of a page below another the first one that is listed there.
void ScreenshotRun::goTo(const Step &step)
{
    console::Shell &shell = *m_window.shell();
    const auto &pages = console::allPages();
    const auto page = std::find_if(pages.begin(), pages.end(),
                                   [&step](const auto &candidate) { return candidate.id == step.pageId; });
    if (page->below.isEmpty())
        return shell.showPage(step.pageId);
    const auto *above = qobject_cast<widgets::ListPage *>(shell.pageOf(page->below));
    const QAbstractItemModel &list = *above->table()->model();
    shell.showPage(step.pageId, list.index(0, 0).data(models::ListModel::IdRole).toString());
}

QString ScreenshotRun::missing()
{
    const Step &step = m_steps[m_current];
    if (step.pageId.isEmpty())
        return m_window.signInPage()->isVisible() ? QString() : tr("the sign-in page");
    if (m_console.session.state() != client::Session::State::SignedIn)
        return tr("the session");
    if (m_console.live.link().state != client::LiveLink::State::Connected)
        return tr("the live link");
    return missingOnPage(step);
}

QString ScreenshotRun::missingOnPage(const Step &step)
{
    if (!std::exchange(m_isThere, true))
        goTo(step);
    const widgets::Page &page = *m_window.shell()->pageOf(step.pageId);
    const auto *list = qobject_cast<const widgets::ListPage *>(&page);
    if (step.mayBeEmpty && list && list->isEmpty())
        return {};
    QString missing = page.missing();
    if (missing.isEmpty())
        missing = missingInTables(page);
    if (missing.isEmpty())
        missing = missingInCharts(page);
    return missing.isEmpty() && step.hasBanner ? missingInBanner(*m_window.shell()->banner()) : missing;
}

void ScreenshotRun::check()
{
    if (!missing().isEmpty())
        return;
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
    const QString picture = m_steps[m_current].picture;
    widgets::applyTheme(theme);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // texts that changed get their room
    const QString gone = missing(); // in these colours, too
    if (!gone.isEmpty()) {
        finish(tr("page %1: %2 is missing").arg(picture, gone));
        return false;
    }
    const QString word = theme == ThemeChoice::Dark ? u"dark"_s : u"light"_s;
    const QString path = m_folder.filePath(u"%1-%2.png"_s.arg(picture, word));
    if (!m_window.grab().save(path, "PNG")) {
        finish(tr("%1 cannot be written").arg(path));
        return false;
    }
    m_written.append(path);
    return true;
}

void ScreenshotRun::finish(const QString &problem)
{
    m_look.stop();
    m_deadline.stop();
    emit finished(problem);
}

} // namespace pulse::screenshots

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/console.h"
#include "app/page_registry.h"
#include "app/shell.h"
#include "app/sign_in_page.h"
#include "app/view_menu.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QMenuBar>
#include <QStackedWidget>

namespace pulse::console {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(Console &console, QWidget *parent)
    : QMainWindow(parent)
    , m_console(console)
    , m_stack(new QStackedWidget(this))
    , m_signIn(new SignInPage(console.session, console.server, m_stack))
    , m_shell(new Shell(console, m_stack))
{
    setWindowTitle(tr("Pulse"));
    setWindowIcon(widgets::icon(u"pulse"_s, QColor(0x25, 0x63, 0xd9)));
    setMinimumSize(900, 600);
    resize(1280, 800);
    m_stack->addWidget(m_signIn);
    m_stack->addWidget(m_shell);
    setCentralWidget(m_stack);
    buildMenus();
    connect(&console.session, &client::Session::stateChanged, this, &MainWindow::onSession);
    onSession();
}

void MainWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&Pulse"));
    QAction *signOut = file->addAction(tr("Sign &out"), &m_console.session, &client::Session::signOut);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    QMenu *go = menuBar()->addMenu(tr("&Go"));
    for (const widgets::PageDescription &page : allPages()) {
        if (page.below.isEmpty())
            addPageAction(go->addAction(u'&' + page.title, QKeySequence(page.shortcut), m_shell,
                                        [this, id = page.id] { m_shell->showPage(id); }),
                          page);
    }
    go->addSeparator();
    QAction *back = go->addAction(tr("&Back"), QKeySequence::Back, m_shell, &Shell::goBack);
    for (const widgets::PageDescription &page : allPages()) {
        if (!page.search.isEmpty())
            addPageAction(go->addAction(page.search, QKeySequence::Find, m_shell,
                                        [this, id = page.id] { m_shell->search(id); }),
                          page);
    }
    QAction *reload = go->addAction(tr("&Read again"), QKeySequence::Refresh, m_shell, &Shell::reload);
    addThemeActions(*menuBar()->addMenu(tr("&View")));
    m_signedInActions = {signOut, back, reload};
}

void MainWindow::addPageAction(QAction *action, const widgets::PageDescription &page)
{
    m_pageActions.append({action, page.audience});
}

// A session that is refreshed stays; only coming and going changes the page.
void MainWindow::onSession()
{
    const bool isIn = m_console.session.state() == client::Session::State::SignedIn;
    for (QAction *action : m_signedInActions)
        action->setEnabled(isIn);
    for (const auto &[action, audience] : m_pageActions) {
        const bool isSeen = isFor(audience, m_console.session);
        action->setEnabled(isIn && isSeen);
        action->setVisible(isSeen);
    }
    if (std::exchange(m_isIn, isIn) == isIn)
        return;
    m_stack->setCurrentWidget(isIn ? static_cast<QWidget *>(m_shell) : m_signIn);
    if (isIn) {
        m_shell->enter();
    } else {
        m_shell->leave();
        m_signIn->focusFirstEmpty();
    }
}

} // namespace pulse::console

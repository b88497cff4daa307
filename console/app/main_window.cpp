// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/console.h"
#include "app/shell.h"
#include "app/view_menu.h"
#include "pages/customer/sign_in_page.h"
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
    , m_signIn(new pages::SignInPage(console.session, console.server, m_stack))
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
    QAction *devices = go->addAction(tr("&Devices"), tr("Ctrl+1"), m_shell, &Shell::showDevices);
    QAction *alerts = go->addAction(tr("&Alerts"), tr("Ctrl+2"), m_shell, &Shell::showAlerts);
    QAction *system = go->addAction(tr("&System"), tr("Ctrl+1"), m_shell, &Shell::showSystem);
    go->addSeparator();
    QAction *back = go->addAction(tr("&Back"), QKeySequence::Back, m_shell, &Shell::goBack);
    QAction *search = go->addAction(tr("&Find a device"), QKeySequence::Find, m_shell, &Shell::focusSearch);
    QAction *reload = go->addAction(tr("&Read again"), QKeySequence::Refresh, m_shell, &Shell::reload);
    addThemeActions(*menuBar()->addMenu(tr("&View")));
    m_signedInActions = {signOut, back, reload};
    m_customerActions = {devices, alerts, search};
    m_operatorActions = {system};
}

// A session that is refreshed stays; only coming and going changes the page.
void MainWindow::onSession()
{
    const bool isIn = m_console.session.state() == client::Session::State::SignedIn;
    const bool isOperator = m_console.session.isOperator();
    for (QAction *action : m_signedInActions)
        action->setEnabled(isIn);
    for (QAction *action : m_customerActions) {
        action->setEnabled(isIn && !isOperator);
        action->setVisible(!isOperator);
    }
    for (QAction *action : m_operatorActions) {
        action->setEnabled(isIn && isOperator);
        action->setVisible(isOperator);
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

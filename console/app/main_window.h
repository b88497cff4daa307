// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window: the sign-in page or the shell, as the session says, and the menus.
#pragma once

#include "widgets/page/page.h"

#include <QMainWindow>

class QStackedWidget;

namespace pulse::console {

class Console;
class Shell;
class SignInPage;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Console &console, QWidget *parent = nullptr);

    SignInPage *signInPage() const { return m_signIn; }
    Shell *shell() const { return m_shell; }

private:
    void buildMenus();
    void addPageAction(QAction *action, const widgets::PageDescription &page);
    void onSession();

    Console &m_console;
    QStackedWidget *m_stack;
    SignInPage *m_signIn;
    Shell *m_shell;
    QList<QAction *> m_signedInActions;
    QList<std::pair<QAction *, widgets::Audience>> m_pageActions;
    bool m_isIn = false;
};

} // namespace pulse::console

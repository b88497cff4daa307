// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window: the sign-in page or the shell, as the session says, and the menus.
#pragma once

#include <QMainWindow>

class QStackedWidget;

namespace pulse::pages {
class SignInPage;
}

namespace pulse::console {

class Console;
class Shell;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Console &console, QWidget *parent = nullptr);

    pages::SignInPage *signInPage() const { return m_signIn; }
    Shell *shell() const { return m_shell; }

private:
    void buildMenus();
    void onSession();

    Console &m_console;
    QStackedWidget *m_stack;
    pages::SignInPage *m_signIn;
    Shell *m_shell;
    QList<QAction *> m_signedInActions;
    QList<QAction *> m_customerActions;
    QList<QAction *> m_operatorActions;
    bool m_isIn = false;
};

} // namespace pulse::console

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in with a local account. Says what went wrong, and keeps the user name.
#pragma once

#include "client/session.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace pulse::console {

class SignInPage : public QWidget {
    Q_OBJECT

public:
    SignInPage(client::Session &session, const QUrl &server, QWidget *parent = nullptr);

    void setLogin(const QString &login);
    void showProblem(const wire::Problem &problem);
    void focusFirstEmpty();
    QString shownProblem() const; // empty when none is shown

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildCard(QVBoxLayout *card, const QUrl &server);
    void submit();
    void onState(client::Session::State state);
    void showLogo();

    client::Session &m_session;
    QLabel *m_logo;
    QLineEdit *m_login;
    QLineEdit *m_password;
    QPushButton *m_submit;
    QLabel *m_problem;
};

} // namespace pulse::console

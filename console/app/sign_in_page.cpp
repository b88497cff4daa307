// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sign_in_page.h"

#include "client/problem_text.h"
#include "widgets/icons.h"
#include "widgets/labels.h"

#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::console {

using namespace Qt::StringLiterals;
using widgets::TextSize;

SignInPage::SignInPage(client::Session &session, const QUrl &server, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_logo(new QLabel(this))
    , m_login(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_submit(new QPushButton(tr("Sign in"), this))
    , m_problem(new QLabel(this))
{
    setObjectName(u"signInPage"_s);
    auto *card = widgets::makeCard(this);
    card->setFixedWidth(380);
    auto *cardLayout = new QVBoxLayout(card);
    buildCard(cardLayout, server);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(card, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_submit, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_login, &QLineEdit::returnPressed, m_password, qOverload<>(&QWidget::setFocus));
    connect(m_password, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(&session, &client::Session::stateChanged, this, &SignInPage::onState);
    connect(&session, &client::Session::signInFailed, this, &SignInPage::showProblem);
    connect(&session, &client::Session::ended, this, &SignInPage::showProblem);
    showLogo();
}

void SignInPage::buildCard(QVBoxLayout *card, const QUrl &server)
{
    m_password->setEchoMode(QLineEdit::Password);
    m_login->setAccessibleName(tr("User name"));
    m_password->setAccessibleName(tr("Password"));
    m_submit->setProperty("kind", u"primary"_s);
    m_submit->setDefault(true);
    m_problem->setObjectName(u"signInProblem"_s);
    m_problem->setProperty("role", u"alarm"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    card->setContentsMargins(32, 30, 32, 28);
    card->setSpacing(6);
    card->addWidget(m_logo);
    card->addSpacing(8);
    card->addWidget(widgets::makeLabel(this, tr("Sign in to Pulse"), TextSize::Title, QFont::DemiBold));
    card->addWidget(widgets::makeMutedLabel(this, server.toDisplayString(QUrl::RemoveUserInfo)));
    card->addSpacing(16);
    card->addWidget(widgets::makeLabel(this, tr("User name"), TextSize::Small, QFont::Medium));
    card->addWidget(m_login);
    card->addSpacing(8);
    card->addWidget(widgets::makeLabel(this, tr("Password"), TextSize::Small, QFont::Medium));
    card->addWidget(m_password);
    card->addSpacing(12);
    card->addWidget(m_problem);
    card->addSpacing(4);
    card->addWidget(m_submit);
}

void SignInPage::setLogin(const QString &login)
{
    m_login->setText(login);
    focusFirstEmpty();
}

void SignInPage::focusFirstEmpty() { (m_login->text().isEmpty() ? m_login : m_password)->setFocus(); }

void SignInPage::submit()
{
    if (m_login->text().trimmed().isEmpty() || m_password->text().isEmpty())
        return focusFirstEmpty();
    m_problem->hide();
    m_session.signIn(m_login->text().trimmed(), m_password->text());
}

void SignInPage::onState(client::Session::State state)
{
    const bool isBusy = state == client::Session::State::SigningIn;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_login, m_password, m_submit})
        widget->setEnabled(!isBusy);
    m_submit->setText(isBusy ? tr("Signing in…") : tr("Sign in"));
    if (state == client::Session::State::SignedIn) {
        m_password->clear();
        m_problem->hide();
    }
}

void SignInPage::showProblem(const wire::Problem &problem)
{
    m_problem->setText(client::problemText(problem));
    m_problem->show();
    m_password->setFocus();
    m_password->selectAll();
}

QString SignInPage::shownProblem() const { return m_problem->isHidden() ? QString() : m_problem->text(); }

void SignInPage::showLogo()
{
    m_logo->setPixmap(widgets::icon(u"pulse"_s, widgets::tokens().accent).pixmap(36, 36));
}

void SignInPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showLogo();
}

} // namespace pulse::console

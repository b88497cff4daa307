// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alert_actions.h"

#include "wire/alerts/alert_action_json.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using wire::EndpointId;

AlertActions::AlertActions(QWidget *parent)
    : QWidget(parent)
    , m_acknowledge(new QPushButton(tr("Acknowledge"), this))
    , m_takeBack(new QPushButton(tr("Take back"), this))
    , m_shelve(new QPushButton(tr("Shelve…"), this))
    , m_unshelve(new QPushButton(tr("Unshelve"), this))
    , m_comment(new QPushButton(tr("Comment…"), this))
    , m_formArea(new QWidget(this))
    , m_duration(new QComboBox(m_formArea))
    , m_isOneShot(new QCheckBox(tr("Only until it clears"), m_formArea))
    , m_reason(new QLineEdit(m_formArea))
    , m_send(new QPushButton(m_formArea))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(buildButtons());
    layout->addWidget(buildForm());
    openForm(Form::None);
}

QWidget *AlertActions::buildButtons()
{
    auto *buttons = new QWidget(this);
    auto *grid = new QGridLayout(buttons);
    grid->setContentsMargins({});
    grid->setSpacing(6);
    grid->addWidget(m_acknowledge, 0, 0);
    grid->addWidget(m_takeBack, 0, 0);
    grid->addWidget(m_shelve, 0, 1);
    grid->addWidget(m_unshelve, 0, 1);
    grid->addWidget(m_comment, 1, 0);
    m_acknowledge->setToolTip(tr("Says that you have seen it. It stays open until it clears."));
    m_shelve->setToolTip(tr("Nobody is told of it for a while."));
    connect(m_acknowledge, &QPushButton::clicked, this, [this] { request(EndpointId::AcknowledgeAlert); });
    connect(m_takeBack, &QPushButton::clicked, this, [this] { request(EndpointId::UnacknowledgeAlert); });
    connect(m_unshelve, &QPushButton::clicked, this, [this] { request(EndpointId::UnshelveAlert); });
    connect(m_shelve, &QPushButton::clicked, this, [this] { openForm(Form::Shelf); });
    connect(m_comment, &QPushButton::clicked, this, [this] { openForm(Form::Comment); });
    return buttons;
}

QWidget *AlertActions::buildForm()
{
    const std::pair<QString, int> durations[] = {{tr("15 minutes"), 15}, {tr("1 hour"), 60},
                                                 {tr("8 hours"), 480},   {tr("1 day"), 1'440},
                                                 {tr("7 days"), 10'080}, {tr("30 days"), 43'200}};
    for (const auto &[text, minutes] : durations)
        m_duration->addItem(text, minutes);
    m_duration->setCurrentIndex(1);
    m_duration->setAccessibleName(tr("How long"));
    m_reason->setMaxLength(wire::kLongestReason);
    auto *layout = new QVBoxLayout(m_formArea);
    layout->setContentsMargins({});
    layout->setSpacing(6);
    layout->addWidget(m_duration);
    layout->addWidget(m_isOneShot);
    layout->addWidget(m_reason);
    layout->addWidget(m_send, 0, Qt::AlignLeft);
    connect(m_reason, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_send->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_reason, &QLineEdit::returnPressed, m_send, &QPushButton::click);
    connect(m_send, &QPushButton::clicked, this, &AlertActions::send);
    return m_formArea;
}

void AlertActions::openForm(Form form)
{
    m_form = form;
    m_formArea->setVisible(form != Form::None);
    m_duration->setVisible(form == Form::Shelf);
    m_isOneShot->setVisible(form == Form::Shelf);
    m_isOneShot->setChecked(false);
    m_reason->clear();
    m_reason->setPlaceholderText(form == Form::Shelf ? tr("Why?") : tr("What is there to say?"));
    m_send->setText(form == Form::Shelf ? tr("Shelve") : tr("Comment"));
    m_send->setEnabled(false);
    if (form != Form::None)
        m_reason->setFocus();
}

void AlertActions::setAlert(const model::Alert &alert)
{
    if (!m_alert || m_alert->alertId != alert.alertId)
        openForm(Form::None);
    m_alert = alert;
    m_acknowledge->setVisible(!alert.acknowledgedAt);
    m_takeBack->setVisible(alert.acknowledgedAt.has_value());
    m_unshelve->setVisible(alert.shelf.has_value());
    m_shelve->setVisible(!alert.shelf && !alert.clearedAt);
}

void AlertActions::request(EndpointId endpoint, const QJsonObject &body)
{
    emit actRequested({endpoint, m_alert->alertId, body});
}

void AlertActions::send()
{
    const QString text = m_reason->text().trimmed();
    const bool isShelf = m_form == Form::Shelf;
    const QJsonObject body = isShelf ? QJsonObject{{u"minutes"_s, m_duration->currentData().toInt()},
                                                   {u"reason"_s, text},
                                                   {u"one_shot"_s, m_isOneShot->isChecked()}}
                                     : QJsonObject{{u"text"_s, text}};
    openForm(Form::None);
    request(isShelf ? EndpointId::ShelveAlert : EndpointId::CommentAlert, body);
}

} // namespace pulse::pages

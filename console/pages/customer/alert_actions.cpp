// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alert_actions.h"

#include "widgets/form/form.h"
#include "wire/alerts/alert_action_json.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using widgets::FormField;
using wire::EndpointId;

namespace {

FormField textField(const QString &name, const QString &label)
{
    const auto fault = [name](const QJsonValue &value) {
        wire::FieldReader reader(QJsonObject{{name, value}});
        QString text;
        reader.text(name, text, wire::kLongestReason);
        return widgets::faultIn(reader, name);
    };
    return {.name = name,
            .label = label,
            .schema = wire::kinds::text(wire::kLongestReason).bodySchema,
            .isRequired = true,
            .fault = fault};
}

QList<FormField> shelfFields()
{
    using Page = AlertActions;
    return {{.name = u"minutes"_s,
             .label = Page::tr("How long"),
             .choices = {{Page::tr("15 minutes"), 15},
                         {Page::tr("1 hour"), 60},
                         {Page::tr("8 hours"), 480},
                         {Page::tr("1 day"), 1'440},
                         {Page::tr("7 days"), 10'080},
                         {Page::tr("30 days"), 43'200}},
             .initial = 60},
            {.name = u"one_shot"_s,
             .label = Page::tr("Only until it clears"),
             .schema = wire::kinds::truth().bodySchema},
            textField(u"reason"_s, Page::tr("Why?"))};
}

} // namespace

AlertActions::AlertActions(QWidget *parent)
    : QWidget(parent)
    , m_acknowledge(new QPushButton(tr("Acknowledge"), this))
    , m_takeBack(new QPushButton(tr("Take back"), this))
    , m_shelve(new QPushButton(tr("Shelve…"), this))
    , m_unshelve(new QPushButton(tr("Unshelve"), this))
    , m_comment(new QPushButton(tr("Comment…"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(buildButtons());
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
    connect(m_shelve, &QPushButton::clicked, this,
            [this] { openForm(EndpointId::ShelveAlert, shelfFields(), tr("Shelve")); });
    connect(m_comment, &QPushButton::clicked, this, [this] {
        openForm(EndpointId::CommentAlert, {textField(u"text"_s, tr("What is there to say?"))},
                 tr("Comment"));
    });
    return buttons;
}

void AlertActions::openForm(EndpointId endpoint, const QList<FormField> &fields, const QString &send)
{
    closeForm();
    m_form = new widgets::Form(fields, wire::BodyKind::Create, send, this);
    layout()->addWidget(m_form);
    m_form->show();
    m_form->setFocus();
    connect(m_form, &widgets::Form::sent, this, [this, endpoint](const QJsonObject &body) {
        m_isFormSent = true;
        request(endpoint, body);
    });
}

void AlertActions::closeForm()
{
    if (!m_form)
        return;
    m_form->hide();
    m_form->setParent(nullptr);
    m_form->deleteLater(); // it may be its own signal that closes it
    m_form = nullptr;
    m_isFormSent = false;
}

void AlertActions::setAlert(const model::Alert &alert)
{
    if (!m_alert || m_alert->alertId != alert.alertId)
        closeForm();
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

void AlertActions::showAnswer(const std::optional<wire::Problem> &problem)
{
    if (!std::exchange(m_isFormSent, false))
        return;
    if (!problem)
        return closeForm();
    if (!problem->field.isEmpty())
        m_form->showProblem(*problem);
}

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one can do to the alert that is shown: buttons, and a form for what needs a reason. A shelf needs one,
// and an end. The form stays until its answer is here.
#pragma once

#include "client/api_client.h"

#include <QWidget>
#include <optional>

class QPushButton;

namespace pulse::widgets {
class Form;
struct FormField;
} // namespace pulse::widgets

namespace pulse::pages {

class AlertActions : public QWidget {
    Q_OBJECT

public:
    explicit AlertActions(QWidget *parent = nullptr);

    void setAlert(const model::Alert &alert); // keeps a form that is being filled in for the same alert
    void showAnswer(const std::optional<wire::Problem> &problem); // of the last act

signals:
    void actRequested(const pulse::client::AlertAct &act);

private:
    QWidget *buildButtons();
    void openForm(wire::EndpointId endpoint, const QList<widgets::FormField> &fields, const QString &send);
    void closeForm();
    void request(wire::EndpointId endpoint, const QJsonObject &body = {});

    std::optional<model::Alert> m_alert;
    QPushButton *m_acknowledge;
    QPushButton *m_takeBack;
    QPushButton *m_shelve;
    QPushButton *m_unshelve;
    QPushButton *m_comment;
    widgets::Form *m_form = nullptr;
    bool m_isFormSent = false;
};

} // namespace pulse::pages

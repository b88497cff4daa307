// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one can do to the alert that is shown: buttons, and a form for what needs a reason. A shelf needs one,
// and an end.
#pragma once

#include "client/api_client.h"

#include <QWidget>
#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace pulse::pages {

class AlertActions : public QWidget {
    Q_OBJECT

public:
    explicit AlertActions(QWidget *parent = nullptr);

    void setAlert(const model::Alert &alert); // keeps a form that is being filled in for the same alert

signals:
    void actRequested(const pulse::client::AlertAct &act);

private:
    enum class Form { None, Shelf, Comment };

    QWidget *buildButtons();
    QWidget *buildForm();
    void openForm(Form form);
    void request(wire::EndpointId endpoint, const QJsonObject &body = {});
    void send();

    std::optional<model::Alert> m_alert;
    Form m_form = Form::None;
    QPushButton *m_acknowledge;
    QPushButton *m_takeBack;
    QPushButton *m_shelve;
    QPushButton *m_unshelve;
    QPushButton *m_comment;
    QWidget *m_formArea;
    QComboBox *m_duration;
    QCheckBox *m_isOneShot;
    QLineEdit *m_reason;
    QPushButton *m_send;
};

} // namespace pulse::pages

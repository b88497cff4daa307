// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A form made of fields: says at each field, while one types, what the server would say of it, sends only
// what is whole, and shows what the server refused at the field it names. Secrets go in and are never shown.
#pragma once

#include "widgets/form/field_editor.h"
#include "wire/core/problem.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace pulse::widgets {

class Form : public QWidget {
    Q_OBJECT

public:
    // A form that creates sends every field that has a value, one that changes only those that were changed.
    Form(const QList<FormField> &fields, wire::BodyKind kind, const QString &sendText,
         QWidget *parent = nullptr);

    QJsonObject body() const;
    bool isReady() const; // nothing is missing, nothing is at fault
    QString shownFault(const QString &name) const;
    void showProblem(const wire::Problem &problem); // at its field, or below all of them
    QPushButton *sendButton() const { return m_send; }

signals:
    void sent(const QJsonObject &body);

private:
    struct Row {
        FormField field;
        FieldEditor *editor = nullptr;
        QLabel *fault = nullptr;
        QJsonValue before = QJsonValue::Undefined; // anybody edited it
    };

    void addRow(const FormField &field, QVBoxLayout *layout);
    QString faultOf(const Row &row) const;
    void say(QLabel *fault, const QString &text) const;
    void onEdited(const Row &row);
    void send();

    wire::BodyKind m_kind;
    QList<Row> m_rows;
    QLabel *m_problem;
    QPushButton *m_send;
};

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a field's value is edited: a line, a box of choices, a box to check or a row of them, as its schema
// says.
#pragma once

#include "widgets/form/form_field.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace pulse::widgets {

class FieldEditor : public QWidget {
    Q_OBJECT

public:
    FieldEditor(const FormField &field, QWidget *parent);

    // As it is sent; undefined: nothing is written there. What is no number where one should be is its text,
    // so that the field's rule refuses it.
    QJsonValue value() const;

signals:
    void edited();
    void confirmed(); // Enter

private:
    enum class Kind { Text, Number, Choice, Truth, Texts, Words };
    static Kind kindOf(const FormField &field);
    void buildLine(const FormField &field);
    void buildChoice(const FormField &field);
    void buildBoxes(const FormField &field);
    void setValue(const QJsonValue &value);

    Kind m_kind;
    QLineEdit *m_line = nullptr;
    QComboBox *m_choice = nullptr;
    QList<QCheckBox *> m_boxes; // by their words
    bool m_isSecret;
};

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/form.h"

#include "client/problem_text.h"
#include "widgets/labels.h"

#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

Form::Form(const QList<FormField> &fields, wire::BodyKind kind, const QString &sendText, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_problem(makeLabel(this, {}, TextSize::Small))
    , m_send(new QPushButton(sendText, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    for (const FormField &field : fields)
        addRow(field, layout);
    layout->addWidget(m_problem);
    layout->addSpacing(4);
    layout->addWidget(m_send, 0, Qt::AlignLeft);
    say(m_problem, {});
    if (!m_rows.isEmpty())
        setFocusProxy(m_rows.first().editor);
    connect(m_send, &QPushButton::clicked, this, &Form::send);
    m_send->setEnabled(isReady());
}

void Form::addRow(const FormField &field, QVBoxLayout *layout)
{
    const bool keepsSecret = field.isSecret() && m_kind == wire::BodyKind::Change;
    const bool isBox = field.schema.value("type"_L1).toString() == "boolean"_L1; // has its label itself
    const QString label = field.unit.isEmpty() ? field.label : u"%1 (%2)"_s.arg(field.label, field.unit);
    auto *editor = new FieldEditor(field, this);
    const Row row{field, editor, makeLabel(this, {}, TextSize::Small), editor->value()};
    if (!isBox)
        layout->addWidget(makeLabel(this, label, TextSize::Small, QFont::Medium));
    layout->addWidget(row.editor);
    if (!field.says.isEmpty() || keepsSecret) {
        QLabel *says = makeCaption(this, keepsSecret ? tr("Left empty, it stays as it is.") : field.says);
        says->setWordWrap(true);
        layout->addWidget(says);
    }
    row.fault->setWordWrap(true);
    row.fault->setProperty("tone", u"danger"_s);
    say(row.fault, {});
    layout->addWidget(row.fault);
    layout->addSpacing(4);
    m_rows.append(row);
    connect(row.editor, &FieldEditor::edited, this, [this, row] { onEdited(row); });
    connect(row.editor, &FieldEditor::confirmed, this, &Form::send);
}

// What is empty is not sent, unless that takes away what was there.
QJsonObject Form::body() const
{
    QJsonObject body;
    for (const Row &row : m_rows) {
        const QJsonValue value = row.editor->value();
        const bool isUnchanged = m_kind == wire::BodyKind::Change ? value == row.before : value.isUndefined();
        if (!isUnchanged)
            body.insert(row.field.name, value.isUndefined() ? QJsonValue(QJsonValue::Null) : value);
    }
    return body;
}

QString Form::faultOf(const Row &row) const
{
    const QJsonValue value = row.editor->value();
    if (value.isUndefined())
        return row.field.isRequired ? tr("is required") : QString();
    return row.field.fault ? row.field.fault(value) : QString();
}

bool Form::isReady() const
{
    const bool isWhole =
        std::all_of(m_rows.begin(), m_rows.end(), [this](const Row &row) { return faultOf(row).isEmpty(); });
    return isWhole && (m_kind == wire::BodyKind::Create || !body().isEmpty());
}

void Form::onEdited(const Row &row)
{
    say(row.fault, faultOf(row));
    say(m_problem, {});
    m_send->setEnabled(isReady());
}

void Form::send()
{
    if (!isReady())
        return;
    say(m_problem, {});
    emit sent(body());
}

void Form::say(QLabel *fault, const QString &text) const
{
    fault->setText(text);
    fault->setVisible(!text.isEmpty());
}

QString Form::shownFault(const QString &name) const
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(),
                                  [&name](const Row &candidate) { return candidate.field.name == name; });
    return row == m_rows.end() ? m_problem->text() : row->fault->text();
}

void Form::showProblem(const wire::Problem &problem)
{
    const QString name = problem.field.section(u'.', -1); // "smtp_config.smtp_port"
    const QString prefix = problem.field + u": "_s;
    const QString what =
        problem.detail.startsWith(prefix) ? problem.detail.mid(prefix.size()) : client::problemText(problem);
    for (const Row &row : m_rows) {
        if (row.field.name != name)
            continue;
        row.editor->setFocus();
        return say(row.fault, what);
    }
    say(m_problem, client::problemText(problem));
}

} // namespace pulse::widgets

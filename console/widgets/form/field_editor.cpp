// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/field_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBoxesInARow = 3;

// "type" may be one word or, with "null", a list.
bool isOfType(const QJsonObject &schema, QLatin1StringView type)
{
    const QJsonValue said = schema.value("type"_L1);
    return said.isArray() ? said.toArray().contains(QJsonValue(type)) : said.toString() == type;
}

QJsonArray wordsOf(const QJsonObject &schema) { return schema.value("enum"_L1).toArray(); }

// "CLOSED" as "Closed".
QString shown(const QJsonValue &word)
{
    QString text = word.toVariant().toString().replace(u'_', u' ');
    const bool isName = text.size() <= 3 || text == "STARTTLS"_L1;
    if (text == text.toUpper() && !isName)
        text = text.left(1) + text.mid(1).toLower();
    return text;
}

QString bounds(const QJsonObject &schema)
{
    const QJsonValue least = schema.value("minimum"_L1);
    const QJsonValue most = schema.value("maximum"_L1);
    return least.isDouble() && most.isDouble()
        ? FieldEditor::tr("%1 to %2").arg(least.toInteger()).arg(most.toInteger())
        : QString();
}

} // namespace

FieldEditor::Kind FieldEditor::kindOf(const FormField &field)
{
    const QJsonObject &schema = field.schema;
    if (!field.choices.isEmpty() || !wordsOf(schema).isEmpty())
        return Kind::Choice;
    if (isOfType(schema, "boolean"_L1))
        return Kind::Truth;
    if (isOfType(schema, "integer"_L1) || isOfType(schema, "number"_L1))
        return Kind::Number;
    if (!isOfType(schema, "array"_L1))
        return Kind::Text;
    return wordsOf(schema.value("items"_L1).toObject()).isEmpty() ? Kind::Texts : Kind::Words;
}

FieldEditor::FieldEditor(const FormField &field, QWidget *parent)
    : QWidget(parent)
    , m_kind(kindOf(field))
    , m_isSecret(field.isSecret())
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(6);
    switch (m_kind) {
    case Kind::Choice: buildChoice(field); break;
    case Kind::Truth:
    case Kind::Words: buildBoxes(field); break;
    default: buildLine(field); break;
    }
    setFocusProxy(m_line         ? static_cast<QWidget *>(m_line)
                      : m_choice ? static_cast<QWidget *>(m_choice)
                                 : m_boxes.first());
    setValue(field.initial);
}

void FieldEditor::buildLine(const FormField &field)
{
    m_line = new QLineEdit(this);
    m_line->setAccessibleName(field.label);
    m_line->setPlaceholderText(m_kind == Kind::Texts ? tr("one, two, …") : bounds(field.schema));
    if (m_isSecret)
        m_line->setEchoMode(QLineEdit::Password);
    layout()->addWidget(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &FieldEditor::edited);
    connect(m_line, &QLineEdit::returnPressed, this, &FieldEditor::confirmed);
}

void FieldEditor::buildChoice(const FormField &field)
{
    m_choice = new QComboBox(this);
    m_choice->setAccessibleName(field.label);
    for (const auto &[text, value] : field.choices)
        m_choice->addItem(text, value.toVariant());
    if (field.choices.isEmpty()) {
        for (const auto &word : wordsOf(field.schema))
            m_choice->addItem(word.isNull() ? tr("None") : shown(word), word.toVariant());
    }
    layout()->addWidget(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &FieldEditor::edited);
}

void FieldEditor::buildBoxes(const FormField &field)
{
    const QJsonArray words =
        m_kind == Kind::Words ? wordsOf(field.schema.value("items"_L1).toObject()) : QJsonArray{field.label};
    for (const auto &word : words) {
        if (!word.isString())
            continue; // a number that means the same as a word
        auto *box = new QCheckBox(m_kind == Kind::Words ? shown(word) : field.label, this);
        box->setProperty("word", word.toString());
        const int index = static_cast<int>(m_boxes.size());
        static_cast<QGridLayout *>(layout())->addWidget(box, index / kBoxesInARow, index % kBoxesInARow);
        connect(box, &QCheckBox::clicked, this, &FieldEditor::edited);
        m_boxes.append(box);
    }
}

void FieldEditor::setValue(const QJsonValue &value)
{
    if (m_choice)
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(value.toVariant())));
    if (m_kind == Kind::Truth)
        m_boxes.first()->setChecked(value.toBool());
    for (QCheckBox *box : m_kind == Kind::Words ? m_boxes : QList<QCheckBox *>())
        box->setChecked(value.toArray().contains(box->property("word").toString()));
    if (m_line)
        m_line->setText(m_kind == Kind::Texts ? value.toVariant().toStringList().join(u", "_s)
                                              : value.toVariant().toString());
}

QJsonValue FieldEditor::value() const
{
    if (m_kind == Kind::Choice)
        return QJsonValue::fromVariant(m_choice->currentData());
    if (m_kind == Kind::Truth)
        return m_boxes.first()->isChecked();
    if (m_kind == Kind::Words) {
        QJsonArray checked;
        for (const QCheckBox *box : m_boxes) {
            if (box->isChecked())
                checked.append(box->property("word").toString());
        }
        return checked;
    }
    const QString text = m_isSecret ? m_line->text() : m_line->text().trimmed();
    if (text.isEmpty())
        return QJsonValue::Undefined;
    if (m_kind == Kind::Texts) {
        QJsonArray texts;
        for (const QString &part : text.split(u',', Qt::SkipEmptyParts))
            texts.append(part.trimmed());
        return texts;
    }
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return m_kind == Kind::Number && isNumber ? QJsonValue(number) : QJsonValue(text);
}

} // namespace pulse::widgets

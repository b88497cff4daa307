// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One field of a form: what it is called, what may be written, and the rule that the server will judge it by.
// fieldsOf() makes them from a noun's description, so that a form says while one types what the server would
// say of what is sent.
#pragma once

#include "wire/core/noun.h"

namespace pulse::widgets {

struct FormField {
    QString name; // on the wire
    QString label;
    QString unit = {};
    QString says = {};
    QJsonObject schema = {}; // JSON Schema of what may be written: it chooses the editor
    QList<std::pair<QString, QJsonValue>> choices = {}; // when not empty: one of these, by their texts
    bool isRequired = false;
    QJsonValue initial = QJsonValue::Undefined; // of a secret: never
    std::function<QString(const QJsonValue &)> fault = {}; // empty: the server takes it

    bool isSecret() const { return schema.value(QLatin1String("writeOnly")).toBool(); }
};

// "smtp_port" as "SMTP port", "hold_seconds" as "Hold" with the unit "s".
FormField named(const QString &wireName);

// What the field's own rule says of a value, without the field's name; empty: nothing.
QString faultIn(const wire::FieldReader &reader, const QString &name);

// The members that clients write, in the noun's order.
template <class T>
QList<FormField> fieldsOf(const wire::Noun<T> &noun, wire::BodyKind kind, const T &current = {})
{
    QList<FormField> fields;
    for (const wire::Member<T> &member : noun.members) {
        if (!member.isWritten)
            continue;
        FormField field = named(member.name);
        field.says = member.says;
        field.schema = member.bodySchema;
        field.isRequired = member.isRequired && kind == wire::BodyKind::Create;
        if (member.isShown && !field.isSecret())
            field.initial = member.json(current);
        field.fault = [take = member.take, name = field.name, current](const QJsonValue &value) {
            wire::FieldReader reader(QJsonObject{{name, value}});
            T probe = current;
            take(reader, probe);
            return faultIn(reader, name);
        };
        fields.append(field);
    }
    return fields;
}

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The JSON Schema of an object, put together field by field.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace pulse::wire {

class ObjectSchema {
public:
    explicit ObjectSchema(const QString &says = {});

    ObjectSchema &add(const QString &name, QJsonObject schema, const QString &says, bool isRequired = true);

    ObjectSchema &include(const QJsonObject &object); // the fields of another object's schema

    QJsonObject open() const; // an answer's: readers ignore what they do not know
    QJsonObject closed() const; // a body's: an unknown field is refused
    QJsonObject change() const; // a change's body: something must be there

private:
    QString m_says;
    QJsonObject m_properties;
    QJsonArray m_required;
};

} // namespace pulse::wire

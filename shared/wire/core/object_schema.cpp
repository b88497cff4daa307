// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/object_schema.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

ObjectSchema::ObjectSchema(const QString &says)
    : m_says(says)
{
}

ObjectSchema &ObjectSchema::add(const QString &name, QJsonObject schema, const QString &says, bool isRequired)
{
    if (!says.isEmpty())
        schema.insert(u"description"_s, says);
    m_properties.insert(name, schema);
    if (isRequired)
        m_required.append(name);
    return *this;
}

ObjectSchema &ObjectSchema::include(const QJsonObject &object)
{
    const QJsonObject properties = object.value(u"properties"_s).toObject();
    for (auto at = properties.begin(); at != properties.end(); ++at)
        m_properties.insert(at.key(), at.value());
    for (const QJsonValue &name : object.value(u"required"_s).toArray())
        m_required.append(name);
    return *this;
}

QJsonObject ObjectSchema::open() const
{
    QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, m_properties}};
    if (!m_says.isEmpty())
        schema.insert(u"description"_s, m_says);
    if (!m_required.isEmpty())
        schema.insert(u"required"_s, m_required);
    return schema;
}

QJsonObject ObjectSchema::closed() const
{
    QJsonObject schema = open();
    schema.insert(u"additionalProperties"_s, false);
    return schema;
}

QJsonObject ObjectSchema::change() const
{
    QJsonObject schema = closed();
    schema.insert(u"minProperties"_s, 1);
    return schema;
}

} // namespace pulse::wire

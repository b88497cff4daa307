// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contract/schema_check.h"

#include "wire/openapi/document.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUuid>
#include <cmath>
#include <functional>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

using Check =
    std::function<QString(const QJsonObject &schema, const QJsonValue &rule, const QJsonValue &json)>;

bool isOfType(const QJsonValue &json, const QString &type)
{
    if (type == "integer"_L1)
        return json.isDouble() && json.toDouble() == std::floor(json.toDouble());
    return (type == "string"_L1 && json.isString()) || (type == "number"_L1 && json.isDouble())
        || (type == "boolean"_L1 && json.isBool()) || (type == "null"_L1 && json.isNull())
        || (type == "array"_L1 && json.isArray()) || (type == "object"_L1 && json.isObject());
}

QString checkType(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    const QJsonArray types = rule.isArray() ? rule.toArray() : QJsonArray{rule};
    for (const QJsonValue &type : types) {
        if (isOfType(json, type.toString()))
            return {};
    }
    return u"is not of type "_s + wire::textsFrom(types).join(u' ');
}

QString checkEnum(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    return rule.toArray().contains(json) ? QString() : u"is none of the words"_s;
}

QString checkConst(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    return rule == json ? QString() : u"is not the constant"_s;
}

QString checkProperties(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    const QJsonObject properties = rule.toObject();
    const QJsonObject object = json.toObject();
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (!properties.contains(at.key()))
            continue;
        if (const QString fault = schemaFault(properties.value(at.key()).toObject(), at.value());
            !fault.isNull())
            return u"/"_s + at.key() + u' ' + fault;
    }
    return {};
}

QString checkAdditional(const QJsonObject &schema, const QJsonValue &rule, const QJsonValue &json)
{
    const QJsonObject known = schema.value(u"properties"_s).toObject();
    const QJsonObject object = json.toObject();
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (known.contains(at.key()))
            continue;
        if (rule.isBool() && !rule.toBool())
            return u"/"_s + at.key() + u" is not a known field"_s;
        if (const QString fault = schemaFault(rule.toObject(), at.value()); !fault.isNull())
            return u"/"_s + at.key() + u' ' + fault;
    }
    return {};
}

QString checkRequired(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    for (const QJsonValue &name : rule.toArray()) {
        if (json.isObject() && !json.toObject().contains(name.toString()))
            return u"/"_s + name.toString() + u" is missing"_s;
    }
    return {};
}

QString checkItems(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    for (const QJsonValue &item : json.toArray()) {
        if (const QString fault = schemaFault(rule.toObject(), item); !fault.isNull())
            return u"[] "_s + fault;
    }
    return {};
}

QString checkOneOf(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    QStringList faults;
    for (const QJsonValue &schema : rule.toArray()) {
        const QString fault = schemaFault(schema.toObject(), json);
        if (fault.isNull())
            return {};
        faults.append(fault);
    }
    return u"is none of them: "_s + faults.join(u"; "_s);
}

QString checkReference(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    static const QJsonObject all = wire::schemas();
    const QString name = rule.toString().section(u'/', -1);
    return all.contains(name) ? schemaFault(all.value(name).toObject(), json)
                              : u"refers to %1, which is nothing"_s.arg(name);
}

QString checkFormat(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    if (!json.isString())
        return {};
    const QString text = json.toString();
    if (rule == "date-time"_L1 && !wire::instantFrom(json))
        return u"is no time: "_s + text;
    if (rule == "uuid"_L1 && QUuid(text).isNull())
        return u"is no UUID: "_s + text;
    return {};
}

QString checkPattern(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    return json.isString() && !QRegularExpression(rule.toString()).match(json.toString()).hasMatch()
        ? u"does not match "_s + rule.toString()
        : QString();
}

QString checkMinimum(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    return json.isDouble() && json.toDouble() < rule.toDouble() ? u"is too small"_s : QString();
}

QString checkMaximum(const QJsonObject &, const QJsonValue &rule, const QJsonValue &json)
{
    return json.isDouble() && json.toDouble() > rule.toDouble() ? u"is too large"_s : QString();
}

// What says something to people, or of bodies only.
QString saysNothing(const QJsonObject &, const QJsonValue &, const QJsonValue &) { return {}; }

const QHash<QString, Check> &checks()
{
    static const QHash<QString, Check> all{
        {u"type"_s, checkType},          {u"enum"_s, checkEnum},
        {u"const"_s, checkConst},        {u"properties"_s, checkProperties},
        {u"required"_s, checkRequired},  {u"additionalProperties"_s, checkAdditional},
        {u"items"_s, checkItems},        {u"oneOf"_s, checkOneOf},
        {u"anyOf"_s, checkOneOf},        {u"$ref"_s, checkReference},
        {u"format"_s, checkFormat},      {u"pattern"_s, checkPattern},
        {u"minimum"_s, checkMinimum},    {u"maximum"_s, checkMaximum},
        {u"description"_s, saysNothing}, {u"default"_s, saysNothing},
        {u"writeOnly"_s, saysNothing},   {u"minLength"_s, saysNothing},
        {u"maxLength"_s, saysNothing},   {u"minItems"_s, saysNothing},
        {u"maxItems"_s, saysNothing},    {u"minProperties"_s, saysNothing}};
    return all;
}

} // namespace

QString schemaFault(const QJsonObject &schema, const QJsonValue &json)
{
    for (auto at = schema.begin(); at != schema.end(); ++at) {
        const auto check = checks().constFind(at.key());
        if (check == checks().constEnd())
            return u"the schema has %1, which nobody checks"_s.arg(at.key());
        if (const QString fault = (*check)(schema, at.value(), json); !fault.isNull())
            return fault;
    }
    return {};
}

QString answerFault(const wire::Endpoint &endpoint, int status, const QJsonObject &json)
{
    QStringList faults;
    for (const wire::Answer &answer : endpoint.answers) {
        if (answer.status != status || answer.type == "application/x-ndjson")
            continue;
        const QString fault = answer.type.isEmpty() ? QString() : schemaFault(answer.schema, json);
        if (fault.isNull())
            return {};
        faults.append(fault);
    }
    if (status >= 400 && faults.isEmpty())
        return schemaFault({{u"$ref"_s, u"#/components/schemas/Problem"_s}}, json);
    return faults.isEmpty() ? u"%1 is not among its answers"_s.arg(status) : faults.join(u"; "_s);
}

} // namespace pulse::test

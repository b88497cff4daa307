// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/kind.h"

#include "model/names.h"

#include <QUuid>
#include <cmath>

namespace pulse::wire::kinds {

namespace {

QJsonObject typed(const QString &type) { return {{u"type"_s, type}}; }

QJsonObject with(QJsonObject schema, const QString &key, const QJsonValue &value)
{
    schema.insert(key, value);
    return schema;
}

Kind<QString> textKind(QJsonObject bodySchema, void (FieldReader::*take)(const QString &, QString &))
{
    return {
        typed(u"string"_s), std::move(bodySchema), [](const QString &value) { return QJsonValue(value); },
        [](const QJsonValue &json, QString &value) {
            value = json.toString(value);
            return json.isString() && !value.isEmpty();
        },
        [take](FieldReader &reader, const QString &field, QString &value) { (reader.*take)(field, value); }};
}

Kind<QString> nullWhenEmpty(Kind<QString> kind)
{
    kind.schema = nullable(kind.schema);
    kind.bodySchema = nullable(kind.bodySchema);
    kind.json = [](const QString &value) { return wire::orNull(value); };
    return kind;
}

template <class Whole> Kind<Whole> wholeKind(const QJsonObject &schema)
{
    return {schema,
            schema,
            [](const Whole &value) { return QJsonValue(value); },
            [](const QJsonValue &json, Whole &value) {
                value = json.isDouble() ? static_cast<Whole>(json.toInteger()) : value;
                return json.isDouble();
            },
            {}};
}

Kind<QStringList> textsKind(const QJsonObject &item,
                            void (FieldReader::*take)(const QString &, QStringList &))
{
    return {arrayOf(typed(u"string"_s)), nullable(arrayOf(item)),
            [](const QStringList &value) { return toJson(value); },
            [](const QJsonValue &json, QStringList &value) {
                value = textsFrom(json);
                return json.isArray();
            },
            [take](FieldReader &reader, const QString &field, QStringList &value) {
                (reader.*take)(field, value);
            }};
}

QString joined(const QStringList &words, const QString &last)
{
    return words.size() < 2 ? words.join(QString())
                            : words.mid(0, words.size() - 1).join(u", "_s) + last + words.last();
}

} // namespace

QJsonObject reference(const QString &schema) { return {{u"$ref"_s, u"#/components/schemas/"_s + schema}}; }

QJsonObject arrayOf(const QJsonObject &items) { return {{u"type"_s, u"array"_s}, {u"items"_s, items}}; }

QString oneOf(const QStringList &words) { return joined(words, u" or "_s); }
QString listOf(const QStringList &words) { return joined(words, u" and "_s); }

QJsonObject wordsSchema(const QStringList &words)
{
    return with(typed(u"string"_s), u"enum"_s, QJsonArray::fromStringList(words));
}

QJsonObject nullable(QJsonObject schema)
{
    if (schema.contains(u"$ref"_s))
        return {{u"anyOf"_s, QJsonArray{schema, typed(u"null"_s)}}};
    if (schema.value(u"type"_s).isArray())
        return schema; // it is already
    schema.insert(u"type"_s, QJsonArray{schema.value(u"type"_s), u"null"_s});
    if (schema.contains(u"enum"_s)) {
        QJsonArray values = schema.value(u"enum"_s).toArray();
        values.append(QJsonValue::Null);
        schema.insert(u"enum"_s, values);
    }
    return schema;
}

Kind<QString> text()
{
    Kind<QString> kind = textKind(typed(u"string"_s), nullptr);
    kind.take = {};
    return kind;
}

Kind<QString> text(int longest)
{
    Kind<QString> kind = text();
    kind.bodySchema = with(kind.bodySchema, u"maxLength"_s, longest);
    kind.take = [longest](FieldReader &reader, const QString &field, QString &value) {
        reader.text(field, value, longest);
    };
    return kind;
}

Kind<QString> textOrNull(int longest) { return nullWhenEmpty(text(longest)); }

Kind<QString> displayName() { return textKind(reference(u"DisplayName"_s), &FieldReader::displayName); }

Kind<QString> displayNameOrEmpty()
{
    return textKind(with(typed(u"string"_s), u"maxLength"_s, model::kLongestDisplayName),
                    &FieldReader::optionalDisplayName);
}

Kind<QString> metricNameOrNull()
{
    Kind<QString> kind = textKind(reference(u"MetricName"_s), &FieldReader::metricName);
    kind.schema = nullable(kind.schema);
    kind.json = [](const QString &value) { return wire::orNull(value); };
    return kind;
}

Kind<QString> uuid()
{
    Kind<QString> kind = text(64);
    kind.schema = kind.bodySchema = with(typed(u"string"_s), u"format"_s, u"uuid"_s);
    return kind;
}

Kind<QString> secret(int longest)
{
    Kind<QString> kind = text();
    kind.bodySchema = {
        {u"type"_s, QJsonArray{u"string"_s, u"null"_s}}, {u"maxLength"_s, longest}, {u"writeOnly"_s, true}};
    kind.take = [longest](FieldReader &reader, const QString &field, QString &value) {
        reader.secret(field, value);
        if (value.size() > longest)
            reader.reject(field, u"must be at most %1 characters"_s.arg(longest));
    };
    return kind;
}

Kind<int> integer() { return wholeKind<int>(typed(u"integer"_s)); }

Kind<int> integer(int least, int most)
{
    Kind<int> kind = wholeKind<int>({{u"type"_s, u"integer"_s}, {u"minimum"_s, least}, {u"maximum"_s, most}});
    kind.take = [least, most](FieldReader &reader, const QString &field, int &value) {
        reader.integer(field, value, least, most);
    };
    return kind;
}

Kind<qint64> count() { return wholeKind<qint64>({{u"type"_s, u"integer"_s}, {u"minimum"_s, 0}}); }
Kind<qint64> idNumber() { return wholeKind<qint64>(typed(u"integer"_s)); }

Kind<qint64> idText()
{
    const QJsonObject schema = with(typed(u"string"_s), u"pattern"_s, u"^[0-9]+$"_s);
    return {schema,
            schema,
            [](const qint64 &value) { return QJsonValue(QString::number(value)); },
            [](const QJsonValue &json, qint64 &value) {
                bool isNumber = false;
                const qint64 read = json.toString().toLongLong(&isNumber);
                value = isNumber ? read : value;
                return isNumber;
            },
            {}};
}

Kind<double> number()
{
    return {typed(u"number"_s), typed(u"number"_s), [](const double &value) { return QJsonValue(value); },
            [](const QJsonValue &json, double &value) {
                value = json.toDouble(value);
                return json.isDouble();
            },
            [](FieldReader &reader, const QString &field, double &value) { reader.number(field, value); }};
}

Kind<bool> truth()
{
    return {typed(u"boolean"_s), typed(u"boolean"_s), [](const bool &value) { return QJsonValue(value); },
            [](const QJsonValue &json, bool &value) {
                value = json.toBool(value);
                return json.isBool();
            },
            [](FieldReader &reader, const QString &field, bool &value) { reader.boolean(field, value); }};
}

Kind<Instant> time()
{
    const QJsonObject schema = with(typed(u"string"_s), u"format"_s, u"date-time"_s);
    return {schema,
            schema,
            [](const Instant &value) { return toJson(value); },
            [](const QJsonValue &json, Instant &value) {
                const auto read = instantFrom(json);
                value = read.value_or(value);
                return read.has_value();
            },
            {}};
}

Kind<std::chrono::seconds> seconds(int least, int most)
{
    const QJsonObject schema{{u"type"_s, u"integer"_s}, {u"minimum"_s, least}, {u"maximum"_s, most}};
    return {schema, least == 0 ? nullable(schema) : schema,
            [](const std::chrono::seconds &value) { return QJsonValue(static_cast<qint64>(value.count())); },
            [](const QJsonValue &json, std::chrono::seconds &value) {
                value = json.isDouble() ? std::chrono::seconds(json.toInteger()) : value;
                return json.isDouble();
            },
            [least, most](FieldReader &reader, const QString &field, std::chrono::seconds &value) {
                int given = least == 0 && reader.clears(field) ? 0 : static_cast<int>(value.count());
                if (!reader.clears(field) || least > 0)
                    reader.integer(field, given, least, most);
                value = std::chrono::seconds(given);
            }};
}

Kind<std::chrono::microseconds> fractionalSeconds()
{
    const QJsonObject schema = typed(u"number"_s);
    return {schema,
            schema,
            [](const std::chrono::microseconds &span) {
                return QJsonValue(std::chrono::duration<double>(span).count());
            },
            [](const QJsonValue &json, std::chrono::microseconds &span) {
                span = std::chrono::round<std::chrono::microseconds>(
                    std::chrono::duration<double>(json.toDouble()));
                return json.isDouble();
            },
            {}};
}

Kind<QStringList> texts() { return textsKind(typed(u"string"_s), &FieldReader::texts); }
Kind<QStringList> ids() { return textsKind(reference(u"Id"_s), &FieldReader::ids); }

Kind<QStringList> uuids()
{
    Kind<QStringList> kind = texts();
    kind.bodySchema = nullable(arrayOf(uuid().schema));
    kind.take = [](FieldReader &reader, const QString &field, QStringList &value) {
        reader.texts(field, value);
        for (QString &text : value) {
            const QUuid id(text);
            if (id.isNull())
                reader.reject(field, u"must be a list of UUIDs"_s);
            text = id.toString(QUuid::WithoutBraces);
        }
        value.removeDuplicates();
    };
    return kind;
}

Kind<QStringList> textsOf(const QStringList &known)
{
    Kind<QStringList> kind = texts();
    kind.bodySchema = nullable(arrayOf(wordsSchema(known)));
    kind.take = [known](FieldReader &reader, const QString &field, QStringList &value) {
        reader.texts(field, value);
        for (const QString &text : value) {
            if (!known.contains(text))
                reader.reject(field, u"must be a list of %1"_s.arg(known.join(u", "_s)));
        }
    };
    return kind;
}

Kind<QJsonObject> object(const QString &says)
{
    const QJsonObject schema{{u"type"_s, u"object"_s}, {u"description"_s, says}};
    return {
        schema, schema, [](const QJsonObject &value) { return QJsonValue(value); },
        [](const QJsonValue &json, QJsonObject &value) {
            value = json.toObject();
            return json.isObject();
        },
        [](FieldReader &reader, const QString &field, QJsonObject &value) { reader.object(field, value); }};
}

Kind<QJsonObject> labels()
{
    Kind<QJsonObject> kind = object({});
    kind.schema =
        kind.bodySchema = {{u"type"_s, u"object"_s}, {u"additionalProperties"_s, typed(u"string"_s)}};
    kind.take = [](FieldReader &reader, const QString &field, QJsonObject &value) {
        reader.object(field, value);
        bool isWell = value.size() <= model::kMostLabels;
        for (auto at = value.begin(); at != value.end(); ++at)
            isWell = isWell && at.value().isString() && model::isLabel(at.key(), at.value().toString());
        if (!isWell)
            reader.reject(field, model::labelRule());
    };
    return kind;
}

} // namespace pulse::wire::kinds

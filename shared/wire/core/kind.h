// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a member of a noun may be. A kind says four things of a value that must agree: its JSON, how that is
// read back, what a client may write, and the JSON Schema (2020-12, as OpenAPI 3.1 takes it) for all of it.
// Thread safety: values; the functions are pure.
#pragma once

#include "model/words.h"
#include "wire/core/json.h"

#include <chrono>
#include <functional>

namespace pulse::wire {

template <class M> struct Kind {
    QJsonObject schema; // of an answer
    QJsonObject bodySchema; // of what a client writes
    std::function<QJsonValue(const M &)> json;
    std::function<bool(const QJsonValue &, M &)> read; // false: it is none of these, the target stays
    std::function<void(FieldReader &, const QString &field, M &)> take; // of a body; null: nobody writes it
};

namespace kinds {

using namespace Qt::StringLiterals;

Kind<QString> text(); // any, as an answer shows it
Kind<QString> text(int longest); // trimmed, so many characters
Kind<QString> textOrNull(int longest = 1000); // null when empty
Kind<QString> displayName(); // model::isDisplayName
Kind<QString> displayNameOrEmpty();
Kind<QString> metricNameOrNull(); // model::isMetricName
Kind<QString> uuid();
Kind<QString> secret(int longest); // as it is, spaces included
Kind<int> integer(int least, int most);
Kind<int> integer();
Kind<qint64> count(); // never negative
Kind<qint64> idNumber(); // a number on the wire, as alert_id
Kind<qint64> idText(); // a text of digits on the wire: beyond 2^53 a number would lose some
Kind<double> number();
Kind<bool> truth();
Kind<Instant> time(); // RFC 3339, UTC, microseconds
Kind<std::chrono::seconds> seconds(int least, int most); // with 0 the least, null is 0
Kind<std::chrono::microseconds> fractionalSeconds(); // a number, not written
Kind<QStringList> texts(); // without doubles
Kind<QStringList> ids(); // each model::isId
Kind<QStringList> uuids();
Kind<QStringList> textsOf(const QStringList &known); // each one of those
Kind<QJsonObject> object(const QString &says); // whose fields are the caller's
Kind<QJsonObject> labels(); // each model::isLabel

QJsonObject reference(const QString &schema);
QJsonObject wordsSchema(const QStringList &words);
QJsonObject nullable(QJsonObject schema);
QJsonObject arrayOf(const QJsonObject &items);
QString oneOf(const QStringList &words); // "A, B or C"
QString listOf(const QStringList &words); // "A, B and C"

// A key that is shown: as idText().
template <class KeyType> Kind<KeyType> keyText()
{
    const Kind<qint64> digits = idText();
    return {digits.schema,
            digits.bodySchema,
            [digits](const KeyType &key) { return digits.json(qint64(key.value)); },
            [digits](const QJsonValue &json, KeyType &key) {
                qint64 value = 0;
                const bool isRead = digits.read(json, value);
                key.value = isRead ? value : key.value;
                return isRead;
            },
            {}};
}

template <class Enum> Kind<Enum> word()
{
    const QStringList known = model::words<Enum>();
    return {wordsSchema(known), wordsSchema(known),
            [](const Enum &value) { return QJsonValue(QString(model::word(value))); },
            [](const QJsonValue &json, Enum &value) {
                const auto read = model::fromWord<Enum>(json.toString());
                value = read.value_or(value);
                return read.has_value();
            },
            [known](FieldReader &reader, const QString &field, Enum &value) {
                QString text = model::word(value);
                reader.text(field, text);
                if (const auto read = model::fromWord<Enum>(text))
                    value = *read;
                else
                    reader.reject(field, u"must be "_s + oneOf(known));
            }};
}

// null when there is none; a client's null clears.
template <class M> Kind<std::optional<M>> orNull(const Kind<M> &kind)
{
    Kind<std::optional<M>> optional;
    optional.schema = nullable(kind.schema);
    optional.bodySchema = nullable(kind.bodySchema);
    optional.json = [json = kind.json](const std::optional<M> &value) {
        return value ? json(*value) : QJsonValue(QJsonValue::Null);
    };
    optional.read = [read = kind.read](const QJsonValue &json, std::optional<M> &value) {
        M known{};
        const bool isKnown = read(json, known);
        value = isKnown ? std::optional(known) : std::nullopt;
        return isKnown || json.isNull() || json.isUndefined();
    };
    if (kind.take) {
        optional.take = [take = kind.take](FieldReader &reader, const QString &field, auto &value) {
            if (reader.clears(field)) {
                value.reset();
            } else if (reader.has(field)) {
                M given = value.value_or(M{});
                take(reader, field, given);
                value = given;
            }
        };
    }
    return optional;
}

// Left out when there is none.
template <class M> Kind<std::optional<M>> orAbsent(const Kind<M> &kind)
{
    Kind<std::optional<M>> optional = orNull(kind);
    optional.schema = kind.schema;
    optional.json = [json = kind.json](const std::optional<M> &value) {
        return value ? json(*value) : QJsonValue(QJsonValue::Undefined);
    };
    return optional;
}

// A list of things that cannot be read leaves those out: a newer server may know more than its client.
template <class M> Kind<QList<M>> list(const Kind<M> &kind)
{
    Kind<QList<M>> list;
    list.schema = arrayOf(kind.schema);
    list.bodySchema = arrayOf(kind.bodySchema);
    list.json = [json = kind.json](const QList<M> &values) {
        QJsonArray array;
        for (const M &value : values)
            array.append(json(value));
        return QJsonValue(array);
    };
    list.read = [read = kind.read](const QJsonValue &json, QList<M> &values) {
        values.clear();
        for (const QJsonValue &item : json.toArray()) {
            if (M value{}; read(item, value))
                values.append(value);
        }
        return json.isArray();
    };
    return list;
}

// One or more words of an enum; a client may write them in any order, without doubles.
template <class Enum> Kind<QList<Enum>> words()
{
    Kind<QList<Enum>> kind = list(word<Enum>());
    kind.bodySchema.insert(u"minItems"_s, 1);
    kind.take = [](FieldReader &reader, const QString &field, QList<Enum> &values) {
        QStringList texts;
        for (const Enum value : values)
            texts.append(model::word(value));
        reader.texts(field, texts);
        values.clear();
        const QString known = listOf(model::words<Enum>());
        for (const QString &text : texts) {
            if (const auto value = model::fromWord<Enum>(text))
                values.append(*value);
            else
                reader.reject(field, u"must be a list of "_s + known);
        }
        if (texts.isEmpty())
            reader.reject(field, u"must name at least one of "_s + known);
    };
    return kind;
}

} // namespace kinds

} // namespace pulse::wire

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/cell.h"

#include <QJsonDocument>
#include <algorithm>
#include <charconv>
#include <libpq-fe.h>

namespace pulse::store {

namespace {

// pg_type.oid of PostgreSQL's own types, which never change.
enum Type : unsigned {
    Bool = 16,
    Bytea = 17,
    Int8 = 20,
    Int2 = 21,
    Int4 = 23,
    TextType = 25,
    Float4 = 700,
    Float8 = 701,
    Int4Array = 1007,
    TextArray = 1009,
    Float8Array = 1022,
    Timestamptz = 1184,
    TimestamptzArray = 1185,
    Uuid = 2950,
    Jsonb = 3802,
};

struct KindOfColumn {
    const char *word;
    std::vector<unsigned> types;
};

const KindOfColumn &described(ColumnKind kind)
{
    static const KindOfColumn all[] = {
        {"a boolean", {Bool}},
        {"an integer of 32 bits", {Int2, Int4}},
        {"an integer", {Int2, Int4, Int8}},
        {"a floating-point number", {Float4, Float8}},
        {"a text", {TextType, Uuid}},
        {"bytes or a text", {Bytea, TextType, Uuid}},
        {"a time", {Timestamptz}},
        {"a JSON object", {Jsonb}},
        {"an array of texts", {TextArray}},
        {"an array of integers", {Int4Array}},
        {"an array of numbers", {Float8Array}},
        {"an array of times", {TimestamptzArray}},
    };
    return all[static_cast<size_t>(kind)];
}

template <class Number> void readNumber(const Cell &cell, Number &value)
{
    value = 0;
    const QByteArrayView text = cell.view();
    std::from_chars(text.begin(), text.end(), value);
}

// {a,"b c","d\"e"}: PostgreSQL's array output, one dimension. NULL elements do not occur in our columns.
template <class Take> void eachElement(QByteArrayView array, Take take)
{
    qsizetype at = 1;
    while (at < array.size() - 1) {
        QByteArray element;
        if (array[at] == '"') {
            for (++at; array[at] != '"'; ++at) {
                if (array[at] == '\\')
                    ++at;
                element.append(array[at]);
            }
            ++at;
        } else {
            const qsizetype end = array.indexOf(',', at);
            element = array.sliced(at, (end < 0 ? array.size() - 1 : end) - at).toByteArray();
            at += element.size();
        }
        take(element);
        ++at; // the comma
    }
}

} // namespace

bool fits(ColumnKind kind, unsigned type)
{
    const auto &types = described(kind).types;
    return std::find(types.begin(), types.end(), type) != types.end();
}

const char *wordOf(ColumnKind kind) { return described(kind).word; }

bool Cell::isNull() const { return PQgetisnull(m_result, m_row, m_column) == 1; }

QByteArrayView Cell::view() const
{
    return {PQgetvalue(m_result, m_row, m_column), PQgetlength(m_result, m_row, m_column)};
}

QByteArray Cell::bytes() const { return isNull() ? QByteArray() : view().toByteArray(); }

QByteArray Cell::bytea() const
{
    const QByteArray hex = bytes(); // bytea_output is hex: \x0123…
    return hex.isNull() ? QByteArray() : QByteArray::fromHex(hex.mid(2));
}

bool Cell::isBytea() const { return PQftype(m_result, m_column) == Bytea; }

void read(const Cell &cell, bool &value) { value = cell.view().startsWith('t'); }
void read(const Cell &cell, int &value) { readNumber(cell, value); }
void read(const Cell &cell, long &value) { readNumber(cell, value); }
void read(const Cell &cell, long long &value) { readNumber(cell, value); }
void read(const Cell &cell, double &value) { readNumber(cell, value); }
void read(const Cell &cell, QString &value) { value = QString::fromUtf8(cell.bytes()); }
void read(const Cell &cell, QByteArray &value) { value = cell.isBytea() ? cell.bytea() : cell.bytes(); }
void read(const Cell &cell, Instant &value) { value = parseIso8601(cell.view()).value_or(Instant{}); }
void read(const Cell &cell, QJsonObject &value) { value = QJsonDocument::fromJson(cell.bytes()).object(); }

void read(const Cell &cell, QStringList &value)
{
    value.clear();
    eachElement(cell.view(),
                [&value](const QByteArray &element) { value.append(QString::fromUtf8(element)); });
}

void read(const Cell &cell, std::vector<std::int32_t> &value)
{
    value.clear();
    eachElement(cell.view(), [&value](const QByteArray &element) { value.push_back(element.toInt()); });
}

void read(const Cell &cell, std::vector<double> &value)
{
    value.clear();
    eachElement(cell.view(), [&value](const QByteArray &element) { value.push_back(element.toDouble()); });
}

void read(const Cell &cell, std::vector<Instant> &value)
{
    value.clear();
    eachElement(cell.view(), [&value](const QByteArray &element) {
        value.push_back(parseIso8601(element).value_or(Instant{}));
    });
}

} // namespace pulse::store

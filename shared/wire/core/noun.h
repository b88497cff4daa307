// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One description of a noun: its members in order, each with the name it has outside, its kind, who writes it
// and a sentence. From it follow the JSON we write and read, the checks of what clients write, the schemas of
// the OpenAPI document, and the console's forms.
//
//   const Noun<model::Site> &siteNoun()
//   {
//       static const Noun<model::Site> noun{
//           u"Site"_s, u"Where devices stand."_s,
//           {member("site_id"_L1, &model::Site::siteId, kinds::text(), "Its id."_L1).identifying(),
//            member("name"_L1, &model::Site::name, kinds::displayName(), "For people."_L1).required()}};
//       return noun;
//   }
//
// Thread safety: read-only once made.
#pragma once

#include "wire/core/kind.h"
#include "wire/core/object_schema.h"

namespace pulse::wire {

enum class BodyKind { Create, Change };

// What is shown of a member, and where it is written. Without anything said: answers show it, nobody writes.
template <class T> struct Member {
    QLatin1StringView name;
    QLatin1StringView says;
    QJsonObject schema;
    QJsonObject bodySchema;
    std::function<QJsonValue(const T &)> json; // undefined: left out this time
    std::function<bool(const QJsonValue &, T &)> read;
    std::function<void(FieldReader &, T &)> take;
    bool isShown = true;
    bool isWritten = false;
    bool isRequired = false; // by a body that creates
    bool isIdentifying = false; // without it, JSON is not this noun
    bool isAlways = true; // in every answer

    Member written() const
    {
        return with([](Member &m) { m.isWritten = true; });
    }
    Member required() const
    {
        return with([](Member &m) { m.isWritten = m.isRequired = true; });
    }
    Member secret() const // written, never shown
    {
        return with([](Member &m) {
            m.isWritten = true;
            m.isShown = false;
        });
    }
    Member identifying() const
    {
        return with([](Member &m) { m.isIdentifying = true; });
    }
    // As written by a rule of its own instead of its kind's.
    Member taking(std::function<void(FieldReader &, T &)> rule) const
    {
        return with([&rule](Member &m) {
            m.isWritten = true;
            m.take = std::move(rule);
        });
    }
    Member sometimes() const
    {
        return with([](Member &m) { m.isAlways = false; });
    }

private:
    template <class Change> Member with(Change change) const
    {
        Member member = *this;
        change(member);
        return member;
    }
};

// The value at `at`, a path of one or two members.
template <class T, class M>
Member<T> member(QLatin1StringView name, M T::*at, const Kind<M> &kind, QLatin1StringView says)
{
    Member<T> member;
    member.name = name;
    member.says = says;
    member.schema = kind.schema;
    member.bodySchema = kind.bodySchema;
    member.json = [json = kind.json, at](const T &noun) { return json(noun.*at); };
    member.read = [read = kind.read, at](const QJsonValue &json, T &noun) { return read(json, noun.*at); };
    if (kind.take)
        member.take = [take = kind.take, at, name](FieldReader &reader, T &noun) {
            take(reader, name, noun.*at);
        };
    return member;
}

template <class T, class Part, class M>
Member<T> member(QLatin1StringView name, Part T::*part, M Part::*at, const Kind<M> &kind,
                 QLatin1StringView says)
{
    const Member<Part> inner = member(name, at, kind, says);
    Member<T> outer;
    outer.name = name;
    outer.says = says;
    outer.schema = inner.schema;
    outer.bodySchema = inner.bodySchema;
    outer.json = [inner, part](const T &noun) { return inner.json(noun.*part); };
    outer.read = [inner, part](const QJsonValue &json, T &noun) { return inner.read(json, noun.*part); };
    if (inner.take)
        outer.take = [inner, part](FieldReader &reader, T &noun) { inner.take(reader, noun.*part); };
    return outer;
}

// What follows from others: shown, and for a reader, if `set` says how, turned back.
template <class T, class M, class Get>
Member<T> derived(QLatin1StringView name, Get get, const Kind<M> &kind, QLatin1StringView says,
                  std::function<void(T &, const M &)> set = {})
{
    Member<T> member;
    member.name = name;
    member.says = says;
    member.schema = kind.schema;
    member.bodySchema = kind.bodySchema;
    member.json = [json = kind.json, get](const T &noun) { return json(get(noun)); };
    member.read = [read = kind.read, set](const QJsonValue &json, T &noun) {
        M value{};
        const bool isRead = read(json, value);
        if (isRead && set)
            set(noun, value);
        return isRead;
    };
    return member;
}

template <class T> struct Noun {
    QString name; // of its schema
    QString says;
    QList<Member<T>> members;

    QJsonObject json(const T &noun) const;
    // What a client makes of an answer; unknown fields are ignored. Invalid, naming it, without an
    // identifying member.
    Result<T> read(const QJsonObject &json, T noun = {}) const;
    // A body's members into `noun`; the first error waits in the reader. Members outside `noun` are the
    // caller's to read before FieldReader::check().
    void take(FieldReader &reader, T &noun, BodyKind kind) const;

    QJsonObject schema() const; // of answers
    QJsonObject bodySchema(BodyKind kind) const;
};

// A noun within another.
template <class T> Kind<T> kindOf(const Noun<T> &noun)
{
    const QJsonObject schema = kinds::reference(noun.name);
    return {schema,
            schema,
            [&noun](const T &value) { return QJsonValue(noun.json(value)); },
            [&noun](const QJsonValue &json, T &value) {
                const auto read = noun.read(json.toObject());
                value = read.value_or(value);
                return read.has_value();
            },
            {}};
}

template <class T> QJsonObject Noun<T>::json(const T &noun) const
{
    QJsonObject json;
    for (const Member<T> &member : members) {
        if (const QJsonValue value = member.isShown ? member.json(noun) : QJsonValue::Undefined;
            !value.isUndefined())
            json.insert(member.name, value);
    }
    return json;
}

template <class T> Result<T> Noun<T>::read(const QJsonObject &json, T noun) const
{
    for (const Member<T> &member : members) {
        if (!member.read(json.value(member.name), noun) && member.isIdentifying)
            return invalidField(member.name, QStringLiteral("not a ") + name);
    }
    return noun;
}

template <class T> void Noun<T>::take(FieldReader &reader, T &noun, BodyKind kind) const
{
    if (kind == BodyKind::Change && reader.isEmpty())
        reader.refuse({ErrorKind::Invalid,
                       QStringLiteral("the body changes nothing"),
                       QStringLiteral("empty_change"),
                       {}});
    for (const Member<T> &member : members) {
        if (kind == BodyKind::Create && member.isRequired)
            reader.require({member.name});
    }
    for (const Member<T> &member : members) {
        if (member.isWritten)
            member.take(reader, noun);
    }
}

template <class T> QJsonObject Noun<T>::schema() const
{
    ObjectSchema schema(says);
    for (const Member<T> &member : members) {
        if (member.isShown)
            schema.add(member.name, member.schema, member.says, member.isAlways);
    }
    return schema.open();
}

template <class T> QJsonObject Noun<T>::bodySchema(BodyKind kind) const
{
    ObjectSchema schema(says);
    for (const Member<T> &member : members) {
        if (!member.isWritten)
            continue;
        QJsonObject written = member.bodySchema;
        const QJsonValue initial = member.json(T{});
        if (kind == BodyKind::Create && !member.isRequired && !initial.isNull() && initial != QJsonArray())
            written.insert(QStringLiteral("default"), initial);
        schema.add(member.name, written, member.says, kind == BodyKind::Create && member.isRequired);
    }
    return kind == BodyKind::Create ? schema.closed() : schema.change();
}

} // namespace pulse::wire

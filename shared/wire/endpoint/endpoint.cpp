// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoint/endpoint.h"

#include <QRegularExpression>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

template <class Change> Endpoint with(Endpoint endpoint, Change change)
{
    change(endpoint);
    return endpoint;
}

ObjectSchema pageOf(const QString &items, const QJsonObject &item, const QJsonObject &more)
{
    return ObjectSchema()
        .add(items, kinds::arrayOf(item), {})
        .add(u"count"_s, kinds::count().schema, u"Items in this answer."_s)
        .add(u"total"_s, kinds::count().schema,
             u"All items that match; at least this many when total_is_estimate."_s)
        .add(u"total_is_estimate"_s, kinds::truth().schema, {})
        .add(u"limit"_s, kinds::integer().schema, {})
        .add(u"offset"_s, kinds::integer().schema, {})
        .add(u"next"_s, kinds::textOrNull().schema, u"Cursor for `after`; null on the last page."_s)
        .include(more);
}

QJsonObject tenantId() { return kinds::text().schema; }

} // namespace

QString Endpoint::tag() const
{
    for (const QString &segment : QString(path).split(u'/', Qt::SkipEmptyParts)) {
        const bool isDoor = segment == "api"_L1 || segment == "v2"_L1 || segment == "customer"_L1;
        if (!isDoor)
            return segment;
    }
    return {};
}

QStringList Endpoint::placeholders() const
{
    static const QRegularExpression placeholder(u"\\{(\\w+)\\}"_s);
    QStringList names;
    auto matches = placeholder.globalMatch(QString(path));
    while (matches.hasNext())
        names.append(matches.next().captured(1));
    return names;
}

Endpoint Endpoint::taking(const QList<QueryParameter> &parameters) const
{
    return with(*this, [&](Endpoint &endpoint) { endpoint.query += parameters; });
}

Endpoint Endpoint::withBody(const QJsonObject &schema, Body::Taken taken) const
{
    return with(*this, [&](Endpoint &endpoint) { endpoint.body = {taken, schema, false}; });
}

Endpoint Endpoint::withSmallBody(const QJsonObject &schema) const
{
    return with(*this, [&](Endpoint &endpoint) { endpoint.body = {Body::Taken::Required, schema, true}; });
}

Endpoint Endpoint::answering(const QJsonObject &schema, int status) const
{
    return with(*this, [&](Endpoint &endpoint) {
        endpoint.answers.append({status, "application/json", schema});
    });
}

Endpoint Endpoint::answeringAs(const QByteArray &type, const QJsonObject &schema) const
{
    return with(*this, [&](Endpoint &endpoint) { endpoint.answers.append({200, type, schema}); });
}

Endpoint Endpoint::answeringNothing() const
{
    return with(*this, [](Endpoint &endpoint) { endpoint.answers.append({204, {}, {}}); });
}

Endpoint Endpoint::conflicting() const
{
    return with(*this, [](Endpoint &endpoint) { endpoint.isConflicting = true; });
}

Endpoint Endpoint::explained(QLatin1StringView text) const
{
    return with(*this, [&](Endpoint &endpoint) { endpoint.more = text; });
}

QueryParameter textParameter(QLatin1StringView name, QLatin1StringView says)
{
    return {name, kinds::text().schema, says};
}

QueryParameter wordParameter(QLatin1StringView name, const QStringList &words, QLatin1StringView says)
{
    return {name, kinds::wordsSchema(words), says};
}

QueryParameter truthParameter(QLatin1StringView name, QLatin1StringView says)
{
    return {name, kinds::truth().schema, says};
}

QueryParameter timeParameter(QLatin1StringView name, QLatin1StringView says)
{
    return {name, kinds::time().schema, says};
}

QueryParameter idParameter(QLatin1StringView name, QLatin1StringView says)
{
    return {name, kinds::idNumber().schema, says};
}

QueryParameter wholeParameter(QLatin1StringView name, const WholeNumber &number, QLatin1StringView says)
{
    QueryParameter parameter{name, kinds::integer(number.least, number.most).schema, says};
    if (number.fallback)
        parameter.schema.insert(u"default"_s, *number.fallback);
    return parameter;
}

QList<QueryParameter> pageParameters(int defaultLimit)
{
    return {wholeParameter("limit"_L1, {1, 500, defaultLimit}, "Most items in the answer."_L1),
            wholeParameter("offset"_L1, {0, 10'000, 0}, "Items to leave out; for reading far, use after."_L1),
            textParameter("after"_L1, "`next` of the page before; not together with offset."_L1)};
}

QJsonObject listSchema(const QString &items, const QJsonObject &item, const QJsonObject &more)
{
    return pageOf(items, item, more).add(u"tenant_id"_s, tenantId(), {}).open();
}

QJsonObject operatorListSchema(const QString &items, const QJsonObject &item, const QJsonObject &more)
{
    return pageOf(items, item, more).open();
}

QJsonObject besideTenant(const QString &name, const QJsonObject &schema)
{
    return ObjectSchema().add(u"tenant_id"_s, tenantId(), {}).add(name, schema, {}).open();
}

QList<Endpoint> crudEndpoints(const CrudPaths &paths)
{
    const auto at = [&paths](EndpointId id, QLatin1StringView method, bool isOne, const QString &verb,
                             QLatin1StringView says) {
        const bool isReading = method == "GET"_L1;
        return Endpoint{id,
                        method,
                        isOne ? paths.item : paths.collection,
                        isReading ? Access::Customer : Access::CustomerAdmin,
                        verb + paths.operation,
                        says};
    };
    Endpoint list = at(paths.list, "GET"_L1, false, u"list"_s, "All of the tenant's, page by page."_L1);
    list.operation += u's';
    return {list.taking(pageParameters(paths.defaultLimit)).answering(listSchema(paths.items, paths.shown)),
            at(paths.one, "GET"_L1, true, u"get"_s, "One of them."_L1).answering(paths.shown),
            at(paths.create, "POST"_L1, false, u"create"_s, "Make one."_L1)
                .withBody(paths.made)
                .answering(paths.shown, paths.madeStatus)
                .conflicting()
                .explained("409 `quota_exceeded` when the tenant has as many as it may."_L1),
            at(paths.change, "PATCH"_L1, true, u"change"_s, "Change one: what the body leaves out stays."_L1)
                .withBody(paths.changed)
                .answering(paths.shown)
                .conflicting(),
            at(paths.remove, "DELETE"_L1, true, u"delete"_s, "Delete one."_L1).answeringNothing()};
}

} // namespace pulse::wire

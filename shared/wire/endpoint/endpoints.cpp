// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoint/endpoints.h"

#include "model/names.h"

#include <QHash>
#include <QSet>
#include <QUrl>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QString wholeNumberFault(const QJsonObject &schema, const QString &value)
{
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    const bool isBounded = schema.contains(u"minimum"_s);
    const qint64 least = schema.value(u"minimum"_s).toInteger();
    const qint64 most = schema.value(u"maximum"_s).toInteger();
    if (isNumber && (!isBounded || (number >= least && number <= most)))
        return {};
    return isBounded ? u"must be a whole number from %1 to %2"_s.arg(least).arg(most)
                     : u"must be a whole number"_s;
}

// What its schema says of a text that stands for a value; null: it may be so.
QString faultOf(const QJsonObject &schema, const QString &value)
{
    const QString type = schema.value(u"type"_s).toString();
    const QStringList words = textsFrom(schema.value(u"enum"_s));
    if (type == "integer"_L1)
        return wholeNumberFault(schema, value);
    if (type == "boolean"_L1 && value != "true"_L1 && value != "false"_L1)
        return u"must be true or false"_s;
    if (!words.isEmpty() && !words.contains(value))
        return u"must be "_s + kinds::oneOf(words);
    if (schema.value(u"format"_s) == "date-time"_L1 && !parseIso8601(value.toLatin1()))
        return u"must be a time like 2026-01-31T12:00:00Z"_s;
    if (schema == kinds::reference(u"MetricName"_s) && !model::isMetricName(value))
        return model::metricNameRule();
    return value.contains(QChar(u'\0')) ? u"must be a text"_s : QString();
}

} // namespace

const QList<Endpoint> &endpoints()
{
    static const QList<Endpoint> all = operationEndpoints() + accountEndpoints() + fleetEndpoints()
        + alertEndpoints() + integrationEndpoints() + deliveryEndpoints();
    return all;
}

const Endpoint &endpoint(EndpointId id)
{
    static const QHash<EndpointId, const Endpoint *> byId = [] {
        QHash<EndpointId, const Endpoint *> indexed;
        for (const Endpoint &each : endpoints())
            indexed.insert(each.id, &each);
        return indexed;
    }();
    const Endpoint *found = byId.value(id);
    Q_ASSERT_X(found, "endpoint", "every id is in the table");
    return *found;
}

Result<QUrlQuery> queryFrom(const Endpoint &endpoint, const QByteArray &encoded)
{
    const QUrlQuery query(QString::fromUtf8(QByteArray(encoded).replace('+', "%20")));
    QSet<QString> seen;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded)) {
        const auto known =
            std::find_if(endpoint.query.begin(), endpoint.query.end(),
                         [&name = name](const QueryParameter &each) { return each.name == name; });
        if (known == endpoint.query.end())
            return fail(ErrorKind::Invalid, u"there is no parameter %1 here"_s.arg(name),
                        u"unknown_parameter"_s, name);
        if (known->isFlag)
            continue;
        if (value.isEmpty())
            return invalidField(name, name + u" must not be empty"_s);
        if (seen.contains(name))
            return invalidField(name, name + u" is given twice"_s);
        if (const QString fault = faultOf(known->schema, value); !fault.isNull())
            return invalidField(name, name + u' ' + fault);
        seen.insert(name);
    }
    for (const QueryParameter &parameter : endpoint.query) {
        if (parameter.isRequired && !seen.contains(parameter.name))
            return invalidField(parameter.name, parameter.name + u" is required"_s);
    }
    return query;
}

QJsonObject placeholderSchema(const QString &name)
{
    if (name == "alert_id"_L1 || name == "job_id"_L1 || name == "system_alert_id"_L1)
        return kinds::idNumber().schema;
    return name == "device_id"_L1 ? kinds::text().schema : kinds::uuid().schema;
}

Result<> checkArguments(const Endpoint &endpoint, const QStringList &arguments)
{
    if (arguments.isEmpty())
        return {};
    const QStringList names = endpoint.placeholders();
    for (qsizetype i = 0; i < std::min(names.size(), arguments.size()); ++i) {
        if (arguments[i].contains(QChar(u'\0')))
            return fail(ErrorKind::NotFound, u"there is no such thing"_s);
        if (const QString fault = faultOf(placeholderSchema(names[i]), arguments[i]); !fault.isNull())
            return invalidField(names[i], names[i] + u' ' + fault);
    }
    return {};
}

QByteArray pathOf(EndpointId id, std::initializer_list<QString> arguments)
{
    QByteArray path;
    auto argument = arguments.begin();
    for (const QByteArray &segment :
         QByteArray(endpoint(id).path.data(), endpoint(id).path.size()).split('/')) {
        if (segment.isEmpty())
            continue;
        path += '/';
        if (segment.startsWith('{') && argument != arguments.end())
            path += QUrl::toPercentEncoding(*argument++);
        else
            path += segment;
    }
    return path;
}

} // namespace pulse::wire

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/openapi/document.h"

#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonObject parameterOf(const QString &name, const QString &in, const QJsonObject &schema)
{
    return {{u"name"_s, name}, {u"in"_s, in}, {u"schema"_s, schema}};
}

QJsonArray parametersOf(const Endpoint &endpoint)
{
    QJsonArray parameters;
    for (const QString &name : endpoint.placeholders()) {
        QJsonObject json = parameterOf(name, u"path"_s, placeholderSchema(name));
        json.insert(u"required"_s, true);
        parameters.append(json);
    }
    for (const QueryParameter &parameter : endpoint.query) {
        QJsonObject json = parameterOf(parameter.name, u"query"_s, parameter.schema);
        json.insert(u"description"_s, QString(parameter.says));
        json.insert(u"required"_s, parameter.isRequired);
        if (parameter.isFlag)
            json.insert(u"allowEmptyValue"_s, true);
        parameters.append(json);
    }
    return parameters;
}

QJsonObject contentOf(const QByteArray &type, const QJsonObject &schema)
{
    return {{QString::fromLatin1(type), QJsonObject{{u"schema"_s, schema}}}};
}

struct ProblemAnswer {
    int status;
    QString name; // in components
    QString says;
};

const QList<ProblemAnswer> &problemAnswers()
{
    static const QList<ProblemAnswer> all{
        {400, u"Invalid"_s, u"The request is wrong; `field` names where"_s},
        {401, u"Unauthenticated"_s, u"No valid token"_s},
        {403, u"Forbidden"_s, u"The role may not"_s},
        {404, u"NotFound"_s, u"There is no such thing, or it is another tenant's"_s},
        {409, u"Conflict"_s, u"It is not in a state for this"_s},
        {413, u"TooLarge"_s, u"The body is larger than this path takes"_s},
        {429, u"TooMany"_s, u"Too many requests; Retry-After says when"_s},
        {503, u"Unavailable"_s,
         u"Try again later; but with the code query_too_slow, and no Retry-After, ask for less: the same "
         "request would take too long again"_s}};
    return all;
}

QSet<int> problemsOf(const Endpoint &endpoint)
{
    QSet<int> statuses{429, 503};
    const bool isPublic = endpoint.access == Access::Public;
    if (!isPublic)
        statuses += {401, 403};
    if (isPublic && endpoint.body.taken != Body::Taken::No)
        statuses += 401; // a wrong password
    if (!endpoint.query.isEmpty() || endpoint.body.taken != Body::Taken::No
        || !endpoint.placeholders().isEmpty())
        statuses += 400;
    if (!endpoint.placeholders().isEmpty())
        statuses += 404;
    if (endpoint.isConflicting)
        statuses += 409;
    if (endpoint.body.taken != Body::Taken::No)
        statuses += 413;
    return statuses;
}

QJsonObject responsesOf(const Endpoint &endpoint)
{
    QJsonObject responses;
    for (const ProblemAnswer &problem : problemAnswers()) {
        if (problemsOf(endpoint).contains(problem.status))
            responses.insert(QString::number(problem.status),
                             QJsonObject{{u"$ref"_s, u"#/components/responses/"_s + problem.name}});
    }
    if (endpoint.id == EndpointId::Live)
        responses.insert(u"101"_s, QJsonObject{{u"description"_s, u"The socket is open"_s}});
    for (const Answer &answer : endpoint.answers) {
        const QString status = QString::number(answer.status);
        QJsonObject content = responses.value(status).toObject().value(u"content"_s).toObject();
        if (!answer.type.isEmpty())
            content.insert(QString::fromLatin1(answer.type), QJsonObject{{u"schema"_s, answer.schema}});
        QJsonObject response{{u"description"_s, answer.status == 201 ? u"Made"_s : u"As asked"_s}};
        if (!content.isEmpty())
            response.insert(u"content"_s, content);
        responses.insert(status, response);
    }
    return responses;
}

QJsonObject operationOf(const Endpoint &endpoint)
{
    QJsonObject operation{{u"operationId"_s, endpoint.operation},
                          {u"tags"_s, QJsonArray{endpoint.tag()}},
                          {u"summary"_s, QString(endpoint.says)},
                          {u"responses"_s, responsesOf(endpoint)}};
    if (!endpoint.more.isEmpty())
        operation.insert(u"description"_s, QString(endpoint.more));
    if (const QJsonArray parameters = parametersOf(endpoint); !parameters.isEmpty())
        operation.insert(u"parameters"_s, parameters);
    if (endpoint.body.taken != Body::Taken::No)
        operation.insert(u"requestBody"_s,
                         QJsonObject{{u"required"_s, endpoint.body.taken == Body::Taken::Required},
                                     {u"content"_s, contentOf("application/json", endpoint.body.schema)}});
    if (endpoint.access == Access::Public)
        operation.insert(u"security"_s, QJsonArray());
    else if (endpoint.access == Access::Metrics)
        operation.insert(u"security"_s,
                         QJsonArray{QJsonObject{{u"bearer"_s, QJsonArray()}},
                                    QJsonObject{{u"metricsToken"_s, QJsonArray()}}});
    return operation;
}

QJsonObject pathsObject()
{
    QJsonObject paths;
    for (const Endpoint &endpoint : endpoints()) {
        QJsonObject path = paths.value(endpoint.path).toObject();
        path.insert(QString(endpoint.method).toLower(), operationOf(endpoint));
        paths.insert(endpoint.path, path);
    }
    return paths;
}

QJsonObject componentsObject()
{
    QJsonObject responses;
    for (const ProblemAnswer &problem : problemAnswers())
        responses.insert(
            problem.name,
            QJsonObject{
                {u"description"_s, problem.says},
                {u"content"_s, contentOf("application/problem+json", kinds::reference(u"Problem"_s))}});
    const QJsonObject bearer{
        {u"type"_s, u"http"_s}, {u"scheme"_s, u"bearer"_s}, {u"bearerFormat"_s, u"JWT"_s}};
    const QJsonObject metricsToken{{u"type"_s, u"http"_s},
                                   {u"scheme"_s, u"bearer"_s},
                                   {u"description"_s, u"The setting metrics.token"_s}};
    return {{u"schemas"_s, schemas()},
            {u"responses"_s, responses},
            {u"securitySchemes"_s, QJsonObject{{u"bearer"_s, bearer}, {u"metricsToken"_s, metricsToken}}}};
}

} // namespace

QJsonObject openApiDocument()
{
    const QJsonObject info{
        {u"title"_s, u"Pulse"_s},
        {u"version"_s, u"1"_s},
        {u"license"_s,
         QJsonObject{{u"name"_s, u"GPL-3.0-or-later"_s}, {u"identifier"_s, u"GPL-3.0-or-later"_s}}},
        {u"description"_s,
         u"Fleets of devices, their readings and alerts, for many tenants at once. The tenant comes from the "
         "token and from nowhere else. Times are RFC 3339 in UTC with microseconds; readers ignore fields "
         "they do not know; the server refuses unknown fields in bodies, and parameters that are unknown, "
         "empty or given twice, and names them."_s}};
    return {{u"openapi"_s, u"3.1.0"_s},
            {u"info"_s, info},
            {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"/"_s}}}},
            {u"security"_s, QJsonArray{QJsonObject{{u"bearer"_s, QJsonArray()}}}},
            {u"paths"_s, pathsObject()},
            {u"components"_s, componentsObject()}};
}

} // namespace pulse::wire

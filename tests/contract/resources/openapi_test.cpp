// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The OpenAPI document names exactly the paths and methods that wire/endpoints has, with their placeholders,
// their access and answers that resolve.
#include "wire/endpoint/endpoints.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class OpenApiTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void namesEveryPathAndMethod();
    void everyOperationIsWhole();
    void everyReferenceResolves();

private:
    QJsonObject resolved(const QJsonObject &parameter) const; // what a $ref stands for

    QJsonObject m_document;
};

namespace {

void collectReferences(const QJsonValue &value, QStringList &references)
{
    for (const QJsonValue &item : value.toArray())
        collectReferences(item, references);
    const QJsonObject object = value.toObject();
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (at.key() == "$ref"_L1)
            references.append(at.value().toString());
        collectReferences(at.value(), references);
    }
}

bool resolves(const QJsonObject &document, const QString &reference)
{
    QJsonValue at = document;
    for (const QString &step : reference.mid(2).split(u'/'))
        at = at.toObject().value(step);
    return reference.startsWith(u"#/"_s) && at.isObject();
}

} // namespace

void OpenApiTest::initTestCase()
{
    QFile file(QStringLiteral(PULSE_SOURCE_DIR) + u"/resources/openapi/pulse.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QJsonParseError problem;
    m_document = QJsonDocument::fromJson(file.readAll(), &problem).object();
    QCOMPARE(problem.error, QJsonParseError::NoError);
    QVERIFY(m_document.value(u"openapi"_s).toString().startsWith(u"3.1"_s));
}

void OpenApiTest::namesEveryPathAndMethod()
{
    QSet<QString> documented;
    const QJsonObject paths = m_document.value(u"paths"_s).toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const QString &method : path->toObject().keys()) {
            if (method != "parameters"_L1)
                documented.insert(method.toUpper() + u' ' + path.key());
        }
    }
    QSet<QString> known;
    for (const wire::Endpoint &endpoint : wire::endpoints())
        known.insert(QString(endpoint.method) + u' ' + QString(endpoint.path));
    QCOMPARE(QStringList((known - documented).values()), QStringList());
    QCOMPARE(QStringList((documented - known).values()), QStringList());
}

void OpenApiTest::everyOperationIsWhole()
{
    QSet<QString> operations;
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const QJsonObject path = m_document.value(u"paths"_s).toObject().value(endpoint.path).toObject();
        const QJsonObject operation = path.value(QString(endpoint.method).toLower()).toObject();
        QVERIFY2(!operation.value(u"summary"_s).toString().isEmpty(), endpoint.path.data());
        const QString id = operation.value(u"operationId"_s).toString();
        QVERIFY2(!id.isEmpty() && !operations.contains(id), endpoint.path.data());
        operations.insert(id);
        QVERIFY2(!operation.value(u"responses"_s).toObject().isEmpty(), endpoint.path.data());
        const bool isPublic =
            operation.value(u"security"_s).isArray() && operation.value(u"security"_s).toArray().isEmpty();
        QVERIFY2(isPublic == (endpoint.access == wire::Access::Public), endpoint.path.data());
        QStringList declared;
        for (const QJsonValue &parameter : path.value(u"parameters"_s).toArray())
            declared.append(parameter.toObject().value(u"name"_s).toString());
        QStringList placeholders;
        auto matches = QRegularExpression(u"\\{(\\w+)\\}"_s).globalMatch(QString(endpoint.path));
        while (matches.hasNext())
            placeholders.append(matches.next().captured(1));
        QCOMPARE(declared, placeholders);
        if (endpoint.id == wire::EndpointId::Live)
            continue; // its token's parameter is the upgrade's
        QSet<QString> parameters;
        for (const QJsonValue &parameter : operation.value(u"parameters"_s).toArray())
            parameters.insert(resolved(parameter.toObject()).value(u"name"_s).toString());
        QSet<QString> taken;
        for (const wire::QueryParameter &parameter : endpoint.query)
            taken.insert(parameter.name);
        QVERIFY2(parameters == taken, endpoint.path.data());
    }
}

QJsonObject OpenApiTest::resolved(const QJsonObject &parameter) const
{
    const QString name = parameter.value(u"$ref"_s).toString().section(u'/', -1);
    const QJsonObject components = m_document.value(u"components"_s).toObject();
    return name.isEmpty() ? parameter : components.value(u"parameters"_s).toObject().value(name).toObject();
}

void OpenApiTest::everyReferenceResolves()
{
    QStringList references;
    collectReferences(m_document, references);
    QVERIFY(references.size() > 20);
    for (const QString &reference : references)
        QVERIFY2(resolves(m_document, reference), qPrintable(reference));
}

QTEST_GUILESS_MAIN(OpenApiTest)

#include "openapi_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The committed OpenAPI document is the one that the endpoints and nouns make, and it is whole. With
// PULSE_UPDATE_OPENAPI=1 in the environment it is written anew.
#include "support/contract/schema_check.h"
#include "support/suite/test_case.h"
#include "wire/endpoint/endpoints.h"
#include "wire/openapi/document.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class OpenApiTest : public QObject {
    Q_OBJECT

private slots:
    void theCommittedDocumentIsTheOneThatIsServed();
    void everyIdHasItsEndpoint();
    void everyOperationIsWhole();
    void everyReferenceResolves();
    void aReplyThatBreaksItsSchemaIsFound_data();
    void aReplyThatBreaksItsSchemaIsFound();

private:
    const QJsonObject m_document = wire::openApiDocument();
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

QJsonObject page(const QJsonValue &item)
{
    return {{u"tenant_id"_s, u"a"_s},  {u"routes"_s, QJsonArray{item}},
            {u"count"_s, 1},           {u"total"_s, 1},
            {u"limit"_s, 100},         {u"offset"_s, 0},
            {u"next"_s, QJsonValue()}, {u"total_is_estimate"_s, false}};
}

} // namespace

void OpenApiTest::theCommittedDocumentIsTheOneThatIsServed()
{
    QFile file(QStringLiteral(PULSE_SOURCE_DIR) + u"/resources/openapi/pulse.json"_s);
    if (qEnvironmentVariableIsSet("PULSE_UPDATE_OPENAPI")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(m_document).toJson());
        file.close();
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(QJsonDocument::fromJson(file.readAll()).object() == m_document,
             "run this test with PULSE_UPDATE_OPENAPI=1 and commit resources/openapi/pulse.json");
}

void OpenApiTest::everyIdHasItsEndpoint()
{
    constexpr int kIds = static_cast<int>(wire::EndpointId::OpenApi) + 1; // the last
    QSet<int> known;
    for (const wire::Endpoint &endpoint : wire::endpoints())
        known.insert(static_cast<int>(endpoint.id));
    QCOMPARE(known.size(), wire::endpoints().size());
    QCOMPARE(known.size(), kIds);
}

void OpenApiTest::everyOperationIsWhole()
{
    QSet<QString> operations;
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        QVERIFY2(!endpoint.operation.isEmpty() && !operations.contains(endpoint.operation),
                 endpoint.path.data());
        operations.insert(endpoint.operation);
        QVERIFY2(!endpoint.says.isEmpty() && !endpoint.tag().isEmpty(), endpoint.path.data());
        QVERIFY2(!endpoint.answers.isEmpty() || endpoint.id == wire::EndpointId::Live, endpoint.path.data());
        for (const wire::Answer &answer : endpoint.answers)
            QVERIFY2(answer.status == 204 || !answer.schema.isEmpty(), endpoint.path.data());
    }
}

void OpenApiTest::everyReferenceResolves()
{
    QStringList references;
    collectReferences(m_document, references);
    QVERIFY(references.size() > 20);
    for (const QString &reference : references)
        QVERIFY2(resolves(m_document, reference), qPrintable(reference));
}

void OpenApiTest::aReplyThatBreaksItsSchemaIsFound_data()
{
    QTest::addColumn<QJsonObject>("answer");
    QTest::newRow("not what it lists") << page(QJsonObject{{u"name"_s, u"no id"_s}});
    QTest::newRow("a text for a list") << page(u"r1"_s);
    QJsonObject without = page({});
    without.remove(u"routes"_s);
    QTest::newRow("without its list") << without;
    QTest::newRow("a problem for an answer")
        << QJsonObject{{u"type"_s, u"about:blank"_s}, {u"status"_s, 200}};
}

void OpenApiTest::aReplyThatBreaksItsSchemaIsFound()
{
    QFETCH(QJsonObject, answer);
    const wire::Endpoint &routes = wire::endpoint(wire::EndpointId::Routes);
    QVERIFY(!test::answerFault(routes, 200, answer).isNull());
    QVERIFY(!test::answerFault(routes, 201, answer).isNull());
    QJsonObject empty = page({});
    empty.insert(u"routes"_s, QJsonArray());
    QCOMPARE(test::answerFault(routes, 200, empty), QString());
}

PULSE_TEST_CASE(OpenApiTest)

#include "openapi_test.moc"

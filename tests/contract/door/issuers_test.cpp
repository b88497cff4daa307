// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a client with a token of an OpenID provider is answered over HTTP.
#include "door_fixture.h"
#include "support/suite/test_case.h"
#include "support/tokens/token_forge.h"

#include <QJsonDocument>
#include <QTest>

using namespace pulse;
using namespace pulse::test;

namespace {

const QString kIssuer = u"https://id.example"_s;

api::Handlers whoIsIt()
{
    const api::Handler handler = [](const api::Request &, store::Connection &) -> Result<api::Reply> {
        return api::Reply::json({});
    };
    return {{wire::EndpointId::SystemAlerts, handler}};
}

} // namespace

class IssuersTest : public QObject {
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
};

void IssuersTest::answers_data()
{
    QTest::addColumn<QJsonObject>("changes");
    QTest::addColumn<QString>("kid");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, const QJsonObject &changes, int status, const char *code,
                        const char *kid = "k") {
        QTest::newRow(name) << changes << QString::fromLatin1(kid) << status << QString::fromLatin1(code);
    };
    row("an operator", {}, 200, "");
    row("an ID token", {{u"nonce"_s, u"n"_s}}, 401, "token_invalid");
    row("expired", {{u"exp"_s, 2}, {u"iat"_s, 1}}, 401, "token_expired");
    row("more than it may", {{u"role"_s, u"operator_admin"_s}}, 403, "role_not_of_issuer");
    row("a tenant it may not", {{u"role"_s, u"customer_admin"_s}}, 403, "tenant_not_of_issuer");
    row("no role", {{u"role"_s, u"root"_s}}, 403, "no_role");
    row("a key that may be new", {}, 503, "issuer_keys_pending", "new");
    row("a key that cannot be new", {{u"iat"_s, 1}}, 401, "token_invalid", "new");
}

void IssuersTest::answers()
{
    QFETCH(QJsonObject, changes);
    QFETCH(QString, kid);
    Door door({}, whoIsIt());
    const ForgeKey key = ForgeKey::ec(u"k"_s);
    const auth::TrustedIssuer issuer{.issuer = kIssuer,
                                     .audience = u"api"_s,
                                     .tenants = {u"tenant-a"_s},
                                     .roles = {model::Role::CustomerAdmin, model::Role::Operator}};
    int wanted = 0;
    door.verifier.expect(issuer, [&wanted] { ++wanted; });
    QVERIFY(door.verifier.replaceKeys(kIssuer, {{u"keys"_s, QJsonArray{key.jwk()}}}));
    QVERIFY(door.start());
    const qint64 now = door.clock.now().time_since_epoch() / 1s;
    QJsonObject payload{{u"iss"_s, kIssuer},         {u"aud"_s, u"api"_s}, {u"sub"_s, u"u-1"_s},
                        {u"role"_s, u"operator"_s},  {u"iat"_s, now},      {u"exp"_s, now + 900},
                        {u"tenant_id"_s, u"other"_s}};
    for (auto change = changes.begin(); change != changes.end(); ++change)
        payload.insert(change.key(), change.value());
    const QByteArray token =
        key.token({{u"alg"_s, u"ES256"_s}, {u"typ"_s, u"at+jwt"_s}, {u"kid"_s, kid}}, payload);
    RawClient client(door.door.port());
    client.send(get("/operator/system-alerts", "Authorization: Bearer " + token + "\r\n"));
    const Answer answer = client.next();
    QTEST(answer.status, "status");
    QTEST(QJsonDocument::fromJson(answer.body).object().value(u"code"_s).toString(), "code");
    QCOMPARE(wanted, answer.status == 503 ? 1 : 0);
}

PULSE_TEST_CASE(IssuersTest)
#include "issuers_test.moc"

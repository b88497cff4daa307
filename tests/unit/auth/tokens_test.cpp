// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens that others made (foreign_tokens.json, from PyJWT) and tokens of our own: which are accepted, and as
// whom.
#include "auth/token_issuer.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pulse;
using namespace pulse::auth;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() const override { return time; }
    Instant time = *parseIso8601("2026-11-23T12:00:00Z");
};

QJsonObject fixture()
{
    QFile file(QStringLiteral(PULSE_SOURCE_DIR "/tests/unit/auth/foreign_tokens.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

SigningKeys newKeys()
{
    JoseKey key = JoseKey::createEs256().value();
    const QJsonObject jwks{{u"keys"_s, QJsonArray{key.publicJwk()}}};
    return {std::move(key), jwks};
}

const TrustedIssuer kOurs = ourIssuer(u"https://pulse.example"_s);

} // namespace

class TokensTest : public QObject {
    Q_OBJECT

private slots:
    void foreignTokens_data();
    void foreignTokens();
    void saysWhoItIs();
    void operatorsHaveNoTenant();
    void ourOwnTokensVerify();
    void aCachedTokenStillExpires();
    void replacedKeysEndOldTokens();
    void anotherIssuersKeyDoesNotCount();
    void trustNeedsAKey();
    void newKeysAreWellFormed();
};

void TokensTest::foreignTokens_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("result");
    const QJsonArray tokens = fixture().value(u"tokens"_s).toArray();
    QVERIFY(tokens.size() > 30);
    for (const QJsonValue &value : tokens) {
        const QJsonObject token = value.toObject();
        QTest::newRow(token.value(u"name"_s).toString().toUtf8().constData())
            << token.value(u"token"_s).toString().toLatin1() << token.value(u"result"_s).toString();
    }
}

void TokensTest::foreignTokens()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, result);
    const FixedClock clock;
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(ourIssuer(fixture().value(u"issuer"_s).toString()),
                           fixture().value(u"jwks"_s).toObject()));
    const auto claims = verifier.verify(token);
    QCOMPARE(claims ? u"ok"_s : claims.error().code, result);
    QCOMPARE(verifier.verify(token).has_value(), claims.has_value()); // the second time, too
}

void TokensTest::saysWhoItIs()
{
    const FixedClock clock;
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(ourIssuer(fixture().value(u"issuer"_s).toString()),
                           fixture().value(u"jwks"_s).toObject()));
    const auto claims = verifier.verify(fixture().value(u"tokens"_s)[0][u"token"_s].toString().toLatin1());
    QVERIFY(claims);
    QCOMPARE(claims->subject, u"u-1"_s);
    QCOMPARE(claims->login, u"ada"_s);
    QCOMPARE(claims->role, model::Role::CustomerAdmin);
    QCOMPARE(claims->tenantId, u"tenant-a"_s);
    QCOMPARE(claims->expiresAt, clock.time + 840s);
}

void TokensTest::operatorsHaveNoTenant()
{
    const FixedClock clock;
    const TokenIssuer issuer(clock, kOurs.issuer, newKeys());
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(kOurs, issuer.jwks()));
    const auto token = issuer.issue({u"u-9"_s, u"op"_s, model::Role::Operator, u"tenant-a"_s, u"s"_s}, 900s);
    QCOMPARE(verifier.verify(token->toLatin1())->tenantId, QString());
}

void TokensTest::ourOwnTokensVerify()
{
    const FixedClock clock;
    const TokenIssuer issuer(clock, kOurs.issuer, newKeys());
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(kOurs, issuer.jwks()));
    for (int i = 0; i < 50; ++i) { // signatures with short r or s are rare: one in 128
        const auto token = issuer.issue(
            {u"u-%1"_s.arg(i), u"ada"_s, model::Role::CustomerViewer, u"tenant-a"_s, u"family"_s}, 900s);
        QVERIFY(token);
        const auto claims = verifier.verify(token->toLatin1());
        QVERIFY(claims);
        QCOMPARE(claims->subject, u"u-%1"_s.arg(i));
        QCOMPARE(claims->expiresAt, clock.time + 900s);
        const auto read = readUnverified(token->toLatin1());
        QCOMPARE(read->header.value(u"alg"_s).toString(), u"ES256"_s);
        QCOMPARE(read->header.value(u"typ"_s).toString(), u"at+jwt"_s);
        QCOMPARE(read->payload.value(u"sid"_s).toString(), u"family"_s);
    }
}

void TokensTest::aCachedTokenStillExpires()
{
    FixedClock clock;
    const TokenIssuer issuer(clock, kOurs.issuer, newKeys());
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(kOurs, issuer.jwks()));
    const QByteArray token =
        issuer.issue({u"u"_s, u"l"_s, model::Role::Operator, {}, u"s"_s}, 900s)->toLatin1();
    QVERIFY(verifier.verify(token));
    clock.time += 911s;
    QCOMPARE(verifier.verify(token).error().code, u"token_expired"_s);
}

void TokensTest::replacedKeysEndOldTokens()
{
    const FixedClock clock;
    const TokenIssuer issuer(clock, kOurs.issuer, newKeys());
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(kOurs, issuer.jwks()));
    const QByteArray token =
        issuer.issue({u"u"_s, u"l"_s, model::Role::Operator, {}, u"s"_s}, 900s)->toLatin1();
    QVERIFY(verifier.verify(token));
    QVERIFY(verifier.trust(kOurs, newKeys().jwks));
    QCOMPARE(verifier.verify(token).error().code, u"token_invalid"_s);
}

void TokensTest::anotherIssuersKeyDoesNotCount()
{
    const FixedClock clock;
    const SigningKeys shared = newKeys();
    const TokenIssuer liar(clock, kOurs.issuer, shared); // says it is ours, signs with the other's key
    TokenVerifier verifier(clock);
    QVERIFY(verifier.trust(kOurs, newKeys().jwks));
    QVERIFY(verifier.trust(ourIssuer(u"https://other.example"_s), shared.jwks));
    const auto token = liar.issue({u"u"_s, u"l"_s, model::Role::Operator, {}, u"s"_s}, 900s);
    QCOMPARE(verifier.verify(token->toLatin1()).error().code, u"token_invalid"_s);
}

void TokensTest::trustNeedsAKey()
{
    const FixedClock clock;
    TokenVerifier verifier(clock);
    QVERIFY(!verifier.trust(kOurs, {}));
    const QJsonObject symmetric{{u"kty"_s, u"oct"_s}, {u"kid"_s, u"k"_s}, {u"k"_s, u"c2VjcmV0"_s}};
    QVERIFY(!verifier.trust(kOurs, {{u"keys"_s, QJsonArray{symmetric}}}));
}

void TokensTest::newKeysAreWellFormed()
{
    for (int i = 0; i < 200; ++i) { // coordinates that begin with a zero byte are one in 128
        const JoseKey key = JoseKey::createEs256().value();
        const QJsonObject jwk = key.publicJwk();
        for (const QString &member : {u"x"_s, u"y"_s}) {
            const QByteArray coordinate = jwk.value(member).toString().toLatin1();
            QCOMPARE(QByteArray::fromBase64(coordinate, QByteArray::Base64UrlEncoding).size(), 32);
        }
        QVERIFY(!jwk.contains(u"d"_s));
        QCOMPARE(jwk.value(u"kid"_s).toString().toUtf8(), key.id());
        const auto again = JoseKey::fromJwk(QJsonDocument::fromJson(key.privateJwk()).object());
        QVERIFY(again);
        QCOMPARE(again->id(), key.id());
    }
}

PULSE_TEST_CASE(TokensTest)
#include "tokens_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens that are signed well and say what should not pass, and the few beside them that should.
#include "forged_issuers.h"
#include "model/person_name.h"
#include "support/suite/test_case.h"

using namespace pulse;
using namespace pulse::auth;
using namespace pulse::test;

class ForgedClaimsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(trustAll(m_verifier)); }
    void times_data();
    void times() { judge(m_verifier); }
    void claims_data();
    void claims() { judge(m_verifier); }
    void kinds_data();
    void kinds() { judge(m_verifier); }
    void assertions_data();
    void assertions() { judge(m_verifier); }
    void nestedClaims_data();
    void nestedClaims() { judge(m_verifier); }
    void theSameSubIsAnotherPerson();
    void aPersonIsNamedSoThatNobodyElseIs();

private:
    FakeClock m_clock;
    TokenVerifier m_verifier{m_clock};
};

void ForgedClaimsTest::times_data()
{
    addColumns();
    const qint64 now = secondsNow();
    good("expired within the leeway", tokenA({{u"exp"_s, now - 9}}));
    row("expired", tokenA({{u"exp"_s, now - 10}}), 401, "token_expired");
    row("expired long ago", tokenA({{u"exp"_s, now - 86'400}, {u"iat"_s, now - 90'000}}), 401,
        "token_expired");
    good("decimals", tokenA({{u"exp"_s, static_cast<double>(now) + 0.5}}));
    row("no exp", tokenA({}, {u"exp"_s}));
    for (const QJsonValue &exp :
         {QJsonValue(u"never"_s), QJsonValue(QString::number(now + 840)), QJsonValue(true),
          QJsonValue(QJsonValue::Null), QJsonValue(QJsonArray{now + 840}), QJsonValue(-1), QJsonValue(1e18)})
        row(qPrintable("exp is "_L1 + QString::fromUtf8(jsonText({{u"v"_s, exp}}))),
            tokenA({{u"exp"_s, exp}}));
    good("nbf within the leeway", tokenA({{u"nbf"_s, now + 10}}));
    row("nbf in the future", tokenA({{u"nbf"_s, now + 11}}));
    row("nbf far in the future", tokenA({{u"nbf"_s, now + 500}}));
    row("nbf is a text", tokenA({{u"nbf"_s, u"0"_s}}));
    row("nbf is nothing", tokenA({{u"nbf"_s, QJsonValue::Null}}));
    good("iat within the leeway", tokenA({{u"iat"_s, now + 10}}));
    row("iat in the future", tokenA({{u"iat"_s, now + 11}}));
    row("iat after exp", tokenA({{u"iat"_s, now + 9}, {u"exp"_s, now + 8}}));
    row("no iat", tokenA({}, {u"iat"_s}));
    row("iat is a text", tokenA({{u"iat"_s, u"now"_s}}));
}

void ForgedClaimsTest::claims_data()
{
    addColumns();
    good("several audiences", tokenA({{u"aud"_s, QJsonArray{u"account"_s, u"pulse-api"_s}}}));
    row("another audience", tokenA({{u"aud"_s, u"other"_s}}));
    row("other audiences", tokenA({{u"aud"_s, QJsonArray{u"account"_s, u"other"_s}}}));
    row("an audience that begins alike", tokenA({{u"aud"_s, u"pulse-api-2"_s}}));
    row("an audience in capitals", tokenA({{u"aud"_s, u"PULSE-API"_s}}));
    row("an audience with a space", tokenA({{u"aud"_s, u"pulse-api "_s}}));
    row("no audience", tokenA({}, {u"aud"_s}));
    row("no audience in the list", tokenA({{u"aud"_s, QJsonArray()}}));
    row("an empty audience", tokenA({{u"aud"_s, u""_s}}));
    row("a list in a list", tokenA({{u"aud"_s, QJsonArray{QJsonArray{u"pulse-api"_s}}}}));
    row("an object for an audience", tokenA({{u"aud"_s, QJsonObject{{u"pulse-api"_s, true}}}}));
    row("an audience of nothing", tokenA({{u"aud"_s, QJsonValue::Null}}));
    row("no issuer", tokenA({}, {u"iss"_s}));
    row("another issuer", tokenA({{u"iss"_s, u"https://evil.example"_s}}));
    row("an issuer with a slash", tokenA({{u"iss"_s, kIssuerA + u'/'}}));
    row("an issuer in capitals", tokenA({{u"iss"_s, kIssuerA.toUpper()}}));
    row("a list of issuers", tokenA({{u"iss"_s, QJsonArray{kIssuerA}}}));
    row("an empty issuer", tokenA({{u"iss"_s, u""_s}}));
    row("no sub", tokenA({}, {u"sub"_s}));
    row("an empty sub", tokenA({{u"sub"_s, u""_s}}));
    row("sub is a number", tokenA({{u"sub"_s, 1}}));
    row("a sub that is too long", tokenA({{u"sub"_s, QString(256, u'x')}}));
    good("a sub that is as long as may be", tokenA({{u"sub"_s, QString(255, u'x')}}));
    row("a sub with a line's end", tokenA({{u"sub"_s, u"u-1\nadmin"_s}}));
    row("a sub with a NUL", tokenA({{u"sub"_s, u"u-1"_s + QChar(0)}}));
    row("a sub of letters that look alike", tokenA({{u"sub"_s, u"u\u20101"_s}}));
    row("no kid", keys().ecA.token(headerA({}, {u"kid"_s}), payloadA()));
    row("an empty kid", keys().ecA.token(headerA({{u"kid"_s, u""_s}}), payloadA()));
    row("an unknown kid", keys().ecA.token(headerA({{u"kid"_s, u"ec-9"_s}}), payloadA()));
    row("a kid that is a way", keys().ecA.token(headerA({{u"kid"_s, u"../../dev/null"_s}}), payloadA()));
    row("kid of another issuer", keys().ecB.token(headerA({{u"kid"_s, u"ec-b"_s}}), payloadA()));
    row("another issuer's key under our kid", keys().ecB.token(headerA(), payloadA()));
    row("a stranger's key", keys().stranger.token(headerA(), payloadA()));
    row("a key in the token",
        keys().stranger.token(headerA({{u"jwk"_s, keys().stranger.jwk()}}), payloadA()));
    row("an address of keys in the token",
        keys().stranger.token(headerA({{u"jku"_s, u"https://evil.example/keys"_s}, {u"kid"_s, u"evil"_s}}),
                              payloadA()));
    row("our own key, A's name", keys().ours.token(headerA({{u"kid"_s, u"ours"_s}}), payloadA()));
    row("A's key, our name",
        keys().ecA.token(headerA(), payloadA({{u"iss"_s, kOurIssuer}, {u"aud"_s, u"pulse-ui"_s}})));
}

void ForgedClaimsTest::kinds_data()
{
    addColumns();
    const auto typed = [](const QJsonValue &type) {
        return keys().ecA.token(headerA({{u"typ"_s, type}}), payloadA());
    };
    good("application/at+jwt", typed(u"application/at+jwt"_s));
    good("AT+JWT", typed(u"AT+JWT"_s));
    row("at+jwt asked for, JWT said", typed(u"JWT"_s));
    row("at+jwt asked for, nothing said", keys().ecA.token(headerA({}, {u"typ"_s}), payloadA()));
    row("typ is a list", typed(QJsonArray{u"at+jwt"_s}));
    row("a logout token", typed(u"logout+jwt"_s));
    row("a DPoP proof", typed(u"dpop+jwt"_s));
    row("a token of something else", typed(u"secevent+jwt"_s));
    for (const char *name : {"nonce", "at_hash", "c_hash", "s_hash", "events", "cnf"})
        row(qPrintable("at+jwt with "_L1 + QLatin1StringView(name)),
            tokenA({{QLatin1StringView(name), u"x"_s}}));
    for (const char *type : {"ID", "Refresh", "Offline", "Logout", "DPoP", "bearer", ""})
        row(qPrintable("at+jwt that is "_L1 + QLatin1StringView(type)),
            tokenA({{u"typ"_s, QLatin1StringView(type)}}));
    good("Bearer", tokenB());
    good("Bearer and at+jwt", tokenB({}, {}, u"at+jwt"_s));
    row("Bearer asked for, nothing said", tokenB({}, {u"typ"_s}));
    row("Bearer in a logout token", tokenB({}, {}, u"logout+jwt"_s));
    for (const char *type : {"ID", "Refresh", "Offline", "Logout", "DPoP", "bearer"})
        row(qPrintable("Bearer asked for, "_L1 + QLatin1StringView(type)),
            tokenB({{u"typ"_s, QLatin1StringView(type)}}));
    row("an ID token that says Bearer", tokenB({{u"nonce"_s, u"n"_s}}));
    row("an ID token of the hybrid flow", tokenB({{u"c_hash"_s, u"h"_s}}));
    row("Bearer, bound to a key", tokenB({{u"cnf"_s, QJsonObject{{u"jkt"_s, u"x"_s}}}}));
    good("by its audience", tokenC());
    good("by its audience, of a client", tokenC({{u"azp"_s, u"app"_s}}));
    row("whose client is its audience", tokenC({{u"azp"_s, u"https://api.c.example"_s}}));
    row("whose client_id is its audience", tokenC({{u"client_id"_s, u"https://api.c.example"_s}}));
    row("an ID token of a client", tokenC({{u"aud"_s, u"app"_s}, {u"azp"_s, u"app"_s}}));
    row("by its audience, with at_hash", tokenC({{u"at_hash"_s, u"h"_s}}));
    row("by its audience, a logout token",
        tokenC({}, {}, {{u"alg"_s, u"ES256"_s}, {u"kid"_s, u"ec-c"_s}, {u"typ"_s, u"logout+jwt"_s}}));
    row("by its audience, a refresh token", tokenC({{u"typ"_s, u"Refresh"_s}}));
    good("of ours", tokenOurs());
    good("of ours, by a server of before", tokenOurs({}, u"JWT"_s));
    row("of ours, with a nonce", tokenOurs({{u"nonce"_s, u"n"_s}}));
}

void ForgedClaimsTest::assertions_data()
{
    addColumns();
    forbidden("A claims B's tenant", tokenA({{u"tenant_id"_s, u"tenant-b"_s}}), "tenant_not_of_issuer");
    forbidden("B claims A's tenant", tokenB({{u"tenant_id"_s, u"tenant-a"_s}}), "tenant_not_of_issuer");
    forbidden("B claims a tenant that nobody may", tokenB({{u"tenant_id"_s, u"*"_s}}),
              "tenant_not_of_issuer");
    forbidden("a tenant in capitals", tokenB({{u"tenant_id"_s, u"TENANT-B"_s}}), "tenant_not_of_issuer");
    forbidden("B claims operator", tokenB({{u"role"_s, u"operator"_s}}), "role_not_of_issuer");
    forbidden("B claims operator_admin", tokenB({{u"role"_s, u"operator_admin"_s}}), "role_not_of_issuer");
    forbidden("B claims operator, of no tenant", tokenB({{u"role"_s, u"operator"_s}}, {u"tenant_id"_s}),
              "role_not_of_issuer");
    forbidden("B claims a customer's role and operator",
              tokenB({{u"role"_s, QJsonArray{u"customer_admin"_s, u"operator"_s}}}), "role_not_of_issuer");
    good("another tenant it may", tokenA({{u"tenant_id"_s, u"shared"_s}}));
    good("lists of one",
         tokenA({{u"tenant_id"_s, QJsonArray{u"tenant-a"_s}}, {u"role"_s, QJsonArray{u"customer_admin"_s}}}));
    forbidden("no role", tokenA({}, {u"role"_s}), "no_role");
    forbidden("an unknown role", tokenA({{u"role"_s, u"root"_s}}), "no_role");
    forbidden("a role in capitals", tokenA({{u"role"_s, u"CUSTOMER_ADMIN"_s}}), "no_role");
    forbidden("a role that is an object", tokenA({{u"role"_s, QJsonObject{{u"customer_admin"_s, 1}}}}),
              "no_role");
    forbidden("no roles", tokenA({{u"role"_s, QJsonArray()}}), "no_role");
    forbidden("no tenant", tokenA({}, {u"tenant_id"_s}), "no_tenant");
    forbidden("an empty tenant", tokenA({{u"tenant_id"_s, u""_s}}), "no_tenant");
    forbidden("two tenants", tokenA({{u"tenant_id"_s, QJsonArray{u"tenant-a"_s, u"shared"_s}}}), "no_tenant");
    forbidden("a tenant that is a number", tokenA({{u"tenant_id"_s, 1}}), "no_tenant");
    row("B's key, A's claims",
        keys().ecB.token(headerA({{u"kid"_s, u"ec-b"_s}, {u"typ"_s, u"JWT"_s}}),
                         payloadA({{u"typ"_s, u"Bearer"_s}})));
}

void ForgedClaimsTest::nestedClaims_data()
{
    addColumns();
    good("of several roles", tokenC(access({u"offline_access"_s, u"staff"_s, u"boss"_s})));
    good("an operator", tokenC(access({u"ops"_s}), {u"org"_s}));
    forbidden("a customer and an operator", tokenC(access({u"staff"_s, u"ops"_s})), "role_ambiguous");
    forbidden("no word that means something", tokenC(access({u"offline_access"_s})), "no_role");
    forbidden("our word where it has its own", tokenC(access({u"customer_admin"_s})), "no_role");
    forbidden("no roles on the way", tokenC({{u"realm_access"_s, QJsonObject()}}), "no_role");
    forbidden("no way", tokenC({}, {u"realm_access"_s}), "no_role");
    forbidden("a way that is a list", tokenC({{u"realm_access"_s, QJsonArray{u"staff"_s}}}), "no_role");
    forbidden("a name that looks like the way",
              tokenC({{u"realm_access.roles"_s, QJsonArray{u"staff"_s}}}, {u"realm_access"_s}), "no_role");
    forbidden("the tenant where it is not", tokenC({{u"tenant_id"_s, u"tenant-c"_s}}, {u"org"_s}),
              "no_tenant");
    forbidden("a role where it is not", tokenC({{u"role"_s, u"customer_admin"_s}}, {u"realm_access"_s}),
              "no_role");
    good("any tenant", tokenC({{u"org"_s, QJsonObject{{u"tenant"_s, u"tenant-a"_s}}}}));
}

void ForgedClaimsTest::theSameSubIsAnotherPerson()
{
    const auto ofA = m_verifier.verify(tokenA());
    const auto ofB = m_verifier.verify(tokenB());
    const auto ofOurs = m_verifier.verify(tokenOurs());
    QVERIFY(ofA && ofB && ofOurs);
    QCOMPARE(ofA->subject, kIssuerA + u"#u-1"_s);
    QCOMPARE(ofB->subject, kIssuerB + u"#u-1"_s);
    QCOMPARE(ofOurs->subject, u"u-1"_s); // as it is stored since before there were others
    QCOMPARE(m_verifier.verify(tokenC(access({u"staff"_s, u"boss"_s})))->role, model::Role::CustomerAdmin);
    QCOMPARE(m_verifier.verify(tokenC(access({u"ops"_s})))->tenantId, QString());
}

void ForgedClaimsTest::aPersonIsNamedSoThatNobodyElseIs()
{
    model::Principal person;
    person.subject = u"u-1"_s;
    person.login = u"ada"_s;
    QCOMPARE(model::nameOf(person), u"ada"_s);
    person.subject = kIssuerB + u"#u-1"_s;
    QCOMPARE(model::nameOf(person), u"ada (https://b.example#u-1)"_s);
    for (const QString &login : {u""_s, u"ada (https://a.example#u-1)"_s, u"ada\nroot"_s, u" ada"_s}) {
        person.login = login;
        QCOMPARE(model::nameOf(person), person.subject);
    }
}

PULSE_TEST_CASE(ForgedClaimsTest)
#include "forged_claims_test.moc"

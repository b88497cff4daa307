// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens whose signature, key, algorithm or shape should not pass, and the few beside them that should.
#include "forged_issuers.h"
#include "support/suite/test_case.h"

using namespace pulse;
using namespace pulse::auth;
using namespace pulse::test;

class ForgedSignaturesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(trustAll(m_verifier)); }
    void algorithms_data();
    void algorithms() { judge(m_verifier); }
    void shapes_data();
    void shapes() { judge(m_verifier); }

private:
    FakeClock m_clock;
    TokenVerifier m_verifier{m_clock};
};

void ForgedSignaturesTest::algorithms_data()
{
    addColumns();
    const Keys &k = keys();
    const QByteArray text = jsonText(payloadA());
    const auto header = [](const char *alg, const char *kid) {
        return headerA({{u"alg"_s, QLatin1StringView(alg)}, {u"kid"_s, QLatin1StringView(kid)}});
    };
    good("ES256", tokenA());
    good("RS256", k.rsaA.token(header("RS256", "rsa-a"), payloadA()));
    good("PS256", k.psA.token(header("PS256", "ps-a"), payloadA()));
    row("a PS256 key as RS256", k.psA.token(header("RS256", "ps-a"), payloadA()));
    row("a key of RSA without alg as PS256", k.rsaA.token(header("PS256", "rsa-a"), payloadA()));
    row("PS256 said, RS256 signed", k.psA.token(jsonText(header("PS256", "ps-a")), text, "RS256"));
    row("RS256 said, PS256 signed", k.rsaA.token(jsonText(header("RS256", "rsa-a")), text, "PS256"));
    row("RS512", k.rsaA.token(header("RS512", "rsa-a"), payloadA()));
    row("RS512 by a key that says so", k.rsaA.token(header("RS512", "rs512-a"), payloadA()));
    row("RS256 by a key for RS512", k.rsaA.token(header("RS256", "rs512-a"), payloadA()));
    row("RS256 by a key for RSA-OAEP", k.rsaA.token(header("RS256", "oaep-a"), payloadA()));
    row("a key for encryption", k.encA.token(header("RS256", "enc-a"), payloadA()));
    row("a key for another operation", k.ecA.token(header("ES256", "ops-a"), payloadA()));
    row("a weak RSA key", k.weakA.token(header("RS256", "weak-a"), payloadA()));
    row("a P-384 key as ES256", k.p384A.token(jsonText(header("ES256", "p384-a")), text, "RS256"));
    row("ES384", k.p384A.token(jsonText(header("ES384", "p384-a")), text, "RS256"));
    row("an EC key as RS256", k.ecA.token(jsonText(header("RS256", "ec-a")), text, "ES256"));
    row("an RSA key as ES256", k.rsaA.token(jsonText(header("ES256", "rsa-a")), text, "RS256"));
    row("alg in small letters", k.ecA.token(jsonText(header("es256", "ec-a")), text, "ES256"));
    row("no alg", k.ecA.token(jsonText(headerA({}, {u"alg"_s})), text, "ES256"));
    row("alg is a list", k.ecA.token(jsonText(headerA({{u"alg"_s, QJsonArray{u"ES256"_s}}})), text, "ES256"));
    for (const char *none : {"none", "None", "NONE", "nOnE"}) {
        const QByteArray head = base64Url(jsonText(header(none, "ec-a"))) + '.' + base64Url(text);
        row(qPrintable(QLatin1StringView(none) + " unsigned"_L1), head + '.');
        row(qPrintable(QLatin1StringView(none) + " with a signature"_L1),
            k.ecA.token(jsonText(header(none, "ec-a")), text, "ES256"));
    }
    for (const char *kid : {"rsa-a", "ps-a", "ec-a", "oct-a"}) {
        const QByteArray head = jsonText(header("HS256", kid));
        row(qPrintable("HS256 by the public PEM of "_L1 + QLatin1StringView(kid)),
            hmacToken(head, text, k.rsaA.publicPem()));
        row(qPrintable("HS256 by the JWK of "_L1 + QLatin1StringView(kid)),
            hmacToken(head, text, jsonText(k.rsaA.jwk())));
        row(qPrintable("HS256 by a secret under "_L1 + QLatin1StringView(kid)),
            hmacToken(head, text, "secret"));
    }
    row("HS256, an empty secret", hmacToken(jsonText(header("HS256", "ec-a")), text, ""));
    row("RS256 said, HMAC of the public key",
        hmacToken(jsonText(header("RS256", "rsa-a")), text, k.rsaA.publicPem()));
}

void ForgedSignaturesTest::shapes_data()
{
    addColumns();
    const Keys &k = keys();
    const QByteArray whole = tokenA();
    const QList<QByteArray> part = whole.split('.');
    const QByteArray head = jsonText(headerA());
    const QByteArray body = jsonText(payloadA());
    const auto signedText = [&k](const QByteArray &header, const QByteArray &payload) {
        return k.ecA.token(header, payload, "ES256");
    };
    const auto more = [](QByteArray json, const char *member) {
        return json.chopped(1) + ',' + member + '}';
    };
    row("nothing", "");
    row("a word", "hello");
    row("one part", part[0]);
    row("two parts", part[0] + '.' + part[1]);
    row("four parts", whole + ".x");
    row("five parts, as an encrypted one", whole + ".x.y");
    row("an empty header", "." + part[1] + '.' + part[2]);
    row("an empty payload", part[0] + ".." + part[2]);
    row("an empty signature", part[0] + '.' + part[1] + '.');
    row("padding", whole + "=");
    row("padding in the header", part[0] + "=." + part[1] + '.' + part[2]);
    row("a space behind", whole + ' ');
    row("a line's end behind", whole + '\n');
    row("a line's end within", part[0] + ".\n" + part[1] + '.' + part[2]);
    row("a NUL behind", whole + '\0');
    row("plain base64", QByteArray(whole).replace(part[2], QByteArray(64, '+').toBase64()));
    // Of the last character of 64 bytes the last four bits say nothing.
    QByteArray stray = whole;
    stray.back() =
        stray.back() == 'A' || stray.back() == 'Q' ? char(stray.back() + 1) : char(stray.back() - 1);
    row("stray bits at the end", stray);
    row("a signature cut short", whole.chopped(4));
    row("a signature that is longer", whole + "AAAA");
    row("a signature of zeros", part[0] + '.' + part[1] + '.' + base64Url(QByteArray(64, '\0')));
    row("another payload",
        part[0] + '.' + base64Url(jsonText(payloadA({{u"tenant_id"_s, u"shared"_s}}))) + '.' + part[2]);
    row("another header", base64Url(jsonText(headerA({{u"x"_s, 1}}))) + '.' + part[1] + '.' + part[2]);
    row("a payload that is a list", signedText(head, "[" + body + "]"));
    row("a payload that is a text", signedText(head, "\"hello\""));
    row("a payload that is no JSON", signedText(head, "iss=a"));
    row("a payload that is cut", signedText(head, body.chopped(1)));
    row("an empty object", signedText(head, "{}"));
    row("a header that is a list", signedText("[]", body));
    row("a header that is no JSON", signedText("ES256", body));
    row("invalid UTF-8", signedText(head, more(body, "\"x\":\"\xff\"")));
    row("two payloads in a row", signedText(head, body + body));
    row("kid twice", signedText(more(head, "\"kid\":\"ec-a\""), body));
    row("alg twice", signedText(more(head, "\"alg\":\"none\""), body));
    row("tenant twice", signedText(head, more(body, "\"tenant_id\":\"shared\"")));
    row("the same member, escaped", signedText(head, more(body, "\"tenant\\u005fid\":\"shared\"")));
    row("sub twice", signedText(head, more(body, "\"sub\":\"u-2\"")));
    row("a member twice, far within", signedText(head, more(body, "\"x\":{\"y\":[{\"z\":1,\"z\":2}]}")));
    for (const char *member : {"\"crit\":[\"exp\"]", "\"crit\":[]", "\"crit\":\"exp\"",
                               "\"crit\":[\"b64\"],\"b64\":false", "\"b64\":false", "\"b64\":true"})
        row(member, signedText(more(head, member), body));
    row("a payload that is not encoded", base64Url(more(head, "\"b64\":false")) + '.' + body + '.' + part[2]);
    row("nine kilobytes", tokenA({{u"x"_s, QString(9000, u'x')}}));
    good("a member of no meaning", signedText(more(head, "\"x5t\":\"abc\""), more(body, "\"x\":[1,{}]")));
}

PULSE_TEST_CASE(ForgedSignaturesTest)
#include "forged_signatures_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Discovery and keys of a provider over HTTP: when they are read, how often, and what becomes of tokens while
// they cannot be.
#include "auth/provider_keys.h"
#include "support/process/spin.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"
#include "support/tokens/openid_provider.h"
#include "support/tokens/token_forge.h"

#include <QTest>

using namespace pulse;
using namespace pulse::auth;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kSoon = 20s; // far more than it takes

TrustedIssuer trusted(const QString &issuer)
{
    return {.issuer = issuer, .audience = u"pulse-api"_s, .tenants = {u"tenant-a"_s}};
}

// A provider, and a server that trusts it.
struct World {
    FakeClock clock;
    OpenIdProvider provider;
    ForgeKey first = ForgeKey::ec(u"first"_s);
    ForgeKey second = ForgeKey::ec(u"second"_s);
    TokenVerifier verifier{clock};
    ProviderKeys keys;

    explicit World(outbound::FetchSettings settings = {})
        : keys(clock, verifier, {trusted(provider.issuer())}, settings)
    {
        provider.publish({first.jwk()});
    }
    bool start() { return keys.start() && read(); }
    bool read()
    {
        return spinUntil([this] { return keys.states().first().readAt == clock.now(); }, kSoon);
    }
    bool failed()
    {
        return spinUntil([this] { return keys.states().first().failingSince.has_value(); }, kSoon);
    }
    // Issued now, by the test's clock.
    QByteArray token(const ForgeKey &key, const QString &kid) const
    {
        const qint64 now = clock.now().time_since_epoch() / 1s;
        return key.token({{u"alg"_s, u"ES256"_s}, {u"typ"_s, u"at+jwt"_s}, {u"kid"_s, kid}},
                         {{u"iss"_s, provider.issuer()},
                          {u"aud"_s, u"pulse-api"_s},
                          {u"sub"_s, u"u-1"_s},
                          {u"jti"_s, ++serial},
                          {u"role"_s, u"customer_viewer"_s},
                          {u"tenant_id"_s, u"tenant-a"_s},
                          {u"iat"_s, now},
                          {u"exp"_s, now + 900}});
    }
    QString verdict(const QByteArray &token) const
    {
        const auto claims = verifier.verify(token);
        return claims ? u"ok"_s : claims.error().code;
    }
    mutable int serial = 0;
};

} // namespace

class ProviderKeysTest : public QObject {
    Q_OBJECT

private slots:
    void readsDiscoveryThenKeys();
    void readsAgainAfterTenMinutes();
    void manyTokensWithANewKeyAreOneReading();
    void aNewKeyIsAskedForOnceAMinute();
    void aTokenFromBeforeTheReadingIsRefusedAtOnce();
    void whatIsRefusedUnderAnyKeyAsksForNone();
    void aRotationKeepsTheOldKeyUntilItIsGone();
    void aProviderThatIsAwayKeepsItsKeys();
    void keysDoNotLastForEver();
    void aServerThatStartsBeforeItsProvider();
    void badAnswers_data();
    void badAnswers();
    void aSlowProviderHoldsNobodyUp();
    void onlyWhatIsSafeIsFetched_data();
    void onlyWhatIsSafeIsFetched();
    void stoppingEndsWhatIsUnderWay();
};

void ProviderKeysTest::readsDiscoveryThenKeys()
{
    World world;
    QVERIFY(world.start());
    QCOMPARE(world.provider.discoveriesRead(), 1);
    QCOMPARE(world.provider.keysRead(), 1);
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"ok"_s);
    QVERIFY(!world.keys.states().first().failingSince);
}

void ProviderKeysTest::readsAgainAfterTenMinutes()
{
    World world;
    QVERIFY(world.start());
    world.clock.advance(599s);
    world.keys.readDue();
    world.clock.advance(1s);
    world.keys.readDue();
    QVERIFY(world.read());
    QCOMPARE(world.provider.keysRead(), 2); // none at 599 s
}

void ProviderKeysTest::manyTokensWithANewKeyAreOneReading()
{
    World world;
    QVERIFY(world.start());
    world.clock.advance(61s);
    world.provider.publish({world.first.jwk(), world.second.jwk()});
    world.provider.answerDiscovery({.body = jsonText(world.provider.discovery()), .delay = 200ms});
    for (int i = 0; i < 200; ++i)
        QCOMPARE(world.verdict(world.token(world.second, u"second"_s)), u"issuer_keys_pending"_s);
    QVERIFY(world.read());
    QCOMPARE(world.verdict(world.token(world.second, u"second"_s)), u"ok"_s);
    QCOMPARE(world.provider.discoveriesRead(), 2); // the first, and one for all of them
    QCOMPARE(world.provider.keysRead(), 2);
}

void ProviderKeysTest::aNewKeyIsAskedForOnceAMinute()
{
    World world;
    QVERIFY(world.start());
    world.clock.advance(59s);
    const auto ask = [&world] { return world.verdict(world.token(world.second, u"none"_s)); };
    QCOMPARE(ask(), u"issuer_keys_pending"_s);
    world.keys.readDue();
    world.clock.advance(1s);
    world.keys.readDue(); // what was asked for is not forgotten
    QVERIFY(world.read());
    for (int second = 0; second < 59; ++second) {
        world.clock.advance(1s);
        QCOMPARE(ask(), u"issuer_keys_pending"_s);
        world.keys.readDue();
    }
    QCOMPARE(world.provider.discoveriesRead(), 2);
    world.clock.advance(1s);
    world.keys.readDue();
    QVERIFY(world.read());
    QCOMPARE(world.provider.discoveriesRead(), 3);
}

// A stranger's kid: had it been a key, we would have read it.
void ProviderKeysTest::aTokenFromBeforeTheReadingIsRefusedAtOnce()
{
    World world;
    const QByteArray before = world.token(world.second, u"none"_s);
    world.clock.advance(11s); // beyond the leeway
    QVERIFY(world.start());
    world.clock.advance(300s);
    QCOMPARE(world.verdict(before), u"token_invalid"_s);
    world.keys.readDue();
    QCOMPARE(world.provider.discoveriesRead(), 1);
}

// Keycloak's refresh tokens are signed by a secret, whose kid nobody else knows; ID tokens by a key of
// tokens.
void ProviderKeysTest::whatIsRefusedUnderAnyKeyAsksForNone()
{
    World world;
    QVERIFY(world.start());
    world.clock.advance(61s);
    const qint64 now = world.clock.now().time_since_epoch() / 1s;
    const QJsonObject payload{{u"iss"_s, world.provider.issuer()},
                              {u"aud"_s, u"pulse-api"_s},
                              {u"sub"_s, u"u-1"_s},
                              {u"role"_s, u"customer_viewer"_s},
                              {u"tenant_id"_s, u"tenant-a"_s},
                              {u"iat"_s, now},
                              {u"exp"_s, now + 900}};
    const QJsonObject header{{u"alg"_s, u"ES256"_s}, {u"typ"_s, u"at+jwt"_s}, {u"kid"_s, u"none"_s}};
    const auto changed = [](QJsonObject object, const QString &name, const QString &value) {
        object.insert(name, value);
        return object;
    };
    QCOMPARE(
        world.verdict(hmacToken(jsonText(changed(header, u"alg"_s, u"HS512"_s)), jsonText(payload), "x")),
        u"token_invalid"_s);
    for (const auto &[name, value] :
         {std::pair{u"typ"_s, u"Refresh"_s}, {u"nonce"_s, u"n"_s}, {u"aud"_s, u"x"_s}})
        QCOMPARE(world.verdict(world.second.token(header, changed(payload, name, value))),
                 u"token_invalid"_s);
    QCOMPARE(world.verdict(world.second.token(changed(header, u"typ"_s, u"JWT"_s), payload)),
             u"token_invalid"_s);
    world.keys.readDue();
    QCOMPARE(world.provider.discoveriesRead(), 1);
    QCOMPARE(world.verdict(world.second.token(header, payload)), u"issuer_keys_pending"_s);
}

void ProviderKeysTest::aRotationKeepsTheOldKeyUntilItIsGone()
{
    World world;
    QVERIFY(world.start());
    const QByteArray old = world.token(world.first, u"first"_s);
    QCOMPARE(world.verdict(old), u"ok"_s);
    world.clock.advance(61s);
    world.provider.publish({world.second.jwk(), world.first.jwk()});
    QCOMPARE(world.verdict(world.token(world.second, u"second"_s)), u"issuer_keys_pending"_s);
    QVERIFY(world.read());
    QCOMPARE(world.verdict(world.token(world.second, u"second"_s)), u"ok"_s);
    QCOMPARE(world.verdict(old), u"ok"_s);
    world.provider.publish({world.second.jwk()}); // the old one is withdrawn
    world.clock.advance(600s);
    world.keys.readDue();
    QVERIFY(world.read());
    QCOMPARE(world.verdict(old), u"token_invalid"_s); // although it was verified before
}

void ProviderKeysTest::aProviderThatIsAwayKeepsItsKeys()
{
    World world;
    QVERIFY(world.start());
    const QByteArray seen = world.token(world.first, u"first"_s);
    QCOMPARE(world.verdict(seen), u"ok"_s);
    world.provider.answerDiscovery({.status = 503});
    world.clock.advance(600s);
    const Instant since = world.clock.now();
    world.keys.readDue();
    QVERIFY(world.failed());
    QCOMPARE(world.verdict(seen), u"ok"_s);
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"ok"_s); // one it has not seen, too
    world.clock.advance(15s);
    world.keys.readDue();
    QVERIFY(spinUntil([&] { return world.provider.discoveriesRead() == 3; }, kSoon));
    QCOMPARE(world.keys.states().first().why, u"discovery: it was answered 503"_s);
    QCOMPARE(world.keys.states().first().failingSince, since); // when it began, not the last time
    QCOMPARE(world.keys.states().first().readAt, since - 600s);
    world.provider.answerWell();
    world.clock.advance(15s);
    world.keys.readDue();
    QVERIFY(world.read());
    QVERIFY(!world.keys.states().first().failingSince);
}

void ProviderKeysTest::keysDoNotLastForEver()
{
    World world;
    QVERIFY(world.start());
    world.provider.answerDiscovery({.status = 503});
    world.clock.advance(24h);
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"ok"_s);
    world.clock.advance(1s);
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"issuer_keys_pending"_s);
    QVERIFY(world.failed());
}

void ProviderKeysTest::aServerThatStartsBeforeItsProvider()
{
    World world;
    world.provider.answerDiscovery({.status = 503});
    QVERIFY(world.keys.start());
    QVERIFY(world.failed());
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"issuer_keys_pending"_s);
    world.provider.answerWell();
    world.clock.advance(15s);
    world.keys.readDue();
    QVERIFY(world.read());
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"ok"_s);
}

void ProviderKeysTest::badAnswers_data()
{
    QTest::addColumn<bool>("isDiscovery");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, bool isDiscovery, int status, const QByteArray &body,
                        const char *why) {
        QTest::newRow(name) << isDiscovery << status << body << QString::fromLatin1(why);
    };
    row("not found", true, 404, "", "discovery: it was answered 404");
    row("elsewhere", true, 302, "", "discovery: it was answered 302");
    row("a page", true, 200, "<html>", "discovery: it is no JSON object");
    row("a list", true, 200, "[]", "discovery: it is no JSON object");
    row("nothing", true, 200, "", "discovery: it is no JSON object");
    row("another issuer", true, 200,
        R"({"issuer":"https://evil.example","jwks_uri":"https://evil.example/k"})",
        "discovery: it names another issuer");
    row("no issuer", true, 200, R"({"jwks_uri":"https://evil.example/k"})",
        "discovery: it names another issuer");
    row("huge", true, 200, QByteArray(300'000, ' '), "discovery: it is larger than 262144 bytes");
    row("keys not found", false, 404, "", "keys: it was answered 404");
    row("keys that are garbage", false, 200, "\xff\xfe", "keys: it is no JSON object");
    row("huge keys", false, 200, QByteArray(300'000, 'x'), "keys: it is larger than 262144 bytes");
    row("no keys", false, 200, R"({"keys":[]})", "no key that we can use");
    row("keys that are a text", false, 200, R"({"keys":"x"})", "no key that we can use");
    row("only a secret", false, 200, R"({"keys":[{"kty":"oct","kid":"k","k":"c2VjcmV0"}]})",
        "no key that we can use");
}

// Whatever it answers, what was there before goes on, and the reason is kept.
void ProviderKeysTest::badAnswers()
{
    QFETCH(bool, isDiscovery);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, why);
    World world;
    QVERIFY(world.start());
    const HttpAnswer answer{.status = status, .body = body, .headers = {{"Location", "/elsewhere"}}};
    isDiscovery ? world.provider.answerDiscovery(answer) : world.provider.answerKeys(answer);
    world.clock.advance(600s);
    world.keys.readDue();
    QVERIFY(world.failed());
    QVERIFY2(world.keys.states().first().why.contains(why), qPrintable(world.keys.states().first().why));
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"ok"_s);
}

void ProviderKeysTest::aSlowProviderHoldsNobodyUp()
{
    World world({.timeout = 300ms});
    world.provider.answerDiscovery({.manner = HttpAnswer::Manner::Stall});
    QVERIFY(world.keys.start());
    QCOMPARE(world.verdict(world.token(world.first, u"first"_s)), u"issuer_keys_pending"_s); // at once
    QVERIFY(world.failed());
    QVERIFY2(world.keys.states().first().why.contains(u"Timeout"_s),
             qPrintable(world.keys.states().first().why));
}

void ProviderKeysTest::onlyWhatIsSafeIsFetched_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSafe");
    QTest::newRow("https") << u"https://id.example/keys"_s << true;
    QTest::newRow("https within") << u"https://10.0.0.1:8443/keys"_s << true;
    QTest::newRow("http") << u"http://id.example/keys"_s << false;
    QTest::newRow("http within") << u"http://10.0.0.1/keys"_s << false;
    QTest::newRow("http to this machine") << u"http://127.0.0.1:8080/keys"_s << true;
    QTest::newRow("http to this machine, IPv6") << u"http://[::1]:8080/keys"_s << true;
    QTest::newRow("http to this machine by name") << u"http://localhost/keys"_s << true;
    QTest::newRow("http to a name that begins alike") << u"http://localhost.evil.example/keys"_s << false;
    QTest::newRow("http to an address that begins alike") << u"http://127.0.0.1.evil.example/keys"_s << false;
    QTest::newRow("a file") << u"file:///etc/passwd"_s << false;
    QTest::newRow("a password") << u"https://a:b@id.example/keys"_s << false;
    QTest::newRow("a path") << u"/keys"_s << false;
    QTest::newRow("nothing") << u""_s << false;
}

void ProviderKeysTest::onlyWhatIsSafeIsFetched()
{
    QFETCH(QString, url);
    QTEST(outbound::isFetchable(QUrl(url)), "isSafe");
}

void ProviderKeysTest::stoppingEndsWhatIsUnderWay()
{
    World world;
    world.provider.answerDiscovery({.manner = HttpAnswer::Manner::Stall});
    QVERIFY(world.keys.start());
    QVERIFY(world.provider.receiver().waitForRequests(1));
    world.keys.stop();
    QCOMPARE(world.keys.states().first().why, u"discovery: the server is stopping"_s);
    world.keys.stop();
}

PULSE_TEST_CASE(ProviderKeysTest)
#include "provider_keys_test.moc"

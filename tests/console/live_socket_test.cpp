// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The live link tells the truth: up only when the server answers, down soon after it stops, and back by
// itself.
#include "client/live_socket.h"
#include "signed_in.h"
#include "support/suite/test_case.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace pulse;
using namespace pulse::test;
using LiveState = client::LiveLink::State;

class LiveSocketTest : public QObject {
    Q_OBJECT

private slots:
    void isConnectedOnlyAfterHello();
    void aServerThatVanishesWithoutClosingIsNoticed();
    void aQuietButAnsweringServerStaysConnected();
    void anUnreachableServerIsOfflineAndTriedForEver();
    void subscriptionsAreToldAgainWithTheLastSeq();
    void wantsAreCounted();
    void aResetSaysReadAgain();
    void anOtherHistorySaysReadAgain();
    void aRefusedTokenIsRefreshed();
    void anotherProtocolIsRefused();
    void stoppingIsFinal();
};

void LiveSocketTest::isConnectedOnlyAfterHello()
{
    SignedIn world;
    QVERIFY(world.signIn());
    QCOMPARE(world.console.live.link().state, LiveState::Offline);
    world.console.live.start();
    QCOMPARE(world.console.live.link().state, LiveState::Connecting);
    QVERIFY(!world.console.live.link().lastMessageAt.isValid());
    QVERIFY(SignedIn::until([&] { return world.isLive(); }));
    QVERIFY(world.console.live.link().lastMessageAt.isValid());
}

void LiveSocketTest::aServerThatVanishesWithoutClosingIsNoticed()
{
    SignedIn world;
    world.api.isDeaf = true; // hello, and then nothing; the connection stays open
    QVERIFY(world.signIn());
    QVERIFY(world.goLive());
    QElapsedTimer sinceHello;
    sinceHello.start();
    QSignalSpy changes(&world.console.live, &client::LiveSocket::linkChanged);
    QVERIFY(SignedIn::until([&] { return !changes.isEmpty(); }));
    QCOMPARE(world.console.live.link().state, LiveState::Offline);
    QVERIFY(!world.console.live.link().reason.isEmpty());
    const client::LiveSettings settings = quickLive();
    QVERIFY(sinceHello.elapsed() >= (settings.pingEvery + settings.pongWithin).count() * 8 / 10);
    const client::LiveSettings shipped; // the watch that is shipped notices within 15 s
    QVERIFY(shipped.pingEvery + shipped.pongWithin < std::chrono::seconds{15});
    world.api.isDeaf = false;
    QVERIFY(SignedIn::until([&] { return world.isLive(); }));
}

void LiveSocketTest::aQuietButAnsweringServerStaysConnected()
{
    SignedIn world;
    QVERIFY(world.signIn());
    QVERIFY(world.goLive());
    QSignalSpy changes(&world.console.live, &client::LiveSocket::linkChanged);
    QSignalSpy pongs(&world.console.live, &client::LiveSocket::messageArrived);
    QVERIFY(SignedIn::until([&] { return pongs.count() >= 4; })); // four pings long, nothing else was said
    QVERIFY(changes.isEmpty());
    QVERIFY(world.isLive());
}

void LiveSocketTest::anUnreachableServerIsOfflineAndTriedForEver()
{
    SignedIn world;
    QVERIFY(world.signIn());
    QVERIFY(world.goLive());
    const quint16 port = world.api.port();
    world.api.stopListening();
    QVERIFY(SignedIn::until([&] { return world.console.live.link().state == LiveState::Offline; }));
    int others = 0; // states shown while several attempts fail: the indicator must not flicker
    connect(&world.console.live, &client::LiveSocket::linkChanged, &world.api,
            [&] { others += world.console.live.link().state == LiveState::Offline ? 0 : 1; });
    QTRY_COMPARE(world.console.live.link().reason, u"the server cannot be reached"_s);
    QVERIFY(!spinUntil([&] { return others > 0; }, std::chrono::milliseconds{300}));
    QVERIFY(world.api.listen(port));
    QVERIFY(SignedIn::until([&] { return world.isLive(); }));
}

void LiveSocketTest::subscriptionsAreToldAgainWithTheLastSeq()
{
    SignedIn world;
    QVERIFY(world.signIn());
    world.console.live.want(wire::LiveChannel::Alerts);
    world.console.live.want(wire::LiveChannel::Device, u"dev-1"_s);
    QVERIFY(world.goLive());
    QSignalSpy alerts(&world.console.live, &client::LiveSocket::alertChanged);
    QVERIFY(SignedIn::until([&] { return world.api.liveRequests().size() == 3; }));
    world.api.changeAlert(makeAlert(1, world.now())); // seq 101
    QVERIFY(SignedIn::until([&] { return alerts.count() == 1; }));
    const qsizetype before = world.api.liveRequests().size();
    world.api.dropLive();
    QVERIFY(SignedIn::until([&] { return world.api.liveRequests().size() == before + 3; }));
    const auto told = world.api.liveRequests().mid(before);
    QCOMPARE(told[0].channel, wire::LiveChannel::Alerts);
    QCOMPARE(told[0].mode, wire::AlertsMode::Delta);
    QCOMPARE(told[1].deviceId, u"dev-1"_s);
    QCOMPARE(told[2].action, wire::LiveRequest::Action::Resume);
    QCOMPARE(told[2].seq, 101);
    QCOMPARE(alerts.count(), 1); // what was heard is not told again
}

void LiveSocketTest::wantsAreCounted()
{
    client::LiveSubscriptions subscriptions;
    const auto channel = wire::LiveChannel::Device;
    QVERIFY(subscriptions.want(channel, u"a"_s));
    QVERIFY(!subscriptions.want(channel, u"a"_s));
    QVERIFY(!subscriptions.drop(channel, u"a"_s));
    QCOMPARE(subscriptions.all().size(), 1);
    QVERIFY(subscriptions.drop(channel, u"a"_s));
    QVERIFY(!subscriptions.drop(channel, u"a"_s)); // once too often
    QVERIFY(subscriptions.all().isEmpty());
}

void LiveSocketTest::aResetSaysReadAgain()
{
    SignedIn world;
    QVERIFY(world.signIn());
    QVERIFY(world.goLive());
    QSignalSpy again(&world.console.live, &client::LiveSocket::readAgain);
    world.api.dropLive();
    QVERIFY(SignedIn::until([&] { return !world.isLive(); }));
    world.api.forgetFeed();
    QVERIFY(SignedIn::until([&] { return again.count() == 1; }));
}

void LiveSocketTest::anOtherHistorySaysReadAgain()
{
    FakeApi young; // its feed begins where the other one's did
    QVERIFY(young.listen());
    SignedIn world;
    QVERIFY(world.signIn());
    world.console.live.want(wire::LiveChannel::Alerts);
    QVERIFY(world.goLive());
    QSignalSpy alerts(&world.console.live, &client::LiveSocket::alertChanged);
    for (int i = 1; i <= 5; ++i)
        world.api.changeAlert(makeAlert(i, world.now()));
    QVERIFY(SignedIn::until([&] { return alerts.count() == 5; }));
    const quint16 port = world.api.port();
    world.api.stopListening();
    QVERIFY(SignedIn::until([&] { return !world.isLive(); }));
    young.stopListening();
    QVERIFY(young.listen(port)); // a restored server in its place
    young.takeTokensFrom(world.api);
    QSignalSpy again(&world.console.live, &client::LiveSocket::readAgain);
    QVERIFY(SignedIn::until([&] { return world.isLive() && again.count() == 1; }));
}

void LiveSocketTest::aRefusedTokenIsRefreshed()
{
    SignedIn world;
    QVERIFY(world.signIn());
    const QString oldToken = world.console.session.accessToken();
    world.api.revokeAccessTokens();
    QVERIFY(world.goLive());
    QVERIFY(world.console.session.accessToken() != oldToken);
}

void LiveSocketTest::anotherProtocolIsRefused()
{
    SignedIn world;
    world.api.protocol = 2;
    QVERIFY(world.signIn());
    world.console.live.start();
    QVERIFY(SignedIn::until([&] { return world.console.live.link().state == LiveState::Offline; }));
    QVERIFY(world.console.live.link().reason.contains(u'2'));
}

void LiveSocketTest::stoppingIsFinal()
{
    SignedIn world;
    QVERIFY(world.signIn());
    QVERIFY(world.goLive());
    world.console.live.stop();
    QCOMPARE(world.console.live.link().state, LiveState::Offline);
    QSignalSpy changes(&world.console.live, &client::LiveSocket::linkChanged);
    world.console.live.retryNow();
    QVERIFY(!changes.wait(200));
    QVERIFY(SignedIn::until([&] { return world.api.liveCount() == 0; }));
}

PULSE_TEST_CASE(LiveSocketTest)
#include "live_socket_test.moc"

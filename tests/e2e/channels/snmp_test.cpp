// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What only SNMP can get wrong: keys, engines and their clocks, receipts. Against a real snmptrapd.
#include "snmp_rig.h"
#include "support/process/spin.h"

#include <QDirIterator>
#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;

class SnmpTest : public QObject {
    Q_OBJECT

private slots:
    void everyAlgorithmTheLibraryHas_data();
    void everyAlgorithmTheLibraryHas();
    void nothingElseIsUsedInstead();
    void tenantsWithTheSameUserName_data();
    void tenantsWithTheSameUserName();
    void aChangedPasswordHoldsAtOnce_data();
    void aChangedPasswordHoldsAtOnce();
    void aRestartIsUnderstood();
    void anOlderCountOfStartsIsRefused();
    void engineTimeIsSinceTheLastStart();
    void aWrongPasswordIsNoReceipt_data();
    void aWrongPasswordIsNoReceipt();
    void anUnknownUserIsSaid();
    void whatIsLostIsSentAgain();
    void aDeadTargetHoldsNobody();
    void overIpv6();
    void nobodyIsNotSentFor();
    void readsAndWritesNoFiles();
};

void SnmpTest::everyAlgorithmTheLibraryHas_data()
{
    QTest::addColumn<QString>("auth");
    QTest::addColumn<QString>("priv");
    QTest::addColumn<bool>("isInform");
    for (const QString &auth : {u"MD5"_s, u"SHA"_s, u"SHA224"_s, u"SHA256"_s, u"SHA384"_s, u"SHA512"_s}) {
        for (const QString &priv : {QString(), u"DES"_s, u"AES"_s, u"AES192"_s, u"AES256"_s}) {
            for (const bool isInform : {false, true})
                QTest::addRow("%s %s %s", qPrintable(auth), qPrintable(priv), isInform ? "inform" : "trap")
                    << auth << priv << isInform;
        }
    }
}

void SnmpTest::everyAlgorithmTheLibraryHas()
{
    QFETCH(QString, auth);
    QFETCH(QString, priv);
    QFETCH(bool, isInform);
    const SnmpUse use{.isInform = isInform, .auth = auth, .priv = priv};
    const auto config = wire::snmpConfigFrom(use.config(u"127.0.0.1"_s, 162));
    if (!delivery::checkSnmpAlgorithms(config))
        QSKIP("this build of Net-SNMP cannot, and says so when it is saved");
    const auto receiver = use.startReceiver();
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Sender sender({(*receiver)->port()});
    const Attempt attempt = sender.attempt(use, (*receiver)->port());
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.outcome, Outcome::Delivered);
    QVERIFY2((*receiver)->waitFor(1), qPrintable((*receiver)->output()));
    QCOMPARE((*receiver)->traps().first().value(u"pulseDeviceId"_s), u"pump-1"_s);
}

// The predecessor sent DES where AES256 was configured. A receiver that takes only one kind of key notices.
void SnmpTest::nothingElseIsUsedInstead()
{
    const SnmpUse strong{.auth = u"SHA512"_s, .priv = u"AES256"_s};
    for (const auto &[auth, priv] : {std::pair{u"SHA"_s, u"AES256"_s}, std::pair{u"SHA512"_s, u"AES"_s},
                                     std::pair{u"SHA512"_s, u"DES"_s}}) {
        SnmpUse known = strong;
        known.auth = auth;
        known.priv = priv;
        const auto receiver = SnmpReceiver::start({known.knownUser()}, u"marker"_s);
        QVERIFY(receiver);
        Sender sender({(*receiver)->port()});
        sender.attempt(strong, (*receiver)->port(), u"mismatch"_s);
        sender.attempt({.isV3 = false, .community = u"marker"_s}, (*receiver)->port(), u"marker"_s);
        QVERIFY((*receiver)->waitFor(1));
        QCOMPARE(idsOf(**receiver), QStringList{u"marker"_s});
    }
}

void SnmpTest::tenantsWithTheSameUserName_data()
{
    QTest::addColumn<bool>("isInform");
    QTest::newRow("traps") << false;
    QTest::newRow("informs") << true;
}

// Each with a receiver of its own that knows its password, sending in turns: nobody signs with another's key.
void SnmpTest::tenantsWithTheSameUserName()
{
    QFETCH(bool, isInform);
    const SnmpUse one{.isInform = isInform, .auth = u"SHA256"_s, .priv = u"AES"_s};
    SnmpUse two = one;
    two.integrationId = kOtherId;
    two.authPassword = u"other-auth-phrase"_s;
    two.privPassword = u"other-priv-phrase"_s;
    const auto ofOne = one.startReceiver();
    const auto ofTwo = two.startReceiver();
    QVERIFY(ofOne && ofTwo);
    Sender sender({(*ofOne)->port(), (*ofTwo)->port()});
    for (int i = 0; i < 5; ++i) {
        sender.send(one, (*ofOne)->port(), u"one-%1"_s.arg(i));
        sender.send(two, (*ofTwo)->port(), u"two-%1"_s.arg(i));
    }
    QVERIFY(sender.attempts.waitFor(10, 30s));
    for (const Attempt &attempt : sender.attempts.take())
        QCOMPARE(attempt.error(), QString());
    QVERIFY((*ofOne)->waitFor(5) && (*ofTwo)->waitFor(5));
    // And one receiver for both, which knows them apart by their engines only.
    if (isInform)
        return;
    const auto ofBoth = SnmpReceiver::start({one.knownUser(), two.knownUser()});
    QVERIFY(ofBoth);
    Sender again({(*ofBoth)->port()});
    again.attempt(one, (*ofBoth)->port(), u"one"_s);
    again.attempt(two, (*ofBoth)->port(), u"two"_s);
    QVERIFY((*ofBoth)->waitFor(2));
    QCOMPARE(idsOf(**ofBoth), (QStringList{u"one"_s, u"two"_s}));
}

void SnmpTest::aChangedPasswordHoldsAtOnce_data() { tenantsWithTheSameUserName_data(); }

void SnmpTest::aChangedPasswordHoldsAtOnce()
{
    QFETCH(bool, isInform);
    const SnmpUse before{.isInform = isInform, .auth = u"SHA"_s, .priv = u"AES"_s};
    SnmpUse after = before;
    after.authPassword = u"new-auth-phrase"_s;
    after.privPassword = u"new-priv-phrase"_s;
    const auto old = before.startReceiver();
    const auto fresh = after.startReceiver();
    QVERIFY(old && fresh);
    Sender sender({(*old)->port(), (*fresh)->port()});
    QCOMPARE(sender.attempt(before, (*old)->port(), u"before"_s).error(), QString());
    QCOMPARE(sender.attempt(after, (*fresh)->port(), u"after"_s).error(), QString());
    QVERIFY((*old)->waitFor(1) && (*fresh)->waitFor(1));
    QCOMPARE(idsOf(**fresh), QStringList{u"after"_s});
}

// The count of starts rises, engineTime begins again: a receiver that knows the engine takes it.
void SnmpTest::aRestartIsUnderstood()
{
    const SnmpUse use{.auth = u"SHA256"_s};
    const auto receiver = use.startReceiver();
    QVERIFY(receiver);
    {
        Sender first({(*receiver)->port()});
        first.boot = {5, first.clock.now() - 86'400s};
        first.attempt(use, (*receiver)->port(), u"first"_s);
        QVERIFY((*receiver)->waitFor(1));
    }
    Sender second({(*receiver)->port()});
    second.boot = {6, second.clock.now()};
    second.attempt(use, (*receiver)->port(), u"second"_s);
    QVERIFY((*receiver)->waitFor(2));
    QCOMPARE(idsOf(**receiver), (QStringList{u"first"_s, u"second"_s}));
}

// What would happen if the count were not kept: the receiver believes a recording is played back to it.
void SnmpTest::anOlderCountOfStartsIsRefused()
{
    const SnmpUse use{.auth = u"SHA256"_s};
    const auto receiver = SnmpReceiver::start({use.knownUser()}, u"marker"_s);
    QVERIFY(receiver);
    Sender sender({(*receiver)->port()});
    sender.boot = {5, sender.clock.now()};
    sender.attempt(use, (*receiver)->port(), u"first"_s);
    sender.boot = {4, sender.clock.now() - 500s};
    sender.attempt(use, (*receiver)->port(), u"older"_s);
    sender.attempt({.isV3 = false, .community = u"marker"_s}, (*receiver)->port(), u"marker"_s);
    QVERIFY((*receiver)->waitFor(2));
    QCOMPARE(idsOf(**receiver), (QStringList{u"first"_s, u"marker"_s}));
}

void SnmpTest::engineTimeIsSinceTheLastStart()
{
    QUdpSocket socket;
    QVERIFY(socket.bind(QHostAddress::LocalHost));
    Sender sender({socket.localPort()});
    sender.boot = {0x01020304, sender.clock.now() - 0x0a0b0c0ds};
    sender.attempt({.auth = u"SHA"_s}, socket.localPort());
    QVERIFY(spinUntil([&] { return socket.hasPendingDatagrams(); }, 10s));
    QByteArray datagram(2048, '\0');
    datagram.resize(socket.readDatagram(datagram.data(), datagram.size()));
    const QByteArray id = wire::snmpEngineId(kIntegrationId);
    QCOMPARE(id.size(), 21);
    QVERIFY(
        datagram.contains(id + QByteArray::fromHex("020401020304") + QByteArray::fromHex("02040a0b0c0d")));
}

void SnmpTest::aWrongPasswordIsNoReceipt_data()
{
    QTest::addColumn<QString>("priv");
    QTest::addColumn<bool>("isAuthWrong");
    QTest::addColumn<QString>("code");
    QTest::newRow("auth") << QString() << true << u"request_error:wrong_digest"_s;
    QTest::newRow("priv") << u"AES"_s << false << u"request_error:"_s;
}

void SnmpTest::aWrongPasswordIsNoReceipt()
{
    QFETCH(QString, priv);
    QFETCH(bool, isAuthWrong);
    QFETCH(QString, code);
    const SnmpUse known{.isInform = true, .auth = u"SHA"_s, .priv = priv};
    SnmpUse wrong = known;
    (isAuthWrong ? wrong.authPassword : wrong.privPassword) = u"not-the-pass-phrase"_s;
    const auto receiver = known.startReceiver();
    QVERIFY(receiver);
    Sender sender({(*receiver)->port()});
    const Attempt attempt = sender.attempt(wrong, (*receiver)->port());
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
    QVERIFY2(attempt.code.startsWith(code), qPrintable(attempt.code));
    QVERIFY((*receiver)->traps().isEmpty());
    QCOMPARE(sender.attempt(known, (*receiver)->port()).error(), QString());
}

void SnmpTest::anUnknownUserIsSaid()
{
    const SnmpUse known{.isInform = true, .auth = u"SHA"_s};
    SnmpUse stranger = known;
    stranger.user = u"stranger"_s;
    const auto receiver = known.startReceiver();
    QVERIFY(receiver);
    Sender sender({(*receiver)->port()});
    const Attempt attempt = sender.attempt(stranger, (*receiver)->port());
    QCOMPARE(attempt.code, u"request_error:unknown_user"_s);
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg((*receiver)->port()));
}

void SnmpTest::whatIsLostIsSentAgain()
{
    const SnmpUse use{.isInform = true, .auth = u"SHA"_s};
    const auto receiver = use.startReceiver();
    QVERIFY(receiver);
    LossyRelay relay((*receiver)->port());
    Sender sender({relay.port()});
    QCOMPARE(sender.attempt(use, relay.port()).error(), QString());
    QVERIFY(relay.lost() >= 2); // the question for the engine, and the INFORM
    QVERIFY((*receiver)->waitFor(1)); // snmptrapd answers before it prints
    QCOMPARE((*receiver)->traps().size(), 1);
}

// Fifty INFORMs of one integration to a socket that never answers, and in the middle of them another's: by
// order, not by time.
void SnmpTest::aDeadTargetHoldsNobody()
{
    QUdpSocket dead;
    QVERIFY(dead.bind(QHostAddress::LocalHost));
    const SnmpUse use{.isInform = true, .auth = u"SHA256"_s, .priv = u"AES"_s};
    SnmpUse other = use;
    other.integrationId = kOtherId;
    const auto receiver = other.startReceiver();
    QVERIFY(receiver);
    Sender sender({dead.localPort(), (*receiver)->port()}, {5s, 3});
    for (int i = 0; i < 50; ++i)
        sender.send(use, dead.localPort(), u"dead-%1"_s.arg(i));
    QVERIFY(spinUntil([&] { return dead.hasPendingDatagrams(); }, 10s));
    for (int i = 0; i < 10; ++i)
        QCOMPARE(sender.attempt(other, (*receiver)->port(), u"alive-%1"_s.arg(i)).error(), QString());
    QCOMPARE(sender.attempts.count(), 0); // the dead are all in flight
    QVERIFY((*receiver)->waitFor(10));
    QCOMPARE((*receiver)->traps().size(), 10);
    sender.channel.stop();
    QCOMPARE(sender.attempts.count(), 50);
}

void SnmpTest::overIpv6()
{
    const SnmpUse use{.isInform = true, .auth = u"SHA256"_s, .priv = u"AES"_s};
    const auto receiver = SnmpReceiver::start({use.knownUser()}, {}, u"::1"_s);
    if (!receiver)
        QSKIP("this machine has no IPv6 on loopback");
    Sender sender({(*receiver)->port()});
    const Attempt attempt = sender.attempt(use, (*receiver)->port(), u"t1-r1"_s, u"[::1]"_s);
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.address, u"[::1]:%1"_s.arg((*receiver)->port()));
    QVERIFY((*receiver)->waitFor(1));
}

// An empty name is Net-SNMP's own, for asking who a receiver is.
void SnmpTest::nobodyIsNotSentFor()
{
    const SnmpUse use{.isInform = true, .auth = u"SHA"_s};
    const auto receiver = use.startReceiver();
    QVERIFY(receiver);
    Sender sender({(*receiver)->port()});
    SnmpUse nobody = use;
    nobody.user.clear();
    QCOMPARE(sender.attempt(nobody, (*receiver)->port()).code, u"missing_snmp_config"_s);
    QCOMPARE(sender.attempt({.isV3 = false, .community = {}}, (*receiver)->port()).code,
             u"missing_snmp_config"_s);
    QCOMPARE(sender.attempt(use, (*receiver)->port()).error(), QString());
}

// With this snmp.conf in force, everything would come from an address that the machine does not have; and
// Net-SNMP would leave its count of starts in the folder.
void SnmpTest::readsAndWritesNoFiles()
{
    const QString folder = QString::fromLocal8Bit(qgetenv("SNMPCONFPATH"));
    QVERIFY(QFile::exists(folder + u"/snmp.conf"_s));
    const SnmpUse use{.isV3 = false};
    const auto receiver = use.startReceiver();
    QVERIFY(receiver);
    {
        Sender sender({(*receiver)->port()});
        QCOMPARE(sender.attempt(use, (*receiver)->port()).error(), QString());
    }
    QVERIFY((*receiver)->waitFor(1));
    QStringList files;
    QDirIterator iterator(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (iterator.hasNext())
        files.append(iterator.next());
    QCOMPARE(files, QStringList{folder + u"/snmp.conf"_s});
}

// Net-SNMP looks at these once, so they are set before anything of it runs.
int main(int argc, char **argv)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"snmp.conf"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write("clientaddr 203.0.113.7\ndefVersion 1\n") < 0)
        return 1;
    file.close();
    qputenv("SNMPCONFPATH", folder.path().toLocal8Bit());
    qputenv("SNMP_PERSISTENT_DIR", folder.path().toLocal8Bit());
    QCoreApplication application(argc, argv);
    SnmpTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "snmp_test.moc"

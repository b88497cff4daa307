// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is sealed opens unchanged, in its own place, with a key of the ring; nothing else opens at all.
#include "vault/vault.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace pulse;
using namespace pulse::vault;
using namespace Qt::StringLiterals;

class VaultTest : public QObject {
    Q_OBJECT

private slots:
    void opensWhatItSealed_data();
    void opensWhatItSealed();
    void sealsTheSameTwiceDifferently();
    void everyChangedBitBreaksTheSeal();
    void everyTruncationIsRefused();
    void doesNotOpenInAnotherPlace();
    void rotationOpensOldAndSealsNew();
    void aStrangersKeyIsNamedAsSuch();
    void keyFiles_data();
    void keyFiles();
    void aKeyFileOpenToOthersIsRefused_data();
    void aKeyFileOpenToOthersIsRefused();
    void createsAKeyFileOnce();
    void environmentKeysComeFirst();
    void noKeyIsAnError();

private:
    static Vault vaultOf(char fill, char older = 0);
};

Vault VaultTest::vaultOf(char fill, char older)
{
    VaultConfig config;
    config.keys = QByteArray(32, fill).toBase64();
    if (older != 0)
        config.keys += ',' + QByteArray(32, older).toBase64();
    return Vault::open(config).value();
}

void VaultTest::opensWhatItSealed_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hunter2");
    QTest::newRow("with zero bytes") << QByteArray("a\0b\0", 4);
    QTest::newRow("a megabyte") << QByteArray(1 << 20, 'x');
}

void VaultTest::opensWhatItSealed()
{
    QFETCH(QByteArray, plain);
    const Vault vault = vaultOf('k');
    const QByteArray sealed = vault.seal(plain, "integration:1");
    QVERIFY(plain.isEmpty() || !sealed.contains(plain));
    const auto opened = vault.unseal(sealed, "integration:1");
    QVERIFY(opened);
    QCOMPARE(*opened, plain);
}

void VaultTest::sealsTheSameTwiceDifferently()
{
    const Vault vault = vaultOf('k');
    QVERIFY(vault.seal("same", "c") != vault.seal("same", "c"));
}

void VaultTest::everyChangedBitBreaksTheSeal()
{
    const Vault vault = vaultOf('k');
    const QByteArray sealed = vault.seal("secret", "c");
    for (qsizetype bit = 0; bit < sealed.size() * 8; ++bit) {
        QByteArray changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        QVERIFY2(!vault.unseal(changed, "c"), qPrintable(u"bit %1"_s.arg(bit)));
    }
    QVERIFY(!vault.unseal(sealed + 'x', "c"));
}

void VaultTest::everyTruncationIsRefused()
{
    const Vault vault = vaultOf('k');
    const QByteArray sealed = vault.seal("secret", "c");
    for (qsizetype length = 0; length < sealed.size(); ++length)
        QVERIFY(!vault.unseal(sealed.left(length), "c"));
}

void VaultTest::doesNotOpenInAnotherPlace()
{
    const Vault vault = vaultOf('k');
    const auto opened = vault.unseal(vault.seal("secret", "integration:1"), "integration:2");
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, u"seal_broken"_s);
    QVERIFY(!vault.unseal(vault.seal("secret", "a"), ""));
}

void VaultTest::rotationOpensOldAndSealsNew()
{
    const QByteArray old = vaultOf('a').seal("secret", "c");
    const Vault rotated = vaultOf('b', 'a');
    QCOMPARE(rotated.unseal(old, "c").value(), QByteArray("secret"));
    QVERIFY(rotated.isOutdated(old));
    const QByteArray fresh = rotated.seal("secret", "c");
    QVERIFY(!rotated.isOutdated(fresh));
    QVERIFY(!vaultOf('a').unseal(fresh, "c"));
}

void VaultTest::aStrangersKeyIsNamedAsSuch()
{
    const auto opened = vaultOf('b').unseal(vaultOf('a').seal("secret", "c"), "c");
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, u"unknown_key"_s);
}

void VaultTest::keyFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("raw") << QByteArray(32, 'r') << true;
    QTest::newRow("raw that ends like text") << QByteArray(31, 'r') + '\n' << true;
    QTest::newRow("hexadecimal") << QByteArray(32, 'r').toHex() + '\n' << true;
    QTest::newRow("base64") << QByteArray(32, 'r').toBase64() + '\n' << true;
    QTest::newRow("short") << QByteArray(31, 'r') << false;
    QTest::newRow("long") << QByteArray(33, 'r') << false;
    QTest::newRow("64 characters that are not hexadecimal") << QByteArray(64, '!') << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void VaultTest::keyFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, isAccepted);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"key"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto keys = loadKeys({{file.fileName()}, {}});
    QCOMPARE(keys.has_value(), isAccepted);
    if (keys) {
        QCOMPARE(keys->first().secret.size(), 32);
        QCOMPARE(keys->first().id.size(), 8);
    }
}

void VaultTest::aKeyFileOpenToOthersIsRefused_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("owner") << 0600 << true;
    QTest::newRow("owner and group read") << 0640 << true;
    QTest::newRow("group writes") << 0660 << false;
    QTest::newRow("others read") << 0604 << false;
    QTest::newRow("others write") << 0602 << false;
}

void VaultTest::aKeyFileOpenToOthersIsRefused()
{
    QFETCH(int, mode);
    QFETCH(bool, isAccepted);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    QVERIFY(createKeyFile(path));
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), static_cast<mode_t>(mode)), 0);
    QCOMPARE(loadKeys({{path}, {}}).has_value(), isAccepted);
}

void VaultTest::createsAKeyFileOnce()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    QVERIFY(createKeyFile(path));
    const auto first = loadKeys({{path}, {}});
    QVERIFY(first);
    const auto again = createKeyFile(path);
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Conflict);
    QCOMPARE(loadKeys({{path}, {}})->first().secret, first->first().secret);
}

void VaultTest::environmentKeysComeFirst()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"key"_s);
    QVERIFY(createKeyFile(path));
    const auto keys = loadKeys({{path}, QByteArray(32, 'e').toBase64()});
    QVERIFY(keys);
    QCOMPARE(keys->size(), 2);
    QCOMPARE(keys->first().secret, QByteArray(32, 'e'));
}

void VaultTest::noKeyIsAnError()
{
    QVERIFY(!Vault::open({}));
    QVERIFY(!Vault::open({{u"/nonexistent/key"_s}, {}}));
    QVERIFY(!Vault::open({{}, "not base64!"}));
}

QTEST_APPLESS_MAIN(VaultTest)
#include "vault_test.moc"

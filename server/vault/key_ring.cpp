// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "vault/key_ring.h"

#include <QCryptographicHash>
#include <QFile>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::vault {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLongestKeyFile = 256;

VaultKey keyFrom(const QByteArray &secret)
{
    return {
        QCryptographicHash::hash("pulse vault key id" + secret, QCryptographicHash::Sha256).left(kKeyIdBytes),
        secret};
}

// Raw bytes when there are exactly 32; else hexadecimal or base64 text.
Result<VaultKey> decodeKey(const QByteArray &content, const QString &source)
{
    if (content.size() == kKeyBytes)
        return keyFrom(content);
    const QByteArray text = content.trimmed();
    if (text.size() == 2 * kKeyBytes) {
        const QByteArray secret = QByteArray::fromHex(text);
        if (secret.toHex() == text.toLower())
            return keyFrom(secret);
    }
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (decoded && decoded.decoded.size() == kKeyBytes)
        return keyFrom(decoded.decoded);
    return fail(ErrorKind::Invalid,
                u"%1: a vault key is 32 bytes, raw or as hexadecimal or base64 text"_s.arg(source));
}

QString lastError() { return QString::fromLocal8Bit(std::strerror(errno)); }

// The permissions are those of the file that was opened, whatever its name points to a moment later.
Result<VaultKey> readKeyFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Invalid, u"vault key file %1: %2"_s.arg(path, file.errorString()));
    struct stat status = {};
    if (::fstat(file.handle(), &status) != 0)
        return fail(ErrorKind::Internal, u"vault key file %1: %2"_s.arg(path, lastError()));
    if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0)
        return fail(ErrorKind::Invalid, u"vault key file %1 is open to others: chmod 600"_s.arg(path));
    return decodeKey(file.read(kLongestKeyFile), path);
}

} // namespace

Result<QList<VaultKey>> loadKeys(const VaultConfig &config)
{
    QList<VaultKey> keys;
    for (const QByteArray &text : config.keys.split(',')) {
        if (text.trimmed().isEmpty())
            continue;
        PULSE_TRY(VaultKey key, decodeKey(text.trimmed(), u"vault keys"_s));
        keys.append(std::move(key));
    }
    for (const QString &path : config.keyFiles) {
        PULSE_TRY(VaultKey key, readKeyFile(path));
        keys.append(std::move(key));
    }
    if (keys.isEmpty())
        return fail(ErrorKind::Invalid, u"no vault key is configured"_s);
    return keys;
}

Result<> createKeyFile(const QString &path)
{
    QByteArray secret(kKeyBytes, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char *>(secret.data()), kKeyBytes) != 1)
        return fail(ErrorKind::Internal, u"no randomness for a vault key"_s);
    const int handle =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (handle < 0)
        return fail(errno == EEXIST ? ErrorKind::Conflict : ErrorKind::Internal,
                    u"vault key file %1: %2"_s.arg(path, lastError()));
    const QByteArray text = secret.toHex() + '\n';
    const bool isWritten = ::write(handle, text.constData(), static_cast<size_t>(text.size())) == text.size()
        && ::fsync(handle) == 0;
    const QString why = isWritten ? QString() : lastError();
    ::close(handle);
    if (!isWritten) {
        QFile::remove(path);
        return fail(ErrorKind::Internal, u"vault key file %1: %2"_s.arg(path, why));
    }
    return {};
}

} // namespace pulse::vault

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/secret_file.h"

#include "standalone/posix.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

bool writeAll(int fd, const QByteArray &bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        const auto count =
            ::write(fd, bytes.constData() + written, static_cast<size_t>(bytes.size() - written));
        if (count < 0)
            return false;
        written += count;
    }
    return true;
}

} // namespace

Result<> writeSecretFile(const QString &path, const QByteArray &bytes)
{
    const QByteArray target = nativePath(path);
    QByteArray temporary = target + ".XXXXXX";
    const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC)); // 0600
    if (!file.isOpen())
        return tl::unexpected(systemError(u"cannot write "_s + path));
    const bool isWritten = writeAll(file.get(), bytes) && ::fsync(file.get()) == 0
        && ::rename(temporary.constData(), target.constData()) == 0;
    if (!isWritten) {
        const Error error = systemError(u"cannot write "_s + path);
        ::unlink(temporary.constData());
        return tl::unexpected(error);
    }
    const Descriptor folder(
        ::open(nativePath(QFileInfo(path).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || ::fsync(folder.get()) != 0)
        return tl::unexpected(systemError(u"cannot sync the folder of "_s + path));
    return {};
}

Result<QByteArray> readSecretFile(const QString &path)
{
    const Descriptor opened(::open(nativePath(path).constData(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!opened.isOpen() || ::fstat(opened.get(), &status) != 0)
        return tl::unexpected(systemError(u"cannot read "_s + path));
    if ((status.st_mode & 077) != 0)
        return fail(ErrorKind::Forbidden, u"%1 is open to others: chmod 600"_s.arg(path));
    QFile file;
    if (!file.open(opened.get(), QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, u"cannot read "_s + path);
    return file.readAll();
}

QByteArray randomClientId()
{
    QByteArray bytes(16, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return "pulse-" + bytes.toHex();
}

QByteArray randomPassword(int length)
{
    constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr int kCount = sizeof kLetters - 1;
    QByteArray password(length, Qt::Uninitialized);
    for (char &letter : password)
        letter = kLetters[QRandomGenerator::system()->bounded(kCount)];
    return password;
}

} // namespace pulse::standalone

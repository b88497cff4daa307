// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/data_folder.h"

#include "standalone/secret_file.h"

#include <QDir>
#include <QFile>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSocketsPrefix = "/tmp/pulse-"_L1;

Result<Descriptor> takeLock(const DataPaths &paths)
{
    Descriptor lock(::open(nativePath(paths.lock()).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.isOpen())
        return tl::unexpected(systemError(u"cannot open "_s + paths.lock()));
    char pid[32] = {};
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return tl::unexpected(systemError(u"cannot lock "_s + paths.lock()));
        const auto length = ::pread(lock.get(), pid, sizeof pid - 1, 0);
        return fail(ErrorKind::Conflict,
                    u"a server uses the data folder %1 already (process %2)"_s.arg(
                        paths.root, QString::fromLatin1(pid, std::max<qsizetype>(length, 0)).trimmed()));
    }
    const QByteArray ours = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(lock.get(), 0) != 0
        || ::pwrite(lock.get(), ours.constData(), static_cast<size_t>(ours.size()), 0) < 0)
        return tl::unexpected(systemError(u"cannot write "_s + paths.lock()));
    return lock;
}

// Somebody else may have made a folder of that name in /tmp meanwhile.
bool isOurPrivateFolder(const QString &path)
{
    struct stat status = {};
    return ::lstat(nativePath(path).constData(), &status) == 0 && S_ISDIR(status.st_mode)
        && status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
}

} // namespace

DataPaths dataPaths(const QString &folder) { return {QDir::cleanPath(QDir().absoluteFilePath(folder))}; }

DataFolder::DataFolder(DataPaths paths, Descriptor lock)
    : m_paths(std::move(paths))
    , m_lock(std::move(lock))
{
}

DataFolder::~DataFolder()
{
    if (!m_lock.isOpen() || m_sockets.isEmpty())
        return;
    QDir(m_sockets).removeRecursively();
    QFile::remove(m_paths.socketsRecord());
}

Result<DataFolder> DataFolder::open(const QString &path)
{
    const DataPaths paths = dataPaths(path);
    for (const QString &folder : {paths.root, paths.run(), paths.secrets(), paths.log(), paths.broker()})
        PULSE_CHECK(makePrivateFolder(folder));
    PULSE_TRY(Descriptor lock, takeLock(paths));
    DataFolder folder(paths, std::move(lock));
    QFile::remove(paths.ready()); // a server that was killed left it
    PULSE_CHECK(folder.makeSockets());
    return folder;
}

Result<> DataFolder::makeSockets()
{
    QFile record(m_paths.socketsRecord());
    if (record.open(QIODevice::ReadOnly)) {
        const QString before = QFile::decodeName(record.readAll().trimmed());
        if (before.startsWith(kSocketsPrefix) && before.count(u'/') == 2 && isOurPrivateFolder(before)) {
            m_sockets = before;
            return {};
        }
    }
    char made[] = "/tmp/pulse-XXXXXX";
    if (!::mkdtemp(made))
        return tl::unexpected(systemError(u"cannot make a folder for sockets in /tmp"_s));
    m_sockets = QString::fromLatin1(made);
    return writeSecretFile(m_paths.socketsRecord(), QByteArray(made) + '\n');
}

} // namespace pulse::standalone

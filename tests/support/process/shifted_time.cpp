// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/shifted_time.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <atomic>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::test {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

// The build for programs with threads; those without use it too. Debian keeps it below its architecture's
// folder.
QString library()
{
    const QDir libraries(u"/usr/lib"_s);
    const QStringList architectures = libraries.entryList({u"*-linux-gnu"_s}, QDir::Dirs);
    for (const QString &architecture : architectures) {
        const QString path = libraries.filePath(architecture + u"/faketime/libfaketimeMT.so.1"_s);
        if (QFile::exists(path))
            return path;
    }
    return {};
}

Error systemError(const QString &what) { return {ErrorKind::Internal, what + u": "_s + qt_error_string()}; }

} // namespace

Result<std::unique_ptr<ShiftedTime>> ShiftedTime::create()
{
    const QString preload = library();
    if (preload.isEmpty())
        return fail(ErrorKind::NotFound, u"no libfaketime: the package libfaketime is not installed"_s);
    std::unique_ptr<ShiftedTime> time(new ShiftedTime);
    // Whoever the processes run as reads it.
    if (::chmod(QFile::encodeName(time->m_folder.path()).constData(), 0755) != 0)
        return tl::unexpected(systemError(time->m_folder.path()));
    PULSE_CHECK(time->share());
    PULSE_CHECK(time->shiftTo(milliseconds{0}));
    const QString name = QString::fromLatin1(time->m_shared);
    time->m_environment = {u"LD_PRELOAD="_s + preload,
                           u"FAKETIME_TIMESTAMP_FILE="_s + time->m_folder.filePath(u"offset"_s),
                           u"FAKETIME_NO_CACHE=1"_s,
                           u"FAKETIME_DONT_FAKE_MONOTONIC=1"_s,
                           u"FAKETIME_SHARED=%1 %1"_s.arg(name),
                           u"NO_FAKE_STAT=1"_s}; // times of files are the file system's
    return time;
}

// libfaketime would make these itself, under the process's number; one that is killed leaves them behind, and
// the next process with that number does not start.
Result<> ShiftedTime::share()
{
    static std::atomic<int> count = 0;
    m_shared = "/pulse-time-" + QByteArray::number(::getpid()) + '-' + QByteArray::number(++count);
    sem_t *semaphore = ::sem_open(m_shared.constData(), O_CREAT, 0666, 1);
    const int memory = ::shm_open(m_shared.constData(), O_CREAT | O_RDWR, 0666);
    const bool isReady = semaphore != SEM_FAILED && memory >= 0
        && ::ftruncate(memory, ::sysconf(_SC_PAGESIZE)) == 0 && ::fchmod(memory, 0666) == 0
        && ::chmod(("/dev/shm/sem." + m_shared.mid(1)).constData(), 0666) == 0;
    const Error error = systemError(u"shared memory"_s);
    if (semaphore != SEM_FAILED)
        ::sem_close(semaphore);
    if (memory >= 0)
        ::close(memory);
    return isReady ? Result<>() : tl::unexpected(error);
}

ShiftedTime::~ShiftedTime()
{
    ::sem_unlink(m_shared.constData());
    ::shm_unlink(m_shared.constData());
}

// Renamed into place: nobody reads half of it.
Result<> ShiftedTime::shiftTo(milliseconds offset)
{
    QSaveFile file(m_folder.filePath(u"offset"_s));
    const double seconds = static_cast<double>(offset.count()) / 1'000;
    const QByteArray text = (seconds < 0 ? "" : "+") + QByteArray::number(seconds, 'f', 3) + '\n';
    const auto readable = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(readable) || file.write(text) != text.size()
        || !file.commit())
        return fail(ErrorKind::Internal, u"the offset: "_s + file.errorString());
    m_offset = offset;
    return {};
}

Result<> ShiftedTime::setNow(Instant instant)
{
    return shiftTo(std::chrono::round<milliseconds>(instant - SystemClock().now()));
}

Instant ShiftedTime::now() const { return SystemClock().now() + m_offset; }

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/account.h"

#include "standalone/posix.h"

#include <QDir>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

namespace {

struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
    QString name;
};

std::optional<Account> accountNamed(const char *name)
{
    const passwd *entry = ::getpwnam(name);
    if (!entry)
        return std::nullopt;
    return Account{entry->pw_uid, entry->pw_gid, QString::fromLocal8Bit(entry->pw_name)};
}

// An owner without an entry (a container's volume) is still somebody to be.
Account ownerOf(const struct stat &status)
{
    const passwd *entry = ::getpwuid(status.st_uid);
    if (!entry)
        return {status.st_uid, status.st_gid, QString::number(status.st_uid)};
    return {entry->pw_uid, entry->pw_gid, QString::fromLocal8Bit(entry->pw_name)};
}

bool runsWell(const char *const *arguments)
{
    pid_t pid = 0;
    auto *const *mutableArguments =
        const_cast<char *const *>(arguments); // posix_spawn does not write to them
    if (::posix_spawn(&pid, arguments[0], nullptr, nullptr, mutableArguments, environ) != 0)
        return false;
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<Account> pulseAccount()
{
    if (const auto account = accountNamed(kPulseAccount))
        return *account;
    const char *const command[] = {
        "/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin",
        kPulseAccount,       nullptr};
    const bool isMade = runsWell(command);
    const auto account = accountNamed(kPulseAccount);
    if (!isMade || !account)
        return fail(
            ErrorKind::Unavailable,
            u"Pulse gives up root, and there is no user pulse to become. Make one (useradd --system "
            "--no-create-home --shell /usr/sbin/nologin pulse), or give a data folder that an ordinary user "
            "owns"_s);
    return *account;
}

// Acts as somebody else for the time being; only root can, and only while there is one thread.
class ActingAs {
public:
    explicit ActingAs(const Account &account)
        : m_groupCount(::getgroups(static_cast<int>(std::size(m_groups)), m_groups))
    {
        m_isActing =
            ::setgroups(1, &account.gid) == 0 && ::setegid(account.gid) == 0 && ::seteuid(account.uid) == 0;
    }
    ~ActingAs()
    {
        const bool isBack = ::seteuid(0) == 0 && ::setegid(0) == 0
            && (m_groupCount < 0 || ::setgroups(static_cast<size_t>(m_groupCount), m_groups) == 0);
        if (!isBack)
            ::abort(); // half of one user and half of another is worse than not running
    }
    Q_DISABLE_COPY_MOVE(ActingAs)
    bool isActing() const { return m_isActing; }

private:
    gid_t m_groups[1024] = {};
    int m_groupCount;
    bool m_isActing = false;
};

// Every folder above must let the account through: the children open their files by full path.
Result<> requirePassable(const Account &account, const QString &folder)
{
    const ActingAs acting(account);
    if (!acting.isActing())
        return tl::unexpected(systemError(u"cannot act as user %1"_s.arg(account.name)));
    for (qsizetype slash = folder.indexOf(u'/', 1); slash > 0; slash = folder.indexOf(u'/', slash + 1)) {
        const QString above = folder.left(slash);
        if (::faccessat(AT_FDCWD, nativePath(above).constData(), X_OK, AT_EACCESS) == 0)
            continue;
        if (errno == ENOENT)
            return {};
        return fail(
            ErrorKind::Forbidden,
            u"Pulse gives up root and becomes user %1, to whom %2 is closed, so the data folder %3 cannot be "
            u"used. "
            "Choose another one, for instance --data /var/lib/pulse"_s.arg(account.name, above, folder));
    }
    return {};
}

Result<> makeParents(const QString &folder)
{
    const mode_t before = ::umask(022);
    const bool isMade = QDir().mkpath(QFileInfo(folder).path());
    ::umask(before);
    if (!isMade)
        return fail(ErrorKind::Forbidden, u"cannot make the folders above "_s + folder);
    return {};
}

// By descriptor: what is handed over is the folder that was made, whatever the name points to a moment later.
Result<> giveFolder(const QString &folder, const Account &account)
{
    const QByteArray native = nativePath(folder);
    if (::mkdir(native.constData(), 0700) != 0 && errno != EEXIST)
        return tl::unexpected(systemError(u"cannot make the data folder "_s + folder));
    const Descriptor opened(::open(native.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened.isOpen() || ::fchown(opened.get(), account.uid, account.gid) != 0
        || ::fchmod(opened.get(), 0700) != 0)
        return tl::unexpected(
            systemError(u"cannot give the data folder %1 to user %2"_s.arg(folder, account.name)));
    return {};
}

Result<> become(const Account &account, const QString &home)
{
    if (::setgroups(1, &account.gid) != 0 || ::setgid(account.gid) != 0 || ::setuid(account.uid) != 0)
        return tl::unexpected(systemError(u"cannot become user "_s + account.name));
    uid_t user[3] = {};
    gid_t group[3] = {};
    const bool isKnown =
        ::getresuid(&user[0], &user[1], &user[2]) == 0 && ::getresgid(&group[0], &group[1], &group[2]) == 0;
    for (int i = 0; i < 3; ++i) {
        if (!isKnown || user[i] != account.uid || group[i] != account.gid)
            return fail(ErrorKind::Internal, u"did not become user %1 entirely"_s.arg(account.name));
    }
    if (::setuid(0) == 0)
        return fail(ErrorKind::Internal, u"could become root again"_s);
    ::setenv("HOME", nativePath(home).constData(), 1);
    ::setenv("USER", account.name.toLocal8Bit().constData(), 1);
    ::setenv("LOGNAME", account.name.toLocal8Bit().constData(), 1);
    ::unsetenv("XDG_RUNTIME_DIR"); // root's
    ::prctl(PR_SET_DUMPABLE, 1); // setuid took it: /proc/self would be root's
    return {};
}

Result<> becomeOwnerAsRoot(const QString &folder)
{
    struct stat status = {};
    const bool exists = ::stat(nativePath(folder).constData(), &status) == 0;
    if (exists && status.st_uid != 0) {
        const Account owner = ownerOf(status);
        PULSE_CHECK(requirePassable(owner, folder + u'/'));
        return become(owner, folder);
    }
    if (exists
        && !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        return fail(ErrorKind::Conflict,
                    u"the data folder %1 belongs to root and is not empty; Pulse gives up root. If it is "
                    u"Pulse's, give it "
                    "to its user: chown -R pulse: %1"_s.arg(folder));
    PULSE_TRY(const Account account, pulseAccount());
    PULSE_CHECK(requirePassable(account, folder));
    PULSE_CHECK(makeParents(folder));
    PULSE_CHECK(giveFolder(folder, account));
    return become(account, folder);
}

} // namespace

Result<> becomeOwner(const QString &folder)
{
    const QString path = QDir::cleanPath(QDir().absoluteFilePath(folder));
    if (::geteuid() == 0)
        return becomeOwnerAsRoot(path);
    PULSE_CHECK(makeParents(path));
    return makePrivateFolder(path);
}

} // namespace pulse::standalone

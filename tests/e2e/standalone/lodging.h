// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A place for a test to keep a data folder, and somebody ordinary to be: as root a test becomes them, as the
// product does.
#pragma once

#include "standalone/account.h"
#include "standalone/data_folder.h"
#include "support/process/child_process.h"

#include <QDir>
#include <QTemporaryDir>
#include <sys/stat.h>
#include <unistd.h>

namespace pulse::test {

// A folder that everybody may pass through and that belongs to the ordinary account.
class Lodging {
public:
    Lodging()
        : m_folder(QStringLiteral("/tmp/pulse-test-XXXXXX"))
    {
        ::chmod(QFile::encodeName(m_folder.path()).constData(), 0755);
        if (const auto account = ordinaryAccount())
            (void)::chown(QFile::encodeName(m_folder.path()).constData(), account->uid, account->gid);
    }
    QString path(const QString &below) const { return m_folder.path() + u'/' + below; }
    // More than a Unix socket's path may be, with what shell scripts and configuration files stumble over.
    QString longPath() const
    {
        return path(QStringLiteral("a folder with spaces and an 'apostrophe'/") + QString(90, u'x')
                    + QStringLiteral("/ü/data"));
    }

private:
    QTemporaryDir m_folder;
};

// Call first in main. False when we are root and could not stop being it.
inline bool becomeOrdinary()
{
    if (::geteuid() != 0)
        return true;
    const Lodging lodging;
    const auto account = ordinaryAccount();
    const QString home = lodging.path(QStringLiteral("home"));
    QDir().mkdir(home);
    return account && ::chown(QFile::encodeName(home).constData(), account->uid, account->gid) == 0
        && standalone::becomeOwner(home) && ::geteuid() == account->uid;
}

} // namespace pulse::test

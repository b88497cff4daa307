// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/log_file.h"

#include <QFile>
#include <QFileInfo>
#include <QStringList>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

Result<> rotateLog(const QString &file, qint64 largest)
{
    if (QFileInfo(file).size() <= largest)
        return {};
    const QString older = file + u".1"_s;
    QFile::remove(older);
    if (!QFile::copy(file, older) || !QFile::resize(file, 0))
        return fail(ErrorKind::Internal, u"cannot rotate "_s + file);
    return {};
}

QString endOfLog(const QString &file, int lines)
{
    constexpr qint64 kMost = 4096;
    QFile log(file);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - kMost));
    const QStringList all = QString::fromUtf8(log.readAll()).split(u'\n', Qt::SkipEmptyParts);
    return all.last(std::min<qsizetype>(lines, all.size())).join(u'\n');
}

} // namespace pulse::standalone

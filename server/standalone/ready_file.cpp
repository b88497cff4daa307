// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/ready_file.h"

#include "standalone/secret_file.h"

#include <QFile>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;

ReadyFile::ReadyFile(QString path)
    : m_path(std::move(path))
{
    withdraw();
}

ReadyFile::~ReadyFile() { withdraw(); }

Result<> ReadyFile::announce(const ReadyValues &values)
{
    QByteArray text =
        "pid=" + QByteArray::number(::getpid()) + '\n'; // one that a killed server left names another
    for (const auto &[name, value] : values) {
        if (name.contains(u'=') || name.contains(u'\n') || value.contains(u'\n'))
            return fail(ErrorKind::Invalid, u"%1 is not a line of the ready file"_s.arg(name));
        text += name.toUtf8() + '=' + value.toUtf8() + '\n';
    }
    return writeSecretFile(m_path, text);
}

void ReadyFile::withdraw() { QFile::remove(m_path); }

} // namespace pulse::standalone

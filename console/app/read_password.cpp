// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/read_password.h"

#include <QCoreApplication>
#include <QFile>
#include <cstdio>

#ifdef Q_OS_UNIX
#include <termios.h>
#include <unistd.h>
#endif

namespace pulse::console {

namespace {

QString firstLine(QFile &file)
{
    QByteArray line = file.readLine();
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return QString::fromUtf8(line);
}

// Switches the terminal's echo off for as long as it lives.
class Silence {
public:
    Silence()
    {
#ifdef Q_OS_UNIX
        m_isTerminal = tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (!m_isTerminal)
            return;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
#endif
    }
    ~Silence()
    {
#ifdef Q_OS_UNIX
        if (m_isTerminal)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
#endif
    }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

private:
#ifdef Q_OS_UNIX
    termios m_before{};
    bool m_isTerminal = false;
#endif
};

} // namespace

Result<QString> passwordFromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, path + QStringLiteral(": ") + file.errorString());
    return firstLine(file);
}

Result<QString> passwordFromTerminal(const QString &login)
{
    const QString prompt = QCoreApplication::translate("Options", "Password of %1: ").arg(login);
    std::fputs(prompt.toLocal8Bit().constData(), stderr);
    const Silence silence;
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Unavailable, input.errorString());
    const QString password = firstLine(input);
    std::fputs("\n", stderr);
    return password;
}

} // namespace pulse::console

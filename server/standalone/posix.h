// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The few things about files and processes that Qt does not say. Thread safety: any thread.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <utility>

namespace pulse::standalone {

// What errno says now: "CONTEXT: No such file or directory".
Error systemError(const QString &context);

// Path bytes as the system wants them.
QByteArray nativePath(const QString &path);

// An open file descriptor; closes it.
class Descriptor {
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor();

    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

// The folder itself; its parents must exist. Nothing happens when we have it already. Others cannot look into
// it.
Result<> makePrivateFolder(const QString &path);

// Bytes of memory this process may count on: the machine's, or less where a container sets a limit.
qint64 usableMemory();

} // namespace pulse::standalone

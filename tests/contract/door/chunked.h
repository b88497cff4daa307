// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is there of a reply in chunks (RFC 9112 §7.1), read without knowing how it was written.
#pragma once

#include <QByteArray>

namespace pulse::test {

struct Chunked {
    int status = 0; // 0: no whole head yet
    QByteArray head;
    QByteArray body; // of the chunks that are whole
    bool isWhole = false; // the last chunk is there
    qsizetype length = 0; // of all that was read
};

inline Chunked chunkedOf(const QByteArray &bytes)
{
    Chunked reply;
    qsizetype at = bytes.indexOf("\r\n\r\n");
    if (at < 0)
        return reply;
    reply.head = bytes.left(at + 2);
    reply.status = bytes.mid(9, 3).toInt();
    at += 4;
    while (!reply.isWhole) {
        const qsizetype end = bytes.indexOf("\r\n", at);
        bool isNumber = false;
        const qsizetype size = end < 0 ? 0 : bytes.mid(at, end - at).toLongLong(&isNumber, 16);
        if (!isNumber || bytes.size() < end + 2 + size + 2 || bytes.mid(end + 2 + size, 2) != "\r\n")
            break;
        reply.body += bytes.mid(end + 2, size);
        reply.isWhole = size == 0;
        at = end + 2 + size + 2;
    }
    reply.length = at;
    return reply;
}

} // namespace pulse::test

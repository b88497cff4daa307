// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The body of an HTTP/1.1 request, taken from the bytes that follow its head: of a known length, or in chunks
// (RFC 9112, 6.3 and 7.1). As strict as the head: a line that ends in LF alone, a size that is no number, or
// more extensions and trailers than anybody needs are refused. Extensions and trailers are passed over.
//
// Thread safety: none.
// Invariants: keeps no more than `most` bytes, whatever is sent.
#pragma once

#include "api/http/request_head.h"

namespace pulse::api {

class RequestBody {
public:
    RequestBody() = default; // none, and whole
    // Requires: a head that gives a length of `most` bytes at most, or none. 413 where chunks exceed it.
    RequestBody(const RequestHead &head, qint64 most);

    // How many of these bytes belong to the body: all of them, unless it is whole before. The error ends the
    // connection.
    tl::expected<qsizetype, HeadRefusal> take(QByteArrayView bytes);
    bool isWhole() const { return m_expects == Part::Nothing; }
    qsizetype kept() const { return m_bytes.size(); }
    QByteArray release() { return std::exchange(m_bytes, {}); }

private:
    enum class Part { Nothing, Data, SizeLine, ChunkEnd, Trailer };
    using Outcome = tl::expected<void, HeadRefusal>;

    void takeData(QByteArrayView &bytes);
    Outcome takeLine(QByteArrayView &bytes);
    Outcome readLine();
    Outcome readSize();

    Part m_expects = Part::Nothing;
    bool m_isChunked = false;
    qint64 m_most = 0;
    qint64 m_dataLeft = 0; // of the chunk, or of all
    qsizetype m_extra = 0; // bytes of lines beyond sizes: extensions and trailers
    QByteArray m_line; // as far as it is here
    QByteArray m_bytes;
};

} // namespace pulse::api

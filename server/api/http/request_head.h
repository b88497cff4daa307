// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The head of an HTTP/1 request, read strictly: whatever we and a proxy before us could read differently (a
// second Content-Length, a line that ends in LF alone, a folded header, both Content-Length and
// Transfer-Encoding) is refused. RFC 9112, with RFC 9110 for the headers. Pure.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <tl/expected.hpp>

namespace pulse::api {

struct RequestHead {
    QByteArray method;
    QByteArray path; // as sent, percent-encoded
    QByteArray query; // as sent, without '?'; may hold a token, so it is never logged
    QByteArray authority; // of a target in absolute form; else empty
    QHash<QByteArray, QByteArray> headers; // names in lower case
    qint64 contentLength = 0;
    bool isChunked = false; // the body's length shows as it is read
    bool isKeptAlive = true;
    bool takesChunks = true; // HTTP/1.1
    bool expectsContinue = false;
    bool isWebSocketUpgrade = false;
};

// Why a request is not taken; the connection ends with it.
struct HeadRefusal {
    int status = 400;
    QString code;
    QString detail;
};

HeadRefusal tooLarge(qint64 mostBodyBytes); // 413

// A target in absolute form (RFC 9112, 3.2.2) is read as its path, and its authority stands for Host.
// `block` is everything up to and with the empty line.
tl::expected<RequestHead, HeadRefusal> readRequestHead(const QByteArray &block);

} // namespace pulse::api

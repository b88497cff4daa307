// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The head of an HTTP/1 request, read strictly: whatever two parsers could read differently (a second
// Content-Length, a line that ends in LF alone, a folded header, Transfer-Encoding) is refused. Pure.
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
    QHash<QByteArray, QByteArray> headers; // names in lower case
    qint64 contentLength = 0;
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

// `block` is everything up to and with the empty line.
tl::expected<RequestHead, HeadRefusal> readRequestHead(const QByteArray &block);

} // namespace pulse::api

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A reply as bytes: status line, the headers every reply carries, the reply's own, and the body unless it was
// HEAD. Pure.
#pragma once

#include "api/http/handler.h"
#include "wire/core/problem.h"

namespace pulse::api {

struct ReplyForm {
    bool isHead = false; // headers as for GET, no body
    bool isLast = false; // the connection closes after it
    bool takesChunks = true; // else a body of unknown length ends with the connection
};

// Control characters in header values are dropped, so a value can never begin a header of its own.
// Of a streamed reply only the head: its portions follow as chunks.
QByteArray replyBytes(const Reply &reply, ReplyForm form, Instant now);
QByteArray chunkBytes(const QByteArray &piece, ReplyForm form); // an empty one is none
QByteArray lastChunkBytes(ReplyForm form);

// 429 and 503 ask for another try in a second, unless setRetryAfter() knows better, or it would be in vain.
Reply problemReply(const wire::Problem &problem);
Reply problemReply(int status, const QString &code, const QString &detail);
// The one place that knows which codes of auth mean 401 and 429 rather than what their kind says.
Reply problemReply(const Error &error);
void setRetryAfter(Reply &reply, std::chrono::seconds wait);
Reply tooManyReply(std::chrono::seconds wait); // 429 with Retry-After

} // namespace pulse::api

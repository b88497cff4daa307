// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The body of a reply that takes long to work out: it is asked for portion by portion, each a job of its own
// on some database worker, so that a long reply occupies no worker and others go between. The next portion is
// asked for when the client has taken most of those before; nobody asks any more once the client is gone.
//
// Thread safety: next() runs on one worker at a time; the destructor on any thread.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

#include <QByteArray>

namespace pulse::api {

struct Portion {
    QByteArray bytes; // may be empty: work was done, there is nothing to say yet
    bool isLast = false;
};

class ReplyStream {
public:
    virtual ~ReplyStream() = default;

    // Some tens of milliseconds of work, some tens of kilobytes. An error while nothing has been sent is
    // answered as any other; later it can only cut the connection, so a stream that can say what went wrong
    // says it in its bytes.
    virtual Result<Portion> next(store::Connection &connection) = 0;
};

} // namespace pulse::api

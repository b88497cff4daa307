// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cuts the writer's connection to the database between its COMMIT and the answer. Knows of PostgreSQL's
// protocol (version 3) what that takes: who connects, statements by name, simple queries.
//
// Thread safety: any thread.
#pragma once

#include "base/mutex.h"
#include "chaos/link/relay.h"

#include <optional>

namespace pulse::chaos {

// All look the same to the writer: COMMIT was sent, nothing came back.
enum class CutMoment {
    BeforeServer, // COMMIT does not arrive: rolled back
    OnTheWay, // COMMIT arrives, and the connection is gone before or after it is done
    BeforeClient, // committed; the answer does not arrive
    BeforeClientLeavingGhost, // and PostgreSQL keeps the session, with its lock, for a while
};

class CommitCut {
public:
    std::unique_ptr<RelayTap> makeTap();

    void arm(CutMoment moment); // for the next COMMIT of a batch with readings
    int cuts() { return m_shared.lock()->cuts; }
    int commits() { return m_shared.lock()->commits; } // answered, of batches with readings
    int answersWithheld()
    {
        return m_shared.lock()->answersWithheld;
    } // committed, and the writer never heard

private:
    struct Shared {
        std::optional<CutMoment> armed;
        int cuts = 0;
        int commits = 0;
        int answersWithheld = 0;
    };
    class Tap;
    Mutex<Shared> m_shared;
};

} // namespace pulse::chaos

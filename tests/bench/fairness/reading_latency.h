// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a neighbour's device notices: the time from publishing a reading until everybody can read it.
//
// Thread safety: the main thread's; turns its event loop.
#pragma once

#include "bench/fairness/fairness_case.h"
#include "mqtt/publisher.h"

namespace pulse::bench {

class ReadingLatency {
public:
    // A device of the tenant `quiet`, whose rates are not limited.
    Result<> prepare(test::Product &product);
    Latencies measure(test::Product &product, int count); // refused: not visible within a minute

private:
    std::unique_ptr<mqtt::Publisher> m_publisher;
    QByteArray m_token;
    int m_seq = 0;
};

} // namespace pulse::bench

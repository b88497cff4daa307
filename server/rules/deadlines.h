// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A min-heap of devices by the time of their next check, one entry each: a check costs what is due, not the
// size of the fleet. A message does not touch it, although it moves its device's deadline: when the old time
// has come, the caller finds that it popped the device too early and arms it again with the right one.
//
// Thread safety: none.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <unordered_map>
#include <vector>

namespace pulse::rules {

class Deadlines {
public:
    // Due then at the latest; an earlier one stands.
    void arm(DeviceKey device, Instant due);
    void forget(DeviceKey device) { m_due.erase(device); }
    void clear();

    // Those due by then, the earliest first, so many at most. They are not armed any more.
    std::vector<DeviceKey> takeDue(Instant upTo, size_t most);

    size_t size() const { return m_due.size(); } // armed
    // Grows with what is armed, not with how often.
    size_t held() const { return m_heap.size(); }

private:
    struct Entry {
        Instant due;
        DeviceKey device;
        auto operator<=>(const Entry &) const = default;
    };

    bool isOvertaken(const Entry &entry) const;
    void dropOvertaken();

    std::unordered_map<DeviceKey, Instant> m_due; // what counts
    std::vector<Entry>
        m_heap; // earliest in front; also entries that an earlier one or forget() has overtaken
};

} // namespace pulse::rules

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What may end a wait before its time: SIGTERM or Ctrl-C while the server still starts. Whoever waits for
// long is handed one, looks at it, and fails with stopped(), so that everything is undone in order by the way
// back.
//
// Thread safety: immutable; any thread. Requires: whoever owns the descriptor outlives the waiting.
#pragma once

#include "base/result.h"

#include <chrono>
#include <poll.h>

namespace pulse {

class Interruption {
public:
    Interruption() = default; // never comes
    // Readable once it has come, and left unread while anybody waits.
    explicit Interruption(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int descriptor() const { return m_descriptor; } // -1, which poll() passes over, when it never comes
    bool hasCome() const { return waitFor({}); }
    // Sleeps so long; true, at once, when it has come.
    bool waitFor(std::chrono::milliseconds most) const
    {
        pollfd waiting{m_descriptor, POLLIN, 0};
        return ::poll(&waiting, 1, static_cast<int>(most.count())) > 0;
    }

private:
    int m_descriptor = -1;
};

inline constexpr auto kStoppedCode = "stopped";

inline Error stopped()
{
    return {ErrorKind::Unavailable, QStringLiteral("it was told to stop"), QLatin1StringView(kStoppedCode)};
}
inline bool isStopped(const Error &error) { return error.code == QLatin1StringView(kStoppedCode); }

} // namespace pulse

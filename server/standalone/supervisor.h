// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The children of the standalone server, in the order they were started; they stop in the reverse of it.
//
// Thread safety: none; lives on the main thread (see Child).
#pragma once

#include "standalone/child.h"

#include <memory>
#include <vector>

namespace pulse::standalone {

class Supervisor final : public QObject {
    Q_OBJECT

public:
    explicit Supervisor(QObject *parent = nullptr);
    ~Supervisor() override; // stop()

    // What ends the blocking of start(), with stopped().
    void setInterruption(const Interruption &interruption) { m_interruption = interruption; }
    // Blocks until the program answers. A child that did not start is not kept.
    Result<Child *> start(ChildProgram program, std::chrono::milliseconds within, Backoff backoff = {});

    // Stops one after the other; stopped() is emitted when none runs. For while the event loop turns.
    void beginStop();
    // The same, blocking: when it returns none runs. At most about kStopWithin. Idempotent.
    void stop();

    Child *child(const QString &name) const; // nullptr when there is none
    bool areAllReady() const;

    static constexpr std::chrono::milliseconds kStopWithin = std::chrono::seconds{10};

signals:
    void childChanged(const QString &name, pulse::standalone::ChildState state);
    void stopped();

private:
    void stopNext();

    std::vector<std::unique_ptr<Child>> m_children;
    Interruption m_interruption;
    bool m_isStopping = false;
    std::chrono::steady_clock::time_point m_deadline;
};

} // namespace pulse::standalone

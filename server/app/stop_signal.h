// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SIGTERM and SIGINT as a call on the event loop, and before it runs as an interruption; a second one while
// stopping changes nothing.
#pragma once

#include "base/interruption.h"

#include <QObject>
#include <functional>

class QSocketNotifier;

namespace pulse::app {

// Thread safety: make one, on the main thread. Invariants: `onStop` is called once.
class StopSignal final : public QObject {
    Q_OBJECT

public:
    explicit StopSignal(std::function<void()> onStop, QObject *parent = nullptr);
    ~StopSignal() override;

    // For what waits before the event loop runs; the loop calls `onStop` in any case.
    Interruption interruption() const;

private:
    void take();

    std::function<void()> m_onStop;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace pulse::app

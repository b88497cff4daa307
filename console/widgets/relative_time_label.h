// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// "4 min ago", kept true by itself; the exact time is its tool tip.
#pragma once

#include "base/clock.h"

#include <QLabel>
#include <QTimer>
#include <optional>

namespace pulse::widgets {

class RelativeTimeLabel : public QLabel {
    Q_OBJECT

public:
    explicit RelativeTimeLabel(const Clock &clock, QWidget *parent = nullptr);
    void setTime(const std::optional<Instant> &time);

private:
    void refresh();

    const Clock &m_clock;
    std::optional<Instant> m_time;
    QTimer m_timer;
};

} // namespace pulse::widgets

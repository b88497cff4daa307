// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/relative_time_label.h"

#include "models/times.h"

namespace pulse::widgets {

RelativeTimeLabel::RelativeTimeLabel(const Clock &clock, QWidget *parent)
    : QLabel(parent)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RelativeTimeLabel::refresh);
}

void RelativeTimeLabel::setTime(const std::optional<Instant> &time)
{
    m_time = time;
    setToolTip(models::timeText(time));
    refresh();
}

void RelativeTimeLabel::refresh()
{
    setText(m_time ? models::relativeText(*m_time, m_clock.now()) : tr("never"));
    if (!m_time)
        return m_timer.stop();
    const auto age = std::chrono::abs(m_clock.now() - *m_time);
    m_timer.start(age < std::chrono::minutes{1} ? std::chrono::seconds{1} : std::chrono::seconds{15});
}

} // namespace pulse::widgets

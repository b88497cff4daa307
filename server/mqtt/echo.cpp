// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/echo.h"

#include <algorithm>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kMostPatience = 60s;
constexpr int kSilentTicks = 3; // at least
// A cluster may answer the first probe before every node knows of the subscription.
constexpr int kRefusals = 2;

} // namespace

void Echo::begin(Time now)
{
    m_begun = now;
    m_silentSince.reset();
    m_silentTicks = m_refusals = 0;
}

void Echo::taken(ReasonCode reason, Time now)
{
    m_refusal = reason;
    if (isFailure(reason) || reason == ReasonCode::NoMatchingSubscribers) {
        ++m_refusals;
        return;
    }
    m_refusals = 0;
    m_silentSince = m_silentSince.value_or(now);
}

void Echo::heard()
{
    m_silentSince.reset();
    m_silentTicks = 0;
}

void Echo::returned() { m_deafInRow = m_refusals = 0; }

std::chrono::milliseconds Echo::patience() const
{
    return std::min(m_first * (1 << std::min(m_deafInRow, 16)), kMostPatience);
}

QString Echo::deafness(Time now, bool isHeldUp)
{
    QString why;
    if (m_refusals >= kRefusals && (m_deafInRow == 0 || now - m_begun >= patience())) {
        why = m_refusal == ReasonCode::NoMatchingSubscribers
            ? u"the broker knows no subscription of ours"_s
            : u"the broker refuses our probes: "_s + toWords(m_refusal);
    } else if (isHeldUp) {
        heard();
    } else if (m_silentSince && ++m_silentTicks >= kSilentTicks && now - *m_silentSince >= patience()) {
        why = u"the broker takes our probes and hands over nothing"_s;
    }
    m_deafInRow += why.isEmpty() ? 0 : 1;
    return why;
}

} // namespace pulse::mqtt

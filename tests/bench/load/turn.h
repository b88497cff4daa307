// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One turn of a bench: publishers at full speed against whoever takes their messages, measured over a window
// that begins once things have settled and ends while publishers still publish.
//
// Thread safety: none. Requires: a QCoreApplication.
#pragma once

#include "bench/load/rig.h"

#include <functional>

namespace pulse::bench {

struct TurnPlan {
    std::chrono::seconds warm{30};
    std::chrono::seconds window{60};
    FleetShape fleet = {};
};

struct Window {
    double perSecond = 0; // taken
    double publishedPerSecond = 0;
    qint64 depthAtStart = 0; // published and not yet taken
    qint64 depthAtEnd = 0;
    double cpuMicrosecondsPerMessage = 0; // of the process that takes
};
QJsonObject toJson(const Window &window);

using Taken = std::function<quint64()>; // messages so far

Window measure(const TurnPlan &plan, PublisherFarm &farm, pid_t taker, const Taken &taken);

struct PulseTurn {
    Window window;
    double rssMegabytes = 0; // at the end of the window
    QJsonObject counted; // Rig::counted(), after the server ended
};
// With a broker, a database and a server of its own; what counts is what was committed.
Result<PulseTurn> measurePulse(Rig &rig, const TurnPlan &plan);

void print(const QJsonObject &object); // one line

} // namespace pulse::bench

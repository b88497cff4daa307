// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was committed, as the live hub passes it on. Here because only the wiring knows both rooms: `live`
// knows no handles of devices and metrics, `pipeline` no sockets.
#pragma once

#include "live/feed.h"
#include "pipeline/batch/batch_run.h"

#include <QSet>

namespace pulse::app {

// Of watched devices only, in order. Thread safety: the writer's thread, whose registry the handles are of.
std::vector<live::LiveTelemetry> liveReadings(const std::vector<pipeline::CommittedReading> &readings,
                                              const QSet<DeviceKey> &watched);

} // namespace pulse::app

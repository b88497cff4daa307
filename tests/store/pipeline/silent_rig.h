// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A writer and the stage that finds silence, with a sight that reaches as far as a test says. "one" was heard
// at noon, we see since then, and nobody else was ever heard.
#pragma once

#include "pipeline/silence/heartbeat_stage.h"
#include "store/pipeline/writer_rig.h"

namespace pulse::pipeline {

struct SilentRig {
    SilentRig();

    // Having seen until then, from second to second.
    HeartbeatStage::Turn run(std::chrono::seconds after);
    Result<BatchTotals> hear(std::chrono::seconds after, Message message);
    void change(const QString &sql); // and the writer knows
    void set(const QString &key, const QString &value);
    void addRule(const QString &condition, const QString &columns, const QString &values);
    QStringList open() const; // "one NO_HEARTBEAT 12:00:30"

    WriterRig writer;
    HeartbeatStage stage{writer.registry, writer.refresh};
    Sight sight;
    std::chrono::seconds seen{0}; // the next probe
};

} // namespace pulse::pipeline

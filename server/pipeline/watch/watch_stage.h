// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse looks at itself, once a second: signs from ingest and the broker go to the watch, what it finds goes
// to the recorder, and whether values come in goes to whoever shows them. Runs on every server; only the one
// that ingests judges, the others tell what it has written.
//
// Thread safety: lives on the thread that starts it (main), which never waits for the database here.
#pragma once

#include "pipeline/ingest/broker_source.h"
#include "pipeline/watch/broker_watch.h"
#include "pipeline/watch/system_alert_recorder.h"

#include <QTimer>

namespace pulse::pipeline {

struct WatchConfig {
    store::ConnectionConfig database;
    std::chrono::milliseconds interval{1'000};
    std::chrono::milliseconds answersWithin{5'000}; // else the database counts as away
    watch::WatchLimits limits = {};
};

struct WatchHooks {
    std::function<watch::Signs()> signs; // isStoreAnswering is filled in here
    std::function<void(const model::ServiceState &)> serviceChanged = [](const auto &) {};
};

class WatchStage final : public QObject, public Service {
    Q_OBJECT

public:
    WatchStage(WatchConfig config, WatchHooks hooks);
    ~WatchStage() override;

    Result<> start() override;
    void stop() override;

    const model::ServiceState &service() const { return m_service; }
    bool isDatabaseAnswering() const;
    const QList<model::SystemAlert> &openAlerts() const { return m_open; } // as last read

private:
    void look();
    void take(const OpenSystemAlerts &read);
    model::ServiceState serviceElsewhere(Instant now) const;

    const WatchConfig m_config;
    const WatchHooks m_hooks;
    watch::SystemWatch m_watch;
    SystemAlertRecorder m_recorder;
    QTimer m_timer;
    QList<model::SystemAlert> m_open;
    model::ServiceState m_service;
    bool m_hasTold = false;
};

// The signs of a whole server.
struct WatchedParts {
    IngestStage &ingest;
    BrokerSource &source;
    const BrokerWatch &broker;
    const Clock &clock;
    quint64 brokerMostBytes = 0; // of payloads in its queue; 0: not known
    quint64 brokerMostMessages = 0;
};
watch::Signs signsOf(const WatchedParts &parts);

} // namespace pulse::pipeline

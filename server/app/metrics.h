// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET /metrics: every figure of this server, as Prometheus reads it. The names are listed in
// docs/operator-guide.md, and a test holds the page to them.
#pragma once

#include "api/door/http_door.h"
#include "app/process_figures.h"
#include "auth/provider_keys.h"
#include "auth/sign_in_desk.h"
#include "base/histogram.h"
#include "live/hub.h"
#include "pipeline/delivery/deliver_stage.h"
#include "pipeline/watch/watch_stage.h"
#include "standalone/queue_bounds.h"

namespace pulse::app {

// Filled by the writer, batch by batch.
struct IngestMeters {
    Histogram batchMessages{1, 3, 10, 30, 100, 300, 1'000, 3'000, 10'000};
    Histogram commitSeconds{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};
    Histogram silenceSeconds{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};
};

struct MetricsFigures {
    pipeline::IngestState ingest;
    HistogramCounts batchMessages;
    HistogramCounts commitSeconds;
    HistogramCounts silenceSeconds;
    mqtt::SessionState session;
    pipeline::BrokerFigures broker;
    standalone::QueueBounds brokerQueue; // zeros: not known
    pipeline::DeliverCounts delivery;
    bool isReceiving = true;
    bool isDatabaseAnswering = true;
    QList<model::SystemAlert> systemAlerts; // open
    api::RequestFlow::Answered answered{};
    qsizetype requestsUnderWay = 0;
    int connections = 0;
    qsizetype liveSockets = 0;
    live::HubCounts live;
    auth::SignInCounts signIns;
    size_t databaseJobsWaiting = 0;
    store::WorkCounts databaseJobs;
    api::ConnectionCounts connectionCounts;
    qint64 unsentBytes = 0;
    qint64 unreadBytes = 0;
    quint64 requestsLimited = 0;
    QList<auth::ProviderState> providers;
    ProcessFigures process;
};

QByteArray metricsText(const MetricsFigures &figures);

} // namespace pulse::app

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics.h"

#include "api/http/exposition.h"
#include "model/words.h"

#include <QCoreApplication>

namespace pulse::app {

namespace {

using api::Exposition;
using enum Exposition::Type;

template <class T> double number(T value) { return static_cast<double>(value); }

double seconds(std::chrono::microseconds time) { return number(time.count()) / 1e6; }

QByteArray wordOf(QLatin1StringView word) { return {word.data(), word.size()}; }

void addIngest(Exposition &out, const MetricsFigures &figures)
{
    const pipeline::IngestState &ingest = figures.ingest;
    out.family("pulse_ingest_leading", Gauge, "1: this server ingests.").sample(number(ingest.isLeading));
    out.family("pulse_ingest_stopped", Gauge, "1: ingest gave up; the log says why.")
        .sample(number(ingest.hasFailed));
    out.family("pulse_ingest_receiving", Gauge, "1: what devices send comes in, as far as this server knows.")
        .sample(number(figures.isReceiving));
    out.family("pulse_ingest_stored_total", Counter, "Messages stored that were new.")
        .sample(number(ingest.stored));
    out.family("pulse_ingest_duplicates_total", Counter, "Messages that were stored already.")
        .sample(number(ingest.duplicates));
    out.family("pulse_ingest_deferred_total", Counter,
               "Findings of rules beyond a tenant's budget of changes of alerts.")
        .sample(number(ingest.deferred));
    out.family("pulse_ingest_rejected_total", Counter, "Messages refused, and metrics left out, by reason.");
    for (const auto &[reason, count] : ingest.rejectedBy)
        out.sample(number(count), {{"reason", wordOf(model::word(reason))}});
    out.family("pulse_ingest_batch_messages", Exposition::Histogram, "Messages of a batch.")
        .histogram(figures.batchMessages);
    out.family("pulse_ingest_commit_duration_seconds", Exposition::Histogram,
               "From a batch's first statement to its COMMIT.")
        .histogram(figures.commitSeconds);
    out.family("pulse_silence_commit_duration_seconds", Exposition::Histogram,
               "From the first statement about devices found silent to the COMMIT.")
        .histogram(figures.silenceSeconds);
    out.family("pulse_ingest_queue_depth", Gauge, "Messages taken from the broker that wait for the writer.")
        .sample(number(ingest.queued));
    out.family("pulse_ingest_devices", Gauge, "Devices in the writer's memory.")
        .sample(number(ingest.devices));
    out.family("pulse_ingest_lag_seconds", Gauge, "Age of the last probe when it was committed.");
    if (ingest.lag && ingest.isLeading)
        out.sample(seconds(*ingest.lag));
    out.family("pulse_ingest_complete_up_to_timestamp_seconds", Gauge,
               "What devices sent before is stored; grows with time unless ingest is behind.");
    if (ingest.completeUpTo)
        out.sample(seconds(ingest.completeUpTo->time_since_epoch()));
    out.family("pulse_clock_offset_seconds", Gauge, "The database's clock against this server's.");
    if (ingest.clockOffset)
        out.sample(seconds(*ingest.clockOffset));
}

void addSession(Exposition &out, const MetricsFigures &figures)
{
    const mqtt::SessionState &session = figures.session;
    out.family("pulse_ingest_connected", Gauge, "1: connected to the broker and subscribed.")
        .sample(number(session.isReady));
    out.family("pulse_ingest_received_total", Counter,
               "Messages the broker handed over, our probes among them.")
        .sample(number(session.received));
    out.family("pulse_ingest_received_qos0_total", Counter, "Of these, those that nothing was promised for.")
        .sample(number(session.receivedQos0));
    out.family("pulse_ingest_acknowledged_total", Counter, "Messages acknowledged to the broker.")
        .sample(number(session.acknowledged));
    out.family("pulse_ingest_unacknowledged", Gauge, "Messages handed over and not acknowledged yet.")
        .sample(number(session.unacknowledged));
    out.family("pulse_ingest_stale_acknowledgements_total", Counter,
               "Acknowledgements of messages of an older connection, which were handed over again.")
        .sample(number(session.staleAcks));
    out.family("pulse_ingest_beyond_receive_maximum_total", Counter,
               "Messages handed over although the broker should have waited.")
        .sample(number(session.beyondReceiveMaximum));
    out.family("pulse_ingest_reconnects_total", Counter, "Connections to the broker after the first.")
        .sample(number(session.reconnects));
    out.family("pulse_ingest_sessions_lost_total", Counter, "Times the broker had forgotten our queue.")
        .sample(number(session.sessionsLost));
    out.family("pulse_ingest_taken_over_total", Counter,
               "Times another client connected to the broker with our client id.")
        .sample(number(session.takeovers));
    out.family("pulse_ingest_deaf_total", Counter,
               "Times the session was ended because probes did not come back.")
        .sample(number(session.deafTimes));
    out.family("pulse_broker_dropped_total", Counter, "Messages the broker dropped, by its own count.");
    if (figures.broker.dropped)
        out.sample(number(*figures.broker.dropped));
    out.family("pulse_broker_stored_bytes", Gauge, "Payloads the broker holds.");
    if (figures.broker.storedBytes)
        out.sample(number(*figures.broker.storedBytes));
    out.family("pulse_broker_stored_messages", Gauge, "Messages the broker holds.");
    if (figures.broker.storedMessages)
        out.sample(number(*figures.broker.storedMessages));
    out.family("pulse_broker_queue_limit_bytes", Gauge,
               "Payloads the broker's queue may hold, where it is known.");
    if (figures.brokerQueue.bytes > 0)
        out.sample(number(static_cast<quint64>(figures.brokerQueue.bytes)));
    out.family("pulse_broker_queue_limit_messages", Gauge,
               "Messages the broker's queue may hold, where it is known.");
    if (figures.brokerQueue.messages > 0)
        out.sample(number(static_cast<quint64>(figures.brokerQueue.messages)));
}

// What participants met when they had, or asked for, too much.
void addBounds(Exposition &out, const MetricsFigures &figures)
{
    out.family("pulse_http_requests_limited_total", Counter,
               "Requests refused because a caller had, or asked for, too much.")
        .sample(number(figures.requestsLimited));
    out.family("pulse_http_unsent_bytes", Gauge, "Of answers that clients have not read yet.")
        .sample(number(figures.unsentBytes));
    out.family("pulse_http_unread_bytes", Gauge, "Of request bodies that are not whole yet.")
        .sample(number(figures.unreadBytes));
    out.family("pulse_http_connections_ended_total", Counter,
               "Connections ended at a bound, by whether they were new or made room.")
        .sample(number(figures.connectionCounts.refused), {{"why", "refused"}})
        .sample(number(figures.connectionCounts.evicted), {{"why", "made_room"}});
    out.family("pulse_http_accept_pauses_total", Counter,
               "Times that no connection was taken for a moment because descriptors ran out.")
        .sample(number(figures.connectionCounts.pauses));
    out.family("pulse_database_jobs_ended_total", Counter,
               "Requests that the database did not answer: refused because too much waited; dropped before "
               "they began, or cancelled, because their client had left.")
        .sample(number(figures.databaseJobs.refused), {{"why", "refused"}})
        .sample(number(figures.databaseJobs.dropped), {{"why", "dropped"}})
        .sample(number(figures.databaseJobs.cancelled), {{"why", "cancelled"}});
}

void addSignIns(Exposition &out, const auth::SignInCounts &signIns)
{
    out.family("pulse_sign_ins_waiting", Gauge, "Sign-ins that wait for the check of their password.")
        .sample(number(signIns.waiting));
    out.family(
           "pulse_sign_ins_total", Counter,
           "Sign-ins: password checked; refused because there were too many attempts, or too many waited.")
        .sample(number(signIns.checked), {{"outcome", "checked"}})
        .sample(number(signIns.limited), {{"outcome", "limited"}})
        .sample(number(signIns.crowded), {{"outcome", "crowded"}});
}

void addServing(Exposition &out, const MetricsFigures &figures)
{
    const pipeline::DeliverCounts &delivery = figures.delivery;
    out.family("pulse_delivery_jobs_total", Counter,
               "Deliveries that ended, and attempts that are tried again.")
        .sample(number(delivery.delivered), {{"outcome", "delivered"}})
        .sample(number(delivery.retried), {{"outcome", "retried"}})
        .sample(number(delivery.failed), {{"outcome", "failed"}});
    out.family("pulse_delivery_in_flight", Gauge, "Deliveries under way.").sample(delivery.inFlight);
    out.family("pulse_delivery_circuits", Gauge,
               "Integrations that are left alone because they fail, by state.")
        .sample(delivery.circuits.open, {{"state", "open"}})
        .sample(delivery.circuits.halfOpen, {{"state", "half_open"}});
    out.family("pulse_http_requests_total", Counter, "Requests answered, by class of status.");
    static constexpr const char *kClasses[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    for (size_t i = 1; i < figures.answered.size(); ++i)
        out.sample(number(figures.answered[i]), {{"class", kClasses[i - 1]}});
    out.family("pulse_http_requests_under_way", Gauge, "Requests that wait for their answer.")
        .sample(number(figures.requestsUnderWay));
    out.family("pulse_http_connections", Gauge, "Connections open, live sockets among them.")
        .sample(figures.connections);
    addBounds(out, figures);
    addSignIns(out, figures.signIns);
    out.family("pulse_live_sockets", Gauge, "Live sockets that were let in.")
        .sample(number(figures.liveSockets));
    out.family("pulse_live_readings_dropped_total", Counter,
               "Readings not shown live because too many waited.")
        .sample(number(figures.live.readingsDropped));
    out.family("pulse_live_sockets_ended_total", Counter,
               "Live sockets ended because they were too slow or misbehaved.")
        .sample(number(figures.live.socketsEnded));
    out.family("pulse_database_answering", Gauge, "1: the database answered within the last seconds.")
        .sample(number(figures.isDatabaseAnswering));
    out.family("pulse_database_jobs_waiting", Gauge, "Requests that wait for a connection to the database.")
        .sample(number(figures.databaseJobsWaiting));
    out.family("pulse_system_alerts_open", Gauge, "System alerts that last, by kind.");
    std::map<model::SystemAlertKind, int> kinds;
    for (const model::SystemAlert &alert : figures.systemAlerts)
        ++kinds[alert.kind];
    for (const auto &[kind, count] : kinds)
        out.sample(count, {{"kind", wordOf(model::word(kind))}});
}

void addProviders(Exposition &out, const QList<auth::ProviderState> &providers)
{
    out.family("pulse_auth_provider_failing", Gauge, "1: the keys of this OpenID provider cannot be read.");
    for (const auth::ProviderState &provider : providers)
        out.sample(number(provider.failingSince.has_value()), {{"issuer", provider.issuer.toUtf8()}});
    out.family("pulse_auth_provider_keys_timestamp_seconds", Gauge,
               "When its keys were read, the last time.");
    for (const auth::ProviderState &provider : providers) {
        if (provider.readAt)
            out.sample(seconds(provider.readAt->time_since_epoch()), {{"issuer", provider.issuer.toUtf8()}});
    }
}

// Under the names that Prometheus' own libraries use.
void addProcess(Exposition &out, const ProcessFigures &process)
{
    out.family("process_cpu_seconds_total", Counter, "Processor time, user and system.")
        .sample(process.cpuSeconds);
    out.family("process_resident_memory_bytes", Gauge, "Memory in use.")
        .sample(number(process.residentBytes));
    out.family("process_open_fds", Gauge, "Open files and sockets.").sample(process.openFiles);
    out.family("process_max_fds", Gauge, "What the limit allows.").sample(number(process.mostFiles));
    out.family("process_start_time_seconds", Gauge, "When the process began.").sample(process.startedAt);
    out.family("pulse_build_info", Gauge, "Always 1; the version is its label.")
        .sample(1, {{"version", QCoreApplication::applicationVersion().toUtf8()}});
}

} // namespace

QByteArray metricsText(const MetricsFigures &figures)
{
    Exposition out;
    addIngest(out, figures);
    addSession(out, figures);
    addServing(out, figures);
    addProviders(out, figures.providers);
    addProcess(out, figures.process);
    return out.text();
}

} // namespace pulse::app

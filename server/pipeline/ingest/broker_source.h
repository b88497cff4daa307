// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ingest thread: the session with the broker, and the decoder. Hands envelopes to the writer and
// acknowledgements back; stops reading while the writer's queue is full.
//
// Thread safety: lead(), acknowledge(), roomAgain() and state() from any thread; start() and stop() from the
// owner's.
#pragma once

#include "base/service.h"
#include "ingest/arrival_times.h"
#include "ingest/envelope.h"
#include "mqtt/session.h"
#include "pipeline/batch/stall_meter.h"
#include "pipeline/ingest/ingest_stage.h"

#include <QThread>

namespace pulse::pipeline {

class BrokerSource final : public QObject, public Service {
    Q_OBJECT

public:
    // Whether the broker lets nobody but its device publish to a device's topic.
    enum class Topics { Anybodys, OfTheirDevices };

    BrokerSource(mqtt::SessionConfig config, Topics topics, IngestStage &stage, const Clock &clock);
    ~BrokerSource() override;

    Result<> start() override; // the thread; it connects when told to lead
    void stop() override; // writes what was acknowledged, then leaves; the broker keeps the queue

    // Nothing more comes off the socket: for good, before stop(). What was read has been offered.
    void stopReading();
    // Only the leader is connected: the client id is the installation's. false: returns when the session has
    // ended and nothing more of it is offered; never called on the source's own thread.
    void lead(bool isLeading);
    // The broker forgets session and queue, and there is no other session after it. Like stop() otherwise.
    void endSession();
    void acknowledge(std::vector<model::Receipt> receipts);
    void roomAgain();

    // When the subscription that lasts was made; none while there is none.
    std::optional<Instant> receivingSince() { return *m_receivingSince.lock(); }

    // Counters go on from one leadership to the next.
    mqtt::SessionState state();

private:
    void connectSession();
    void disconnectSession(mqtt::SessionFate fate = mqtt::SessionFate::Kept);
    void take(std::vector<mqtt::Message> messages);
    void noteProbe(Instant sentAt);
    void offerHeld();
    void noteConnected();
    void noteDisconnected();

    const mqtt::SessionConfig m_config;
    const Topics m_topics;
    IngestStage &m_stage;
    const Clock &m_clock;
    QThread m_thread;
    Mutex<std::shared_ptr<mqtt::Session>> m_session; // shared: acknowledge() may hold it a moment longer
    Mutex<mqtt::SessionState> m_past; // counters of the sessions before
    Mutex<std::optional<Instant>> m_receivingSince;

    // The ingest thread's own.
    ingest::EnvelopeDecoder m_decoder;
    ingest::ArrivalTimes m_arrivals;
    std::vector<IngestItem> m_held; // refused by a full queue, in order
    StallMeter m_stalls;
    bool m_isReceiving = false;
    bool m_hasStoppedReading = false;
};

} // namespace pulse::pipeline

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One message, decoded: everything that can be said of it without the registry. Decoded once, on the ingest
// thread; admitted as often as needed, on the writer's.
#pragma once

#include "base/byte_arena.h"
#include "base/clock.h"
#include "model/quarantine.h"
#include "model/reading.h"
#include "model/receipt.h"
#include "model/registry_snapshot.h"

#include <QByteArray>
#include <memory>
#include <optional>
#include <span>

namespace pulse::ingest {

struct DecodedMetric {
    QByteArrayView name; // into Envelope::decoded
    model::MetricKind kind = model::MetricKind::Number;
    bool isSupported = true; // false: text, nested, an integer beyond 2^53, or named as none is
    double value = 0;
};

// What a device says on its `status` topic.
struct SaidStatus {
    bool isOnline = false;
    QByteArrayView reason; // why it is offline; empty: it did not say
    QByteArrayView session; // which of its connections this is about; empty: it did not say
};

enum class RateVerdict : std::uint8_t { NotAsked, Passed, Limited };

struct Envelope {
    ByteArena::Block bytes; // what topic and payload point into
    QByteArrayView topic;
    QByteArrayView payload;
    model::Receipt receipt;
    Instant receivedAt;
    bool isQos0 = false;
    bool isDuplicate = false; // the source may have handed it over before (a hint, no more)
    bool isReplay = false; // retained by the broker, and sent because we subscribed
    bool isFromItsDevice = false; // the source lets nobody but its device publish to a device's topic

    std::optional<model::RejectReason> malformed; // what is wrong without looking at the registry
    QByteArrayView tenantId; // of the topic (into `topic`); empty when the topic is malformed
    QByteArrayView deviceId;
    QByteArrayView msgType;
    model::MessageKind kind = model::MessageKind::Telemetry;
    bool isStatus = false; // on the `status` topic: no reading, but about the device itself

    ByteArena::Block decoded; // what the views below point into
    QByteArrayView payloadTenantId; // empty: absent
    QByteArrayView siteId; // empty: absent
    std::optional<model::TokenHash> tokenHash;
    std::uint64_t payloadHash = 0;
    bool hasBadTime = false; // there was a "ts", and it is no time
    std::optional<Instant> ts;
    std::span<const DecodedMetric> metrics;
    // `online` or `offline`, as the whole payload or as the member `status` of it; on any topic, since a last
    // will may be published on any.
    std::optional<SaidStatus> said;

    // A message may be admitted several times (a batch that is tried again) and counts once against a rate:
    // its device's, or that of unauthenticated senders.
    RateVerdict rateVerdict = RateVerdict::NotAsked;
    RateVerdict strangerVerdict = RateVerdict::NotAsked;
};

// Thread safety: none; owns a parser.
class EnvelopeDecoder {
public:
    EnvelopeDecoder();
    ~EnvelopeDecoder();

    // Judged on the raw bytes, before parsing: more than this is PAYLOAD_TOO_LARGE whatever a tenant allows.
    static constexpr qsizetype kMostBytes = 262'144;
    // What lies beyond is not read: one more than a message may have is enough to refuse it.
    static constexpr size_t kMostMetrics = 257;

    // One message as its source holds it; `bytes` keeps what the two views point into.
    struct Raw {
        ByteArena::Block bytes;
        QByteArrayView topic;
        QByteArrayView payload;
    };
    Envelope decode(Raw raw, model::Receipt receipt, Instant receivedAt);
    Envelope decode(const QByteArray &topic, const QByteArray &payload, model::Receipt receipt,
                    Instant receivedAt); // copies both

private:
    struct Parser;
    void decodeTyped(Envelope &envelope);
    void decodeBody(Envelope &envelope);

    std::unique_ptr<Parser> m_parser;
    ByteArena m_arena;
};

} // namespace pulse::ingest

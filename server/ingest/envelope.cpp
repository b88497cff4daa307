// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/envelope.h"

#include "ingest/topic.h"

#include <QCryptographicHash>
#include <QtEndian>
#include <algorithm>
#include <charconv>
#include <simdjson.h>

namespace pulse::ingest {

using model::RejectReason;
namespace dom = simdjson::dom;

struct EnvelopeDecoder::Parser {
    dom::parser json;
};

EnvelopeDecoder::EnvelopeDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

EnvelopeDecoder::~EnvelopeDecoder() = default;

namespace {

constexpr std::int64_t kExactInteger = 1LL << 53; // beyond this a double cannot say every integer

// Copies a text into the envelope's own buffer, which never reallocates: a JSON text is no longer than its
// source.
QByteArrayView keep(QByteArray &strings, std::string_view text)
{
    const qsizetype at = strings.size();
    Q_ASSERT(at + static_cast<qsizetype>(text.size()) <= strings.capacity());
    strings.append(text.data(), static_cast<qsizetype>(text.size()));
    return QByteArrayView(strings).sliced(at);
}

// Legal JSON, but an integer beyond 64 bits or more than a double can say.
bool isBoundless(QByteArrayView number)
{
    const QByteArrayView digits = number.startsWith('-') ? number.sliced(1) : number;
    if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
        return false; // not JSON
    if (std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        std::int64_t integer = 0;
        std::uint64_t natural = 0;
        return std::from_chars(number.begin(), number.end(), integer).ec == std::errc::result_out_of_range
            && std::from_chars(number.begin(), number.end(), natural).ec != std::errc{};
    }
    double value = 0;
    const auto read = std::from_chars(number.begin(), number.end(), value);
    const bool isTiny = digits.startsWith("0.") || number.contains("e-") || number.contains("E-");
    return read.ec == std::errc::result_out_of_range && read.ptr == number.end() && !isTiny;
}

// The parser refuses a document for one such number. Here it becomes an empty text of the same length, so
// that its metric is unsupported and the others are kept.
QByteArray withoutBoundlessNumbers(QByteArray json)
{
    constexpr QByteArrayView kNumberBytes("0123456789+-.eE");
    bool isText = false;
    for (qsizetype at = 0; at < json.size(); ++at) {
        if (isText && json[at] == '\\') {
            ++at;
        } else if (json[at] == '"') {
            isText = !isText;
        } else if (!isText && (json[at] == '-' || (json[at] >= '0' && json[at] <= '9'))) {
            qsizetype end = at;
            while (end < json.size() && kNumberBytes.contains(json[end]))
                ++end;
            if (isBoundless(QByteArrayView(json).sliced(at, end - at)))
                json.replace(at, end - at, QByteArray("\"\"").leftJustified(end - at));
            at = end - 1;
        }
    }
    return json;
}

std::string_view textOf(dom::element element)
{
    std::string_view text;
    return element.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

bool readValue(dom::element element, DecodedMetric &metric)
{
    switch (element.type()) {
    case dom::element_type::BOOL:
        metric.kind = model::MetricKind::Bool;
        metric.value = bool(element) ? 1 : 0;
        return true;
    case dom::element_type::INT64: {
        const auto value = std::int64_t(element);
        metric.kind = model::MetricKind::Integer;
        metric.value = static_cast<double>(value);
        metric.isSupported = value <= kExactInteger && value >= -kExactInteger;
        return true;
    }
    case dom::element_type::DOUBLE:
        metric.kind = model::MetricKind::Number;
        metric.value = double(element);
        return true;
    case dom::element_type::NULL_VALUE: return false; // no value is no metric
    default: metric.isSupported = false; return true; // text, nested, an integer beyond 64 bits
    }
}

void readMetrics(Envelope &envelope, dom::element element)
{
    dom::object metrics;
    if (element.get(metrics) != simdjson::SUCCESS) {
        if (!element.is_null())
            envelope.malformed = RejectReason::BadJson;
        return;
    }
    envelope.metrics.reserve(metrics.size());
    for (const auto &[key, value] : metrics) {
        DecodedMetric metric;
        if (!readValue(value, metric))
            continue;
        metric.isSupported = metric.isSupported && !key.empty() && key.size() <= 128
            && key.find('\0') == std::string_view::npos;
        metric.name = keep(envelope.strings, key);
        envelope.metrics.push_back(metric);
    }
}

void readTime(Envelope &envelope, dom::element element)
{
    if (element.is_null())
        return;
    const std::string_view text = textOf(element);
    envelope.ts = parseRfc3339(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    envelope.hasBadTime = !envelope.ts;
}

model::TokenHash sha256(QByteArrayView bytes)
{
    model::TokenHash hash;
    const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    std::copy_n(digest.constData(), hash.size(), reinterpret_cast<char *>(hash.data()));
    return hash;
}

void readField(Envelope &envelope, std::string_view key, dom::element value)
{
    if (key == "ts") {
        readTime(envelope, value);
    } else if (key == "tenant_id") {
        envelope.payloadTenantId = keep(envelope.strings, textOf(value));
    } else if (key == "site_id") {
        envelope.siteId = keep(envelope.strings, textOf(value));
    } else if (key == "provision_token") {
        const std::string_view token = textOf(value);
        if (!token.empty())
            envelope.tokenHash = sha256(QByteArrayView(token.data(), static_cast<qsizetype>(token.size())));
    } else if (key == "metrics") {
        readMetrics(envelope, value);
    }
}

} // namespace

Envelope EnvelopeDecoder::decode(QByteArray topic, QByteArray payload, model::Receipt receipt,
                                 Instant receivedAt)
{
    Envelope envelope;
    envelope.topic = std::move(topic);
    envelope.payload = std::move(payload);
    envelope.receipt = receipt;
    envelope.receivedAt = receivedAt;
    const auto parts = parseTopic(envelope.topic);
    if (parts) {
        envelope.tenantId = parts->tenantId;
        envelope.deviceId = parts->deviceId;
        envelope.msgType = parts->msgType;
    }
    if (envelope.payload.size() > kMostBytes)
        envelope.malformed = RejectReason::PayloadTooLarge;
    else if (!parts)
        envelope.malformed = RejectReason::BadTopicFormat;
    else if (parts->msgType == QByteArrayView("heartbeat"))
        envelope.kind = model::MessageKind::Heartbeat;
    else if (parts->msgType != QByteArrayView("telemetry"))
        envelope.malformed = RejectReason::UnknownMessageType;
    if (!envelope.malformed)
        decodeBody(envelope);
    return envelope;
}

void EnvelopeDecoder::decodeBody(Envelope &envelope)
{
    dom::element document;
    dom::object object;
    const auto parse = [this, &document](const QByteArray &json) {
        const auto size = static_cast<size_t>(json.size());
        return m_parser->json.parse(json.constData(), size, true).get(document) == simdjson::SUCCESS;
    };
    QByteArray bounded;
    if (!parse(envelope.payload)) {
        bounded = withoutBoundlessNumbers(envelope.payload);
        if (bounded == envelope.payload || !parse(bounded))
            envelope.malformed = RejectReason::BadJson;
    }
    if (envelope.malformed || document.get(object) != simdjson::SUCCESS) {
        envelope.malformed = RejectReason::BadJson;
        return;
    }
    envelope.strings.reserve(envelope.payload.size());
    for (const auto &[key, value] : object)
        readField(envelope, key, value);
    const model::TokenHash digest = sha256(envelope.payload);
    envelope.payloadHash = qFromBigEndian<quint64>(digest.data());
}

} // namespace pulse::ingest

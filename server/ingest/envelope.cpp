// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/envelope.h"

#include "ingest/digest.h"
#include "ingest/topic.h"
#include "model/names.h"

#include <QtEndian>
#include <algorithm>
#include <charconv>
#include <simdjson.h>

namespace pulse::ingest {

using model::RejectReason;
namespace dom = simdjson::dom;

struct EnvelopeDecoder::Parser {
    dom::parser json;
    Sha256 digest;
};

EnvelopeDecoder::EnvelopeDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

EnvelopeDecoder::~EnvelopeDecoder() = default;

namespace {

constexpr std::int64_t kExactInteger = 1LL << 53; // beyond this a double cannot say every integer

// How many digits stand there from `at` on.
qsizetype digitsAt(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9')
        ++end;
    return end - at;
}

// RFC 8259 §6
enum class NumberForm { None, Integer, Decimal };
NumberForm numberForm(QByteArrayView number)
{
    qsizetype at = number.startsWith('-') ? 1 : 0;
    const qsizetype whole = digitsAt(number, at);
    if (whole == 0 || (whole > 1 && number[at] == '0'))
        return NumberForm::None;
    at += whole;
    if (at == number.size())
        return NumberForm::Integer;
    if (number[at] == '.') {
        const qsizetype decimals = digitsAt(number, at + 1);
        if (decimals == 0)
            return NumberForm::None;
        at += 1 + decimals;
    }
    if (at < number.size() && (number[at] == 'e' || number[at] == 'E')) {
        const bool isSigned = at + 1 < number.size() && (number[at + 1] == '+' || number[at + 1] == '-');
        at += isSigned ? 2 : 1;
        const qsizetype exponent = digitsAt(number, at);
        if (exponent == 0)
            return NumberForm::None;
        at += exponent;
    }
    return at == number.size() ? NumberForm::Decimal : NumberForm::None;
}

// Legal JSON, but an integer beyond 64 bits or more than a double can say. Less than it can say is 0; which
// of the two is out of range, only the parser tells.
bool isBoundless(QByteArrayView number, dom::parser &parser)
{
    std::int64_t integer = 0;
    std::uint64_t natural = 0;
    double decimal = 0;
    const auto isOutOfRange = [number](auto &value) {
        return std::from_chars(number.begin(), number.end(), value).ec != std::errc{};
    };
    switch (numberForm(number)) {
    case NumberForm::None: return false;
    case NumberForm::Integer: return isOutOfRange(integer) && isOutOfRange(natural);
    case NumberForm::Decimal:
        return isOutOfRange(decimal)
            && parser.parse(number.data(), static_cast<size_t>(number.size())).error() != simdjson::SUCCESS;
    }
    Q_UNREACHABLE();
}

// The parser refuses a document for one such number. Here it becomes an empty list of the same length, so
// that its metric is unsupported and the others are kept. A list and not a text: that would be legal as a
// name.
QByteArray withoutBoundlessNumbers(QByteArray json, dom::parser &parser)
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
            if (isBoundless(QByteArrayView(json).sliced(at, end - at), parser))
                json.replace(at, end - at, QByteArray("[]").leftJustified(end - at));
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

std::optional<Instant> timeOf(dom::element element)
{
    switch (element.type()) {
    case dom::element_type::STRING: {
        const std::string_view text = textOf(element);
        return parseTime(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    }
    case dom::element_type::INT64: {
        const auto number = std::int64_t(element);
        return number < 0 ? std::nullopt : instantOfEpoch(static_cast<std::uint64_t>(number));
    }
    case dom::element_type::UINT64: return instantOfEpoch(std::uint64_t(element));
    case dom::element_type::DOUBLE: return instantOfEpoch(double(element));
    default: return std::nullopt; // a bool, nested
    }
}

// online or offline, as devices and their libraries spell it ("Online" of Tasmota).
std::optional<bool> onlineWord(QByteArrayView word)
{
    if (word.compare("online", Qt::CaseInsensitive) == 0)
        return true;
    return word.compare("offline", Qt::CaseInsensitive) == 0 ? std::optional(false) : std::nullopt;
}

// The whole payload, with or without the quotes of a JSON text.
std::optional<bool> onlineText(QByteArrayView payload)
{
    constexpr qsizetype kLongest = 64; // with white space
    if (payload.size() > kLongest)
        return std::nullopt;
    QByteArrayView word = payload.trimmed();
    if (word.size() > 2 && word.startsWith('"') && word.endsWith('"'))
        word = word.sliced(1, word.size() - 2);
    return onlineWord(word);
}

void readTime(Envelope &envelope, dom::element element)
{
    if (element.is_null())
        return;
    envelope.ts = timeOf(element);
    envelope.hasBadTime = !envelope.ts;
}

// Takes an object apart into an envelope, its texts and metrics into the arena.
class BodyReader {
public:
    BodyReader(Envelope &envelope, ByteArena &arena, Sha256 &digest)
        : m_envelope(envelope)
        , m_arena(arena)
        , m_digest(digest)
    {
    }

    void read(dom::object object)
    {
        reserve(object);
        for (const auto &[key, value] : object)
            readField(key, value);
        if (m_isOnline)
            m_envelope.said = {*m_isOnline, m_reason, m_session};
    }

private:
    // A JSON text is no longer than its source. A name may be there twice, "metrics" too: all of them are
    // read.
    void reserve(dom::object object)
    {
        size_t count = 0;
        for (const auto &[key, value] : object) {
            dom::object metrics;
            if (key == "metrics" && value.get(metrics) == simdjson::SUCCESS)
                count += metrics.size();
        }
        count = std::min(count, EnvelopeDecoder::kMostMetrics);
        m_arena.reserve(static_cast<size_t>(m_envelope.payload.size()) + (count + 1) * sizeof(DecodedMetric));
        m_envelope.decoded = m_arena.block();
        m_metrics = m_arena.allocate<DecodedMetric>(count);
    }

    QByteArrayView keep(std::string_view text)
    {
        return m_arena.keep({text.data(), static_cast<qsizetype>(text.size())});
    }

    void readField(std::string_view key, dom::element value)
    {
        if (key == "ts") {
            readTime(m_envelope, value);
        } else if (key == "tenant_id") {
            m_envelope.payloadTenantId = keep(textOf(value));
        } else if (key == "site_id") {
            m_envelope.siteId = keep(textOf(value));
        } else if (key == "provision_token") {
            const std::string_view token = textOf(value);
            if (!token.empty())
                m_envelope.tokenHash = m_digest.of({token.data(), static_cast<qsizetype>(token.size())});
        } else if (key == "metrics") {
            readMetrics(value);
        } else if (key == "status") {
            const std::string_view word = textOf(value);
            m_isOnline = onlineWord({word.data(), static_cast<qsizetype>(word.size())});
        } else if (m_envelope.isStatus) {
            readStatusField(key, value);
        }
    }

    void readStatusField(std::string_view key, dom::element value)
    {
        if (key == "reason")
            m_reason = keep(textOf(value));
        else if (key == "session")
            m_session = keep(textOf(value));
    }

    void readMetrics(dom::element element)
    {
        dom::object object;
        if (element.get(object) != simdjson::SUCCESS) {
            if (!element.is_null())
                m_envelope.malformed = RejectReason::BadJson;
            return;
        }
        for (const auto &[key, value] : object) {
            if (m_count == m_metrics.size())
                break;
            DecodedMetric &metric = m_metrics[m_count];
            if (!readValue(value, metric))
                continue;
            metric.name = keep(key);
            metric.isSupported = metric.isSupported && model::isMetricName(metric.name);
            ++m_count;
        }
        m_envelope.metrics = m_metrics.first(m_count);
    }

    Envelope &m_envelope;
    ByteArena &m_arena;
    Sha256 &m_digest;
    std::span<DecodedMetric> m_metrics; // room for those of the message
    std::optional<bool> m_isOnline;
    QByteArrayView m_reason;
    QByteArrayView m_session;
    size_t m_count = 0;
};

} // namespace

Envelope EnvelopeDecoder::decode(const QByteArray &topic, const QByteArray &payload, model::Receipt receipt,
                                 Instant receivedAt)
{
    ByteArena copies(static_cast<size_t>(topic.size() + payload.size()));
    copies.reserve(static_cast<size_t>(topic.size() + payload.size()));
    const QByteArrayView keptTopic = copies.keep(topic);
    return decode({copies.block(), keptTopic, copies.keep(payload)}, receipt, receivedAt);
}

Envelope EnvelopeDecoder::decode(Raw raw, model::Receipt receipt, Instant receivedAt)
{
    Envelope envelope;
    envelope.bytes = std::move(raw.bytes);
    envelope.topic = raw.topic;
    envelope.payload = raw.payload;
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
    else
        decodeTyped(envelope);
    return envelope;
}

// The payload of an unknown type is read too: its token says who sent it.
void EnvelopeDecoder::decodeTyped(Envelope &envelope)
{
    const bool isHeartbeat = envelope.msgType == QByteArrayView("heartbeat");
    envelope.isStatus = envelope.msgType == QByteArrayView("status");
    if (isHeartbeat)
        envelope.kind = model::MessageKind::Heartbeat;
    const std::optional<bool> isOnline = onlineText(envelope.payload);
    if (isOnline)
        envelope.said = SaidStatus{*isOnline, {}, {}};
    if (!isOnline || !envelope.isStatus)
        decodeBody(envelope);
    if (envelope.isStatus && !envelope.malformed && !envelope.said)
        envelope.malformed = RejectReason::BadStatus;
    else if (!envelope.isStatus && !isHeartbeat && envelope.msgType != QByteArrayView("telemetry"))
        envelope.malformed = RejectReason::UnknownMessageType;
}

void EnvelopeDecoder::decodeBody(Envelope &envelope)
{
    dom::element document;
    dom::object object;
    const auto parse = [this, &document](QByteArrayView json) {
        const auto size = static_cast<size_t>(json.size());
        return m_parser->json.parse(json.data(), size, true).get(document);
    };
    QByteArray bounded;
    auto error = parse(envelope.payload);
    // Any other fault is there without the numbers, too: junk is not worth a second look at each of its
    // bytes.
    if (error == simdjson::NUMBER_ERROR) {
        bounded = withoutBoundlessNumbers(envelope.payload.toByteArray(), m_parser->json);
        if (bounded != envelope.payload)
            error = parse(bounded);
    }
    if (error != simdjson::SUCCESS)
        envelope.malformed = RejectReason::BadJson;
    if (envelope.malformed || document.get(object) != simdjson::SUCCESS) {
        envelope.malformed = RejectReason::BadJson;
        return;
    }
    BodyReader(envelope, m_arena, m_parser->digest).read(object);
    const model::TokenHash digest = m_parser->digest.of(envelope.payload);
    envelope.payloadHash = qFromBigEndian<quint64>(digest.data());
}

} // namespace pulse::ingest

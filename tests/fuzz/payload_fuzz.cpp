// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a device sends: the input is the payload, decoded and then admitted. A plain reading of the same JSON
// says what must have come out.
#include "fuzz/admitted_metrics.h"
#include "fuzz/fuzz_target.h"
#include "fuzz/reference_json.h"
#include "fuzz/reference_text.h"
#include "fuzz/reference_time.h"
#include "ingest/envelope.h"
#include "support/suite/noon.h"

#include <QCryptographicHash>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace pulse;
using fuzz::JsonValue;
using ingest::DecodedMetric;
using ingest::Envelope;
using model::MetricKind;
using model::RejectReason;
using Type = fuzz::JsonValue::Type;
using pulse::test::kNoon;

namespace {

constexpr double kExactInteger = 9'007'199'254'740'992.0; // 2^53, the same double as 2^53 + 1
const QByteArray kExactDigits("9007199254740992");
const QByteArray kTopic("tenant/acme/device/one/telemetry");

Envelope decode(ingest::EnvelopeDecoder &decoder, QByteArrayView payload)
{
    return decoder.decode(kTopic, payload.toByteArray(), {1, 2, 3}, kNoon);
}

// Each value of that name, in order.
std::vector<const JsonValue *> all(const JsonValue &object, QByteArrayView name)
{
    std::vector<const JsonValue *> found;
    for (const auto &[key, value] : object.members) {
        if (key == name)
            found.push_back(&value);
    }
    return found;
}

// Of a name that comes twice the last counts; what is no text is empty.
QByteArray lastText(const JsonValue &object, QByteArrayView name)
{
    const auto found = all(object, name);
    return found.empty() || found.back()->type != Type::Text ? QByteArray() : found.back()->text;
}

// Qt says 0 of whatever is out of range. Above it is what has digits in front of the point, counting the
// exponent.
double valueOf(const QByteArray &number)
{
    bool isInRange = false;
    const double value = number.toDouble(&isInRange);
    if (isInRange)
        return value;
    const QByteArray lower = number.toLower();
    const qsizetype mark = lower.contains('e') ? lower.indexOf('e') : lower.size();
    const QByteArray digits = lower.first(mark).replace('-', "");
    const qsizetype point = digits.contains('.') ? digits.indexOf('.') : digits.size();
    const auto first =
        std::find_if(digits.begin(), digits.end(), [](char c) { return c >= '1' && c <= '9'; });
    bool isShort = false;
    qint64 exponent = lower.mid(mark + 1).toInt(&isShort);
    if (!isShort && mark < lower.size())
        exponent = lower[mark + 1] == '-' ? std::numeric_limits<int>::min() : std::numeric_limits<int>::max();
    return point - (first - digits.begin()) + exponent > 0 ? std::numeric_limits<double>::infinity() : 0;
}

bool isExpectedNumber(const DecodedMetric &metric, const QByteArray &number)
{
    const bool isInteger =
        std::none_of(number.begin(), number.end(), [](char c) { return c == '.' || c == 'e' || c == 'E'; });
    const double value = valueOf(number);
    const bool isExact =
        std::abs(value) < kExactInteger || number == kExactDigits || number == '-' + kExactDigits;
    if (std::isinf(value) || (isInteger && !isExact))
        return !metric.isSupported;
    return metric.isSupported && metric.value == value
        && metric.kind == (isInteger ? MetricKind::Integer : MetricKind::Number);
}

bool isExpected(const DecodedMetric &metric, const QByteArray &name, const JsonValue &value)
{
    if (metric.name != name)
        return false;
    if (name.isEmpty() || name.size() > 128 || name.contains('\0'))
        return !metric.isSupported;
    switch (value.type) {
    case Type::True:
    case Type::False:
        return metric.isSupported && metric.kind == MetricKind::Bool
            && metric.value == (value.type == Type::True ? 1 : 0);
    case Type::Number: return isExpectedNumber(metric, value.text);
    default: return !metric.isSupported;
    }
}

void metricsHold(const Envelope &envelope, const JsonValue &root)
{
    auto metric = envelope.metrics.begin();
    for (const JsonValue *metrics : all(root, "metrics")) {
        for (const auto &[name, value] : metrics->members) {
            if (value.type == Type::Null)
                continue;
            if (envelope.metrics.size() == ingest::EnvelopeDecoder::kMostMetrics
                && metric == envelope.metrics.end())
                return; // enough to refuse the message
            PULSE_HOLDS(metric != envelope.metrics.end());
            PULSE_HOLDS(isExpected(*metric, name, value));
            ++metric;
        }
    }
    PULSE_HOLDS(metric == envelope.metrics.end());
}

void timeHolds(const Envelope &envelope, const JsonValue &root)
{
    std::optional<Instant> expected;
    bool isBad = false;
    for (const JsonValue *ts : all(root, "ts")) {
        if (ts->type == Type::Null)
            continue;
        expected = ts->type == Type::Text ? fuzz::readTime(ts->text)
            : ts->type == Type::Number    ? fuzz::readEpoch(ts->text, valueOf(ts->text))
                                          : std::nullopt;
        isBad = !expected;
    }
    PULSE_HOLDS(envelope.ts == expected && envelope.hasBadTime == isBad);
}

void tokenHolds(const Envelope &envelope, const JsonValue &root)
{
    QByteArray token;
    for (const JsonValue *value : all(root, "provision_token")) {
        if (value->type == Type::Text && !value->text.isEmpty())
            token = value->text;
    }
    PULSE_HOLDS(envelope.tokenHash.has_value() == !token.isEmpty());
    if (token.isEmpty())
        return;
    const QByteArray digest = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    PULSE_HOLDS(std::equal(digest.begin(), digest.end(), envelope.tokenHash->begin(),
                           envelope.tokenHash->end(),
                           [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }));
}

bool isMessage(const std::optional<JsonValue> &root)
{
    if (!root || root->type != Type::Object)
        return false;
    const auto metrics = all(*root, "metrics");
    return std::all_of(metrics.begin(), metrics.end(), [](const JsonValue *value) {
        return value->type == Type::Object || value->type == Type::Null;
    });
}

// Nothing of it but what was sent, and everything of it in memory that goes with the envelope.
void ownsItsTexts(const Envelope &envelope, QByteArrayView payload)
{
    PULSE_HOLDS(envelope.payload == payload && envelope.topic == kTopic);
    for (const QByteArrayView part : {envelope.tenantId, envelope.deviceId, envelope.msgType})
        PULSE_HOLDS(fuzz::isWithin(part, envelope.topic));
    for (const QByteArrayView part : {envelope.payloadTenantId, envelope.siteId})
        PULSE_HOLDS(fuzz::isWellFormedUtf8(part)); // the sanitizer sees one that leaves its block
    for (const DecodedMetric &metric : envelope.metrics) {
        PULSE_HOLDS(fuzz::isWellFormedUtf8(metric.name));
        PULSE_HOLDS(std::isfinite(metric.value));
    }
}

void isTheSame(const Envelope &left, const Envelope &right)
{
    const auto isSameMetric = [](const DecodedMetric &a, const DecodedMetric &b) {
        return a.name == b.name && a.kind == b.kind && a.isSupported == b.isSupported && a.value == b.value;
    };
    PULSE_HOLDS(left.malformed == right.malformed && left.payloadHash == right.payloadHash);
    PULSE_HOLDS(left.siteId == right.siteId && left.payloadTenantId == right.payloadTenantId);
    PULSE_HOLDS(left.ts == right.ts && left.hasBadTime == right.hasBadTime
                && left.tokenHash == right.tokenHash);
    PULSE_HOLDS(std::equal(left.metrics.begin(), left.metrics.end(), right.metrics.begin(),
                           right.metrics.end(), isSameMetric));
}

void decodedHolds(const Envelope &envelope, QByteArrayView payload)
{
    const auto root = fuzz::readJson(payload);
    PULSE_HOLDS(envelope.malformed
                == (isMessage(root) ? std::nullopt : std::optional(RejectReason::BadJson)));
    if (envelope.malformed)
        return;
    PULSE_HOLDS(envelope.siteId == lastText(*root, "site_id"));
    PULSE_HOLDS(envelope.payloadTenantId == lastText(*root, "tenant_id"));
    metricsHold(envelope, *root);
    timeHolds(envelope, *root);
    tokenHolds(envelope, *root);
    const QByteArray digest = QCryptographicHash::hash(payload, QCryptographicHash::Sha256);
    PULSE_HOLDS(QByteArray::number(qulonglong{envelope.payloadHash}, 16).rightJustified(16, '0')
                == digest.first(8).toHex());
}

} // namespace

PULSE_FUZZ_TARGET(payload)
{
    constexpr qsizetype kDeep = 1'000; // the parser gives up at 1,024 levels; we would overflow our stack
    static ingest::EnvelopeDecoder used;
    ingest::EnvelopeDecoder fresh;
    const Envelope envelope = decode(used, input);
    isTheSame(envelope, decode(fresh, input));
    ownsItsTexts(envelope, input);
    if (std::count(input.begin(), input.end(), '[') + std::count(input.begin(), input.end(), '{') < kDeep)
        decodedHolds(envelope, input);
    fuzz::admissionHolds(envelope);
}

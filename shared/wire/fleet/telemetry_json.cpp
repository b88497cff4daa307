// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/fleet/telemetry_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <charconv>

namespace pulse::wire {

namespace {

void appendNumber(QByteArray &json, double value)
{
    std::array<char, 32> text; // the shortest form that reads back the same has 24 at most
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    const QByteArrayView digits(text.data(), end);
    json.append(digits);
    // Without a point or an exponent it would come back as an integer.
    if (!digits.contains('.') && !digits.contains('e'))
        json.append(".0");
}

void appendInteger(QByteArray &json, std::int64_t value)
{
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    json.append(text.data(), end - text.data());
}

void appendValue(QByteArray &json, const model::MetricValue &value)
{
    switch (value.code.kind()) {
    case model::MetricKind::Bool: json.append(value.value != 0 ? "true" : "false"); return;
    case model::MetricKind::Integer: appendInteger(json, static_cast<std::int64_t>(value.value)); return;
    case model::MetricKind::Number: appendNumber(json, value.value); return;
    }
    Q_UNREACHABLE();
}

} // namespace

MetricLabels metricLabels(const QHash<MetricKey, QString> &names)
{
    MetricLabels labels;
    for (const auto &[metric, name] : names.asKeyValueRange()) {
        const QByteArray quoted = QJsonDocument(QJsonArray{name}).toJson(QJsonDocument::Compact); // ["name"]
        labels.insert(metric, quoted.sliced(1, quoted.size() - 2) + ':');
    }
    return labels;
}

void appendJson(QByteArray &json, const model::StoredReading &reading, const MetricLabels &labels)
{
    json.append(R"({"timestamp":")").append(toRfc3339(reading.ts)).append(R"(","metrics":{)");
    char separator = 0;
    for (const model::MetricValue &value : reading.metrics) {
        const auto label = labels.constFind(value.code.metric());
        if (label == labels.constEnd())
            continue;
        if (std::exchange(separator, ',') != 0)
            json.append(',');
        json.append(*label);
        appendValue(json, value);
    }
    json.append(reading.isLate ? R"(},"late":true})" : "}}");
}

} // namespace pulse::wire

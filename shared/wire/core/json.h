// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rules every noun's JSON follows: enums are words, times RFC 3339 UTC with microseconds, ids are strings
// except alert_id and job_id. Readers ignore unknown fields; validators of what clients write to us name the
// field at fault.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>
#include <optional>

namespace pulse::wire {

QJsonValue toJson(Instant instant);
QJsonValue toJson(const std::optional<Instant> &instant); // null when none
QJsonValue toJson(const QStringList &texts);
QJsonValue orNull(const QString &text); // null when empty

std::optional<Instant> instantFrom(const QJsonValue &value);
QStringList textsFrom(const QJsonValue &value);

// Parses an object; Invalid with the parser's position when it is not one.
Result<QJsonObject> parseObject(const QByteArray &body);

// Reading a request body field by field. Each getter leaves `target` alone when the field is absent, and
// remembers the first error; check() returns it. Unknown fields are errors, so that a typing mistake does not
// pass as "no change".
class FieldReader {
public:
    // `within` is put before the names of fields in errors, as "snmp_config.".
    explicit FieldReader(const QJsonObject &object, const QString &within = {})
        : m_object(object)
        , m_within(within)
    {
    }

    bool isEmpty() const { return m_object.isEmpty(); }
    bool has(const QString &field) const { return m_object.contains(field); }
    bool clears(const QString &field); // it is there, and null
    void text(const QString &field, QString &target, int longest = 1000);
    void displayName(const QString &field, QString &target); // trimmed, then as model::isDisplayName has it
    void optionalDisplayName(const QString &field, QString &target); // or empty
    void metricName(const QString &field, QString &target); // as it is, as model::isMetricName has it
    void ids(const QString &field, QStringList &target); // as texts(), each as model::isId has it
    void secret(const QString &field, QString &target); // as it is, spaces included; null clears
    void number(const QString &field, double &target);
    void optionalNumber(const QString &field, std::optional<double> &target); // null clears
    void integer(const QString &field, int &target, int least, int most);
    void optionalInteger(const QString &field, std::optional<int> &target, int least, int most);
    void boolean(const QString &field, bool &target);
    void texts(const QString &field, QStringList &target); // trimmed, without doubles; null clears
    void object(const QString &field, QJsonObject &target);
    void require(std::initializer_list<QString> fields);
    void forbid(const QString &field, const QString &what); // null passes: it is not there either
    void reject(const QString &field, const QString &what); // for checks of the caller's own
    void refuse(const Error &error); // the body as a whole

    Result<> check(); // the first error, or an unknown field

private:
    const QJsonValue *find(const QString &field);

    QJsonObject m_object;
    QString m_within;
    QJsonValue m_found;
    QStringList m_known;
    std::optional<Error> m_error;
};

} // namespace pulse::wire

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/json.h"

#include "model/names.h"

#include <QJsonDocument>
#include <cmath>

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonValue toJson(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

QJsonValue toJson(const std::optional<Instant> &instant)
{
    return instant ? toJson(*instant) : QJsonValue(QJsonValue::Null);
}

QJsonValue toJson(const QStringList &texts) { return QJsonArray::fromStringList(texts); }

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

std::optional<Instant> instantFrom(const QJsonValue &value)
{
    return value.isString() ? parseIso8601(value.toString().toLatin1()) : std::nullopt;
}

QStringList textsFrom(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &item : value.toArray())
        texts.append(item.toString());
    return texts;
}

Result<QJsonObject> parseObject(const QByteArray &body)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(body, &problem);
    if (problem.error != QJsonParseError::NoError)
        return fail(ErrorKind::Invalid,
                    u"body is not JSON: %1 at byte %2"_s.arg(problem.errorString()).arg(problem.offset),
                    u"bad_json"_s);
    if (!document.isObject())
        return fail(ErrorKind::Invalid, u"body must be a JSON object"_s, u"bad_json"_s);
    return document.object();
}

namespace {

// A lone surrogate is no character: it would be kept as another one.
bool isText(const QJsonValue &value) { return value.isString() && value.toString().isValidUtf16(); }

} // namespace

const QJsonValue *FieldReader::find(const QString &field)
{
    m_known.append(field);
    const auto at = m_object.constFind(field);
    if (at == m_object.constEnd())
        return nullptr;
    m_found = *at;
    return &m_found;
}

void FieldReader::reject(const QString &field, const QString &what)
{
    const QString name = m_within + field;
    if (!m_error)
        m_error = Error{ErrorKind::Invalid, name + u": "_s + what, u"invalid_field"_s, name};
}

void FieldReader::refuse(const Error &error)
{
    if (!m_error)
        m_error = error;
}

bool FieldReader::clears(const QString &field)
{
    const QJsonValue *value = find(field);
    return value && value->isNull();
}

void FieldReader::text(const QString &field, QString &target, int longest)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (value->isNull()) {
        target.clear();
        return;
    }
    if (!isText(*value))
        return reject(field, u"must be a text"_s);
    if (value->toString().size() > longest)
        return reject(field, u"must be at most %1 characters"_s.arg(longest));
    target = value->toString().trimmed();
}

void FieldReader::displayName(const QString &field, QString &target)
{
    optionalDisplayName(field, target);
    if (has(field) && target.isEmpty())
        reject(field, model::displayNameRule());
}

void FieldReader::optionalDisplayName(const QString &field, QString &target)
{
    if (!has(field))
        return; // what is there already may be older than the rule
    text(field, target);
    if (!target.isEmpty() && !model::isDisplayName(target))
        reject(field, model::displayNameRule());
}

void FieldReader::metricName(const QString &field, QString &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (!model::isMetricName(value->toString()))
        return reject(field, model::metricNameRule());
    target = value->toString();
}

void FieldReader::ids(const QString &field, QStringList &target)
{
    if (!has(field))
        return;
    texts(field, target);
    for (const QString &id : target) {
        if (!model::isId(id))
            reject(field, u"must be a list of ids: each "_s + model::idRule());
    }
}

void FieldReader::secret(const QString &field, QString &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (!isText(*value) && !value->isNull())
        return reject(field, u"must be a text"_s);
    target = value->toString();
}

void FieldReader::number(const QString &field, double &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (!value->isDouble() || !std::isfinite(value->toDouble()))
        return reject(field, u"must be a number"_s);
    target = value->toDouble();
}

void FieldReader::optionalNumber(const QString &field, std::optional<double> &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (value->isNull()) {
        target.reset();
        return;
    }
    target = 0.0;
    number(field, *target);
}

void FieldReader::integer(const QString &field, int &target, int least, int most)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    const double number = value->toDouble(std::nan(""));
    if (!value->isDouble() || number != std::floor(number) || number < least || number > most)
        return reject(field, u"must be a whole number from %1 to %2"_s.arg(least).arg(most));
    target = static_cast<int>(number);
}

void FieldReader::optionalInteger(const QString &field, std::optional<int> &target, int least, int most)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (value->isNull()) {
        target.reset();
        return;
    }
    target = least;
    integer(field, *target, least, most);
}

void FieldReader::boolean(const QString &field, bool &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (!value->isBool())
        return reject(field, u"must be true or false"_s);
    target = value->toBool();
}

void FieldReader::texts(const QString &field, QStringList &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    target.clear();
    if (value->isNull())
        return;
    if (!value->isArray())
        return reject(field, u"must be a list of texts"_s);
    for (const QJsonValue &item : value->toArray()) {
        const QString text = item.toString().trimmed();
        if (text.isEmpty() || !isText(item))
            return reject(field, u"must be a list of texts that are not empty"_s);
        if (!target.contains(text))
            target.append(text);
    }
}

void FieldReader::object(const QString &field, QJsonObject &target)
{
    const QJsonValue *value = find(field);
    if (!value)
        return;
    if (!value->isObject())
        return reject(field, u"must be an object"_s);
    target = value->toObject();
}

void FieldReader::require(std::initializer_list<QString> fields)
{
    for (const QString &field : fields) {
        if (!m_object.contains(field))
            reject(field, u"is required"_s);
    }
}

void FieldReader::forbid(const QString &field, const QString &what)
{
    const QJsonValue *value = find(field);
    if (value && !value->isNull())
        reject(field, what);
}

Result<> FieldReader::check()
{
    if (!m_error) {
        for (const QString &field : m_object.keys()) {
            if (!m_known.contains(field))
                reject(field, u"is not a known field"_s);
        }
    }
    if (m_error)
        return tl::unexpected(*m_error);
    return {};
}

} // namespace pulse::wire

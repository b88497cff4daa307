// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_action_json.h"

#include "wire/core/kind.h"
#include "wire/core/object_schema.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::duration<int, std::ratio<60>> kLongestShelf{30 * 24 * 60};

} // namespace

Result<AlertAction> reasonFrom(const QJsonObject &body)
{
    AlertAction action;
    FieldReader reader(body);
    reader.text(u"reason"_s, action.reason, kLongestReason);
    PULSE_CHECK(reader.check());
    return action;
}

Result<AlertAction> shelfFrom(const QJsonObject &body, Instant now)
{
    AlertAction shelf;
    QString until;
    std::optional<int> minutes;
    FieldReader reader(body);
    reader.text(u"until"_s, until);
    reader.optionalInteger(u"minutes"_s, minutes, 1, kLongestShelf.count());
    reader.text(u"reason"_s, shelf.reason, kLongestReason);
    reader.boolean(u"one_shot"_s, shelf.isOneShot);
    if (!until.isEmpty()) {
        shelf.until = parseIso8601(until.toLatin1());
        if (!shelf.until)
            reader.reject(u"until"_s, u"must be a time"_s);
        if (minutes)
            reader.reject(u"minutes"_s, u"is for a shelf without until"_s);
    } else if (minutes) {
        shelf.until = now + std::chrono::minutes{*minutes};
    } else {
        reader.reject(u"until"_s, u"is required, or minutes: a shelf must end"_s);
    }
    if (shelf.reason.isEmpty())
        reader.reject(u"reason"_s, u"is required"_s);
    PULSE_CHECK(reader.check());
    return shelf;
}

Result<AlertAction> commentFrom(const QJsonObject &body)
{
    AlertAction comment;
    FieldReader reader(body);
    reader.text(u"text"_s, comment.reason, kLongestReason);
    if (comment.reason.isEmpty())
        reader.reject(u"text"_s, u"is required"_s);
    PULSE_CHECK(reader.check());
    return comment;
}

QJsonObject reasonSchema()
{
    return ObjectSchema(u"Why."_s)
        .add(u"reason"_s, kinds::text(kLongestReason).bodySchema, {}, false)
        .closed();
}

QJsonObject shelfSchema()
{
    return ObjectSchema(u"Exactly one of until and minutes."_s)
        .add(u"until"_s, kinds::time().bodySchema, u"At most 30 days ahead."_s, false)
        .add(u"minutes"_s, kinds::integer(1, kLongestShelf.count()).bodySchema, {}, false)
        .add(u"reason"_s, kinds::text(kLongestReason).bodySchema, {})
        .add(u"one_shot"_s, kinds::truth().bodySchema, u"The shelf also ends when the alert clears."_s, false)
        .closed();
}

QJsonObject commentSchema()
{
    return ObjectSchema(u"What to remember."_s)
        .add(u"text"_s, kinds::text(kLongestReason).bodySchema, {})
        .closed();
}

} // namespace pulse::wire

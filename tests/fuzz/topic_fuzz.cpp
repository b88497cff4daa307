// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The topic of a message: the input is the topic.
#include "fuzz/fuzz_target.h"
#include "fuzz/reference_text.h"
#include "ingest/topic.h"

#include <QByteArray>
#include <QList>

using namespace pulse;

namespace {

bool isId(const QByteArray &text)
{
    const auto isForbidden = [](QChar c) {
        return c.category() == QChar::Other_Control || c == u'+' || c == u'#';
    };
    const QString characters = QString::fromUtf8(text);
    return !text.isEmpty() && text.size() <= 128 && fuzz::isWellFormedUtf8(text)
        && std::none_of(characters.begin(), characters.end(), isForbidden)
        && characters == characters.trimmed();
}

bool isTopic(const QList<QByteArray> &levels)
{
    return levels.size() == 5 && levels[0] == "tenant" && levels[2] == "device" && isId(levels[1])
        && isId(levels[3]) && isId(levels[4]);
}

} // namespace

PULSE_FUZZ_TARGET(topic)
{
    const auto topic = ingest::parseTopic(input);
    const QList<QByteArray> levels = input.toByteArray().split('/');
    PULSE_HOLDS(topic.has_value() == isTopic(levels));
    if (!topic)
        return;
    for (const QByteArrayView part : {topic->tenantId, topic->deviceId, topic->msgType})
        PULSE_HOLDS(fuzz::isWithin(part, input));
    PULSE_HOLDS(topic->tenantId == levels[1] && topic->deviceId == levels[3] && topic->msgType == levels[4]);
}

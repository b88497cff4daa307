// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/topic.h"

#include "model/names.h"

#include <array>

namespace pulse::ingest {

std::optional<Topic> parseTopic(QByteArrayView topic)
{
    std::array<QByteArrayView, 5> levels;
    size_t count = 0;
    qsizetype begin = 0;
    for (qsizetype at = 0; at <= topic.size(); ++at) {
        if (at < topic.size() && topic[at] != '/')
            continue;
        if (count == levels.size())
            return std::nullopt;
        levels[count++] = topic.sliced(begin, at - begin);
        begin = at + 1;
    }
    if (count != levels.size() || levels[0] != QByteArrayView("tenant")
        || levels[2] != QByteArrayView("device"))
        return std::nullopt;
    if (!model::isId(levels[1]) || !model::isId(levels[3]) || !model::isId(levels[4]))
        return std::nullopt;
    return Topic{levels[1], levels[3], levels[4]};
}

} // namespace pulse::ingest

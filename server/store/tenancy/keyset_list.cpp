// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/keyset_list.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

std::optional<Param> cursorNumber(const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? std::optional<Param>(number) : std::nullopt;
}

std::optional<Param> cursorSmallNumber(const QString &text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber ? std::optional<Param>(number) : std::nullopt;
}

std::optional<Param> cursorTime(const QString &text)
{
    const auto time = parseIso8601(text.toLatin1());
    return time ? std::optional<Param>(*time) : std::nullopt;
}

std::optional<Param> cursorText(const QString &text) { return Param(text); }

std::optional<Param> cursorUuid(const QString &text)
{
    return checkUuid({}, text) ? std::optional<Param>(text) : std::nullopt;
}

Result<std::vector<Param>> cursorParams(const QString &after, std::span<const CursorParse> fields)
{
    std::vector<Param> params(fields.size(), Param(std::nullopt));
    if (after.isEmpty())
        return params;
    PULSE_TRY(const QStringList values, cursorValues(after, static_cast<int>(fields.size())));
    for (size_t i = 0; i < fields.size(); ++i) {
        const auto param = fields[i](values[static_cast<qsizetype>(i)]);
        if (!param)
            return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
        params[i] = *param;
    }
    return params;
}

} // namespace pulse::store

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies that differ from a good one in one place.
#pragma once

#include <QJsonObject>

namespace pulse::test {

// The body with one value put at "field" or "object.field".
inline QJsonObject bodyWith(QJsonObject body, const QString &path, const QJsonValue &value)
{
    const QStringList steps = path.split(u'.');
    if (steps.size() == 1) {
        body.insert(path, value);
        return body;
    }
    QJsonObject object = body.value(steps[0]).toObject();
    object.insert(steps[1], value);
    body.insert(steps[0], object);
    return body;
}

} // namespace pulse::test

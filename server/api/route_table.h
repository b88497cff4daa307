// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a path to an endpoint: one hash look-up by the shape of the path (its fixed segments), built from
// wire/endpoints. Thread safety: read-only once made.
#pragma once

#include "wire/endpoints.h"

#include <QHash>
#include <QStringList>
#include <optional>

namespace pulse::api {

struct RouteMatch {
    const wire::Endpoint *endpoint = nullptr; // null: the path exists, but not with this method
    QStringList arguments; // the placeholders in order, percent-decoded
    QByteArray allowed; // the path's methods, for Allow
};

class RouteTable {
public:
    RouteTable();

    // nullopt: no such path. HEAD is matched as GET.
    std::optional<RouteMatch> match(const QByteArray &method, const QByteArray &path) const;

private:
    struct Shape {
        QList<int> placeholders; // which segments
        QHash<QByteArray, const wire::Endpoint *> methods;
    };
    const Shape *find(const QList<QByteArray> &segments) const;

    QHash<QByteArray, Shape> m_shapes; // "/api/v2/devices/{}"
};

} // namespace pulse::api

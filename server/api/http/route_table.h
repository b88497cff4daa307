// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a path to an endpoint, segment by segment: a tree built from wire/endpoint. Where a fixed segment and
// a placeholder both fit, the fixed one wins (/customer/integrations/snmp) unless nothing below it does.
// Every endpoint matches its own path, or the program ends.
// Thread safety: read-only once made.
#pragma once

#include "wire/endpoint/endpoints.h"

#include <QHash>
#include <QStringList>
#include <memory>
#include <optional>
#include <span>

namespace pulse::api {

struct RouteMatch {
    const wire::Endpoint *endpoint = nullptr; // null: the path exists, but not with this method
    QStringList arguments; // the placeholders in order, percent-decoded
    QByteArray allowed; // the path's methods, for Allow
};

class RouteTable {
public:
    RouteTable();

    static const RouteTable &ours();

    // nullopt: no such path. HEAD is matched as GET.
    std::optional<RouteMatch> match(const QByteArray &method, const QByteArray &path) const;

private:
    struct Node {
        QHash<QByteArray, std::shared_ptr<Node>> fixed; // by segment
        std::shared_ptr<Node> placeholder;
        QHash<QByteArray, const wire::Endpoint *> methods; // empty: no path ends here
    };
    static const Node *find(const Node &node, std::span<const QByteArray> segments,
                            QList<QByteArray> &filled);

    Node m_root;
};

} // namespace pulse::api

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/route_table.h"

#include <QStringDecoder>
#include <algorithm>

namespace pulse::api {

namespace {

constexpr qsizetype kMostSegments = 8;

QList<QByteArray> segmentsOf(const QByteArray &path) { return path.mid(1).split('/'); }

// nullopt for what no identifier contains: invalid UTF-8, control characters.
std::optional<QString> decodedSegment(const QByteArray &segment)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(QByteArray::fromPercentEncoding(segment));
    const bool isClean =
        std::none_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == u'\x7f'; });
    if (decoder.hasError() || !isClean || text.isEmpty())
        return std::nullopt;
    return text;
}

QByteArray allowedMethods(const QList<QByteArray> &methods)
{
    QList<QByteArray> allowed = methods;
    if (allowed.contains("GET"))
        allowed.append("HEAD");
    allowed.append("OPTIONS");
    std::sort(allowed.begin(), allowed.end());
    return allowed.join(", ");
}

} // namespace

RouteTable::RouteTable()
{
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        Node *node = &m_root;
        for (const QByteArray &segment : segmentsOf(QByteArray(endpoint.path.data(), endpoint.path.size()))) {
            std::shared_ptr<Node> &next = segment.startsWith('{') ? node->placeholder : node->fixed[segment];
            if (!next)
                next = std::make_shared<Node>();
            node = next.get();
        }
        node->methods.insert(QByteArray(endpoint.method.data(), endpoint.method.size()), &endpoint);
    }
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const auto found = match(endpoint.method.data(), endpoint.path.data());
        if (!found || found->endpoint != &endpoint)
            qFatal("%s %s cannot be reached: another path takes its requests", endpoint.method.data(),
                   endpoint.path.data());
    }
}

const RouteTable &RouteTable::ours()
{
    static const RouteTable routes;
    return routes;
}

const RouteTable::Node *RouteTable::find(const Node &node, std::span<const QByteArray> segments,
                                         QList<QByteArray> &filled)
{
    if (segments.empty())
        return node.methods.isEmpty() ? nullptr : &node;
    const auto fixed = node.fixed.constFind(segments.front());
    if (fixed != node.fixed.constEnd()) {
        if (const Node *found = find(**fixed, segments.subspan(1), filled))
            return found;
    }
    if (!node.placeholder)
        return nullptr;
    filled.append(segments.front());
    if (const Node *found = find(*node.placeholder, segments.subspan(1), filled))
        return found;
    filled.removeLast();
    return nullptr;
}

std::optional<RouteMatch> RouteTable::match(const QByteArray &method, const QByteArray &path) const
{
    if (!path.startsWith('/'))
        return std::nullopt;
    const QList<QByteArray> segments = segmentsOf(path);
    QList<QByteArray> filled;
    const Node *node = segments.size() > kMostSegments ? nullptr : find(m_root, segments, filled);
    if (!node)
        return std::nullopt;
    RouteMatch match;
    for (const QByteArray &segment : filled) {
        const auto argument = decodedSegment(segment);
        if (!argument)
            return std::nullopt;
        match.arguments.append(*argument);
    }
    match.endpoint = node->methods.value(method == "HEAD" ? QByteArray("GET") : method);
    match.allowed = allowedMethods(node->methods.keys());
    return match;
}

} // namespace pulse::api

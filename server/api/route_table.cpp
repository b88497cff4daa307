// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/route_table.h"

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
        const QByteArray path(endpoint.path.data(), endpoint.path.size());
        QList<QByteArray> segments = segmentsOf(path);
        QList<int> placeholders;
        for (int i = 0; i < segments.size(); ++i) {
            if (segments.at(i).startsWith('{')) {
                placeholders.append(i);
                segments[i] = "{}";
            }
        }
        Shape &shape = m_shapes[segments.join('/')];
        shape.placeholders = placeholders;
        shape.methods.insert(QByteArray(endpoint.method.data(), endpoint.method.size()), &endpoint);
    }
}

// Our placeholders stand one to a path, so trying each position is enough. Where a fixed segment fits too
// (/customer/integrations/snmp), it wins.
const RouteTable::Shape *RouteTable::find(const QList<QByteArray> &segments) const
{
    if (segments.size() > kMostSegments)
        return nullptr;
    const auto fixed = m_shapes.constFind(segments.join('/'));
    if (fixed != m_shapes.constEnd() && fixed->placeholders.isEmpty())
        return &*fixed;
    for (int i = 0; i < segments.size(); ++i) {
        QList<QByteArray> shaped = segments;
        shaped[i] = "{}";
        const auto found = m_shapes.constFind(shaped.join('/'));
        if (found != m_shapes.constEnd() && found->placeholders == QList<int>{i})
            return &*found;
    }
    return nullptr;
}

std::optional<RouteMatch> RouteTable::match(const QByteArray &method, const QByteArray &path) const
{
    if (!path.startsWith('/'))
        return std::nullopt;
    const QList<QByteArray> segments = segmentsOf(path);
    const Shape *shape = find(segments);
    if (!shape)
        return std::nullopt;
    RouteMatch match;
    for (const int placeholder : shape->placeholders) {
        const auto argument = decodedSegment(segments.at(placeholder));
        if (!argument)
            return std::nullopt;
        match.arguments.append(*argument);
    }
    match.endpoint = shape->methods.value(method == "HEAD" ? QByteArray("GET") : method);
    match.allowed = allowedMethods(shape->methods.keys());
    return match;
}

} // namespace pulse::api

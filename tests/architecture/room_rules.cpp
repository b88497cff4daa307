// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include <QRegularExpression>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

const Source *find(const Tree &tree, const QString &path)
{
    for (const Source &source : tree.sources) {
        if (source.path == path)
            return &source;
    }
    return nullptr;
}

// The page a file is part of: console/pages/customer/alert_page.cpp and .h are one.
QString pageName(const QString &path)
{
    static const QRegularExpression page(u"(\\w+_page)\\.(h|cpp)$"_s);
    return page.match(path).captured(1);
}

} // namespace

// A room may include itself, what it DEPENDS on, and what those depend on.
void includesAreDeclared(const Tree &tree, const Report &report)
{
    for (const Source &source : tree.sources) {
        const Room *room = source.isCpp() ? tree.rooms.of(source) : nullptr;
        if (!room)
            continue;
        const QSet<QString> reach = tree.rooms.reach(*room);
        for (const Located &include : source.includes) {
            const Room *other = tree.rooms.included(*room, include.text);
            if (other && other->name != room->name && !reach.contains(other->name))
                report(source, include.line, u"room %1 does not depend on %2"_s.arg(room->name, other->name));
        }
    }
}

void dependenciesHaveNoCycle(const Tree &tree, const Report &report)
{
    for (const Room &room : tree.rooms.byName()) {
        if (tree.rooms.reach(room).contains(room.name))
            report(*find(tree, room.declaredIn), 1,
                   u"room %1 depends on itself through others"_s.arg(room.name));
    }
}

void dependenciesExist(const Tree &tree, const Report &report)
{
    for (const Room &room : tree.rooms.byName()) {
        for (const QString &name : room.depends) {
            if (!tree.rooms.byName().contains(name))
                report(*find(tree, room.declaredIn), 1, u"there is no room "_s + name);
        }
    }
}

void roomsSayWhatTheyAreFor(const Tree &tree, const Report &report)
{
    for (const Room &room : tree.rooms.byName()) {
        const Source *source = find(tree, room.declaredIn);
        if (!source->lines.value(0).startsWith(u"# %1 — "_s.arg(room.name)))
            report(*source, 1, u"begins with \"# %1 — \" and what the room is for"_s.arg(room.name));
    }
}

void pagesDoNotKnowEachOther(const Tree &tree, const Report &report)
{
    for (const Source &source : tree.sources) {
        if (!source.isIn(u"console/pages"))
            continue;
        for (const Located &include : source.includes) {
            const QString other = include.text.startsWith(u"pages/"_s) ? pageName(include.text) : QString();
            if (!other.isEmpty() && other != pageName(source.path))
                report(source, include.line, u"pages do not know each other: "_s + include.text);
        }
    }
}

// So every header with a .cpp is compiled alone; cmake/PulseRooms.cmake does the same for headers without
// one.
void ownHeaderComesFirst(const Tree &tree, const Report &report)
{
    for (const Source &source : tree.sources) {
        if (!source.path.endsWith(u".cpp") || !tree.rooms.of(source))
            continue;
        const QString header = source.path.chopped(4) + u".h"_s;
        const QString first = source.includes.isEmpty() ? QString() : source.includes.first().text;
        if (find(tree, header) && !header.endsWith(u'/' + first))
            report(source, 1, u"includes its own header first, so that the header is compiled alone"_s);
    }
}

} // namespace pulse::architecture

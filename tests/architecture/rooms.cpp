// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rooms.h"

#include <QRegularExpression>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

Room parseRoom(const QStringList &words, const Source &source)
{
    Room room{.name = words.value(0),
              .folder = source.folder(),
              .isPure = false,
              .depends = {},
              .declaredIn = source.path};
    QString keyword;
    for (const QString &word : words.mid(1)) {
        if (word == u"PURE")
            room.isPure = true;
        else if (word == u"DEPENDS" || word == u"LINKS" || word == u"SOURCES")
            keyword = word;
        else if (keyword == u"DEPENDS")
            room.depends << word;
    }
    return room;
}

} // namespace

Rooms::Rooms(const QList<Source> &sources)
{
    static const QRegularExpression call(u"\\bpulse_room\\s*\\(([^)]*)\\)"_s);
    static const QRegularExpression comment(u"#.*"_s);
    static const QRegularExpression space(u"\\s+"_s);
    for (const Source &source : sources) {
        const bool isHouse = source.isIn(u"shared") || source.isIn(u"server") || source.isIn(u"console");
        if (!isHouse || source.fileName() != u"CMakeLists.txt")
            continue;
        QStringList lines = source.lines;
        lines.replaceInStrings(comment, QString());
        auto calls = call.globalMatch(lines.join(u'\n'));
        while (calls.hasNext()) {
            const Room room = parseRoom(calls.next().captured(1).split(space, Qt::SkipEmptyParts), source);
            m_rooms.insert(room.name, room);
        }
    }
}

const Room *Rooms::of(const Source &source) const
{
    const Room *innermost = nullptr;
    for (const Room &room : m_rooms) {
        if (source.isIn(room.folder) && (!innermost || room.folder.size() > innermost->folder.size()))
            innermost = &room;
    }
    return innermost;
}

const Room *Rooms::included(const Room &from, const QString &include) const
{
    const QString first = include.section(u'/', 0, 0);
    const QString side = from.folder.section(u'/', 0, 0);
    for (const Room &room : m_rooms) {
        if (room.folder == side + u'/' + first || room.folder == u"shared/"_s + first)
            return &room;
    }
    return nullptr;
}

QSet<QString> Rooms::reach(const Room &room) const
{
    QSet<QString> reached;
    QStringList waiting = room.depends;
    while (!waiting.isEmpty()) {
        const QString name = waiting.takeLast();
        if (reached.contains(name))
            continue;
        reached.insert(name);
        waiting += m_rooms.value(name).depends;
    }
    return reached;
}

} // namespace pulse::architecture

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include <QMap>

namespace pulse::architecture {

using namespace Qt::StringLiterals;

namespace {

// The folder that `include` means when a file of `room` names it: "store/alerts/alert_row.h" is in
// server/store/alerts. Empty when it is of another room.
QString folderOf(const Room &room, const QString &include)
{
    const QString beside = room.folder.section(u'/', 0, -2) + u'/' + include;
    return beside.startsWith(room.folder + u'/') ? beside.section(u'/', 0, -2) : QString();
}

struct FolderUse {
    const Source *source = nullptr;
    int line = 0;
};

// folder -> folder of the same room that it includes -> where it does so first.
using FolderUses = QMap<QString, QMap<QString, FolderUse>>;

FolderUses folderUses(const Tree &tree)
{
    FolderUses uses;
    for (const Source &source : tree.sources) {
        const Room *room = source.isCpp() ? tree.rooms.of(source) : nullptr;
        if (!room)
            continue;
        for (const Located &include : source.includes) {
            const QString folder = folderOf(*room, include.text);
            if (!folder.isEmpty() && folder != source.folder() && !uses[source.folder()].contains(folder))
                uses[source.folder()].insert(folder, {&source, include.line});
        }
    }
    return uses;
}

bool reaches(const FolderUses &uses, const QString &from, const QString &to)
{
    QSet<QString> seen;
    QStringList waiting{from};
    while (!waiting.isEmpty()) {
        const QString folder = waiting.takeLast();
        if (folder == to)
            return true;
        if (!seen.contains(folder))
            waiting += uses.value(folder).keys();
        seen.insert(folder);
    }
    return false;
}

} // namespace

void foldersHaveNoCycle(const Tree &tree, const Report &report)
{
    const FolderUses uses = folderUses(tree);
    for (auto from = uses.begin(); from != uses.end(); ++from) {
        for (auto to = from->begin(); to != from->end(); ++to) {
            if (reaches(uses, to.key(), from.key()))
                report(*to->source, to->line,
                       u"folder %1 depends on itself through %2"_s.arg(from.key(), to.key()));
        }
    }
}

void foldersAreSmall(const Tree &tree, const Report &report)
{
    constexpr int kMost = 40;
    QMap<QString, QList<const Source *>> folders;
    for (const Source &source : tree.sources) {
        if (!source.path.contains(u"/corpus/"))
            folders[source.folder()].append(&source);
    }
    for (const QList<const Source *> &files : folders) {
        if (files.size() > kMost)
            report(*files.last(), 1, u"one of more than %1 files in a folder: split it by noun"_s.arg(kMost));
    }
}

} // namespace pulse::architecture

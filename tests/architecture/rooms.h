// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rooms as their CMakeLists.txt declare them.
#pragma once

#include "source.h"

#include <QMap>
#include <QSet>

namespace pulse::architecture {

struct Room {
    QString name;
    QString folder; // shared/model
    bool isPure = false;
    QStringList depends;
    QString declaredIn; // its CMakeLists.txt
};

class Rooms {
public:
    explicit Rooms(const QList<Source> &sources);

    const QMap<QString, Room> &byName() const { return m_rooms; }
    const Room *of(const Source &source) const; // the room a file is in
    // The room that "name/header.h" means when `from` includes it: of the same side (server, console) or
    // shared.
    const Room *included(const Room &from, const QString &include) const;
    // The rooms a room depends on, directly or through others; itself too when there is a cycle.
    QSet<QString> reach(const Room &room) const;

private:
    QMap<QString, Room> m_rooms;
};

} // namespace pulse::architecture

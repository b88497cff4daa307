// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One function a rule. Each gets the whole tree and adds what it finds.
#pragma once

#include "rooms.h"

#include <functional>

namespace pulse::architecture {

struct Violation {
    QString rule;
    QString path;
    int line = 0;
    QString what;
};

struct Tree {
    QList<Source> sources;
    Rooms rooms;
};

using Report = std::function<void(const Source &source, int line, const QString &what)>;

struct Rule {
    QString name;
    void (*check)(const Tree &tree, const Report &report);
};

// text_rules.cpp: what a file may say, wherever it is.
void sqlStaysInTheStore(const Tree &tree, const Report &report);
void pureRoomsArePure(const Tree &tree, const Report &report);
void instantsNotDateTimes(const Tree &tree, const Report &report);
void scopesStayWhereTheyBelong(const Tree &tree, const Report &report);
void environmentIsConfiguration(const Tree &tree, const Report &report);
void noMachinePaths(const Tree &tree, const Report &report);
void qtPrivateStaysPrivate(const Tree &tree, const Report &report);
void filesAreShort(const Tree &tree, const Report &report);
void filesSayWhoseTheyAre(const Tree &tree, const Report &report);

// room_rules.cpp: who may know whom.
void includesAreDeclared(const Tree &tree, const Report &report);
void dependenciesHaveNoCycle(const Tree &tree, const Report &report);
void dependenciesExist(const Tree &tree, const Report &report);
void roomsSayWhatTheyAreFor(const Tree &tree, const Report &report);
void pagesDoNotKnowEachOther(const Tree &tree, const Report &report);
void ownHeaderComesFirst(const Tree &tree, const Report &report);

// folder_rules.cpp: the folders of a room.
void foldersHaveNoCycle(const Tree &tree, const Report &report);
void foldersAreSmall(const Tree &tree, const Report &report);

} // namespace pulse::architecture

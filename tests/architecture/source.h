// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A text file of the tree; of C++ also what is code, what is a literal and what is included.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace pulse::architecture {

struct Located {
    int line = 0; // from 1
    QString text;
};

struct Source {
    QString path; // from the root of the tree
    QStringList lines;
    // C++ only:
    QStringList code; // the lines with comments, strings and characters blanked out
    QList<Located> literals; // strings, without their quotes
    QList<Located> includes; // without quotes or brackets

    bool isCpp() const { return path.endsWith(QLatin1StringView(".cpp")) || isHeader(); }
    bool isHeader() const { return path.endsWith(QLatin1StringView(".h")); }
    bool isIn(QStringView folder) const;
    QString fileName() const { return path.section(u'/', -1); }
    QString folder() const { return path.section(u'/', 0, -2); }
};

Source readSource(const QString &path, const QString &text);

// Every text file of the tree, in order of path; hidden and build folders are left out.
QList<Source> readTree(const QString &root);

} // namespace pulse::architecture

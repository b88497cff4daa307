// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A part of a list, and what was asked for: `next` of one page is `after` of the request for the one behind
// it.
#pragma once

#include <QList>
#include <QString>

namespace pulse::model {

struct PageRequest {
    int limit = 100;
    int offset = 0;
    QString after; // opaque to clients
};

template <class T> struct Page {
    QList<T> items;
    qint64 total = 0;
    bool isTotalEstimate = false;
    QString next; // empty: the last page
};

} // namespace pulse::model

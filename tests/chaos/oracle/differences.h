// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What should be and is not: counted, and the first few kept as sentences.
#pragma once

#include <QStringList>

namespace pulse::chaos {

class Differences {
public:
    static constexpr qsizetype kMostKept = 20;

    void add(const QString &what)
    {
        ++m_count;
        if (m_kept.size() < kMostKept)
            m_kept.append(what);
    }

    qint64 count() const { return m_count; }
    const QStringList &kept() const { return m_kept; }

private:
    qint64 m_count = 0;
    QStringList m_kept;
};

} // namespace pulse::chaos

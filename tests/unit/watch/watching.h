// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A watch that is looked with, second after second, and what it found.
#pragma once

#include "model/words.h"
#include "support/suite/noon.h"
#include "watch/system_watch.h"

#include <QStringList>

namespace pulse::watch {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = model::SystemAlertKind;
using pulse::test::kNoon;

struct Watching {
    SystemWatch watch;
    Signs signs = healthy();
    QList<Finding> found; // all so far
    bool isSeeing = true; // a probe comes back each second

    static Signs healthy()
    {
        Signs signs;
        signs.now = signs.leadingSince = kNoon;
        signs.completeUpTo = kNoon;
        signs.isLeading = signs.isBrokerConnected = true;
        return signs;
    }

    // What this look found: "KIND" raised or brought up to date, "-KIND" cleared, "!" where it is news.
    QString look()
    {
        if (isSeeing)
            signs.completeUpTo = signs.now;
        QStringList words;
        for (const Finding &finding : watch.look(signs)) {
            found.append(finding);
            const QString sign = finding.alert.clearedAt ? u"-"_s : finding.isNews ? u"!"_s : u""_s;
            words.append(sign + model::word(finding.alert.kind));
        }
        return words.join(u' ');
    }

    // As many seconds, one look each; what all of them found.
    QString pass(std::chrono::seconds time)
    {
        QStringList words;
        for (auto left = time; left > 0s; left -= 1s) {
            signs.now += 1s;
            const QString word = look();
            if (!word.isEmpty())
                words.append(word);
        }
        return words.join(u' ');
    }

    void know(const QList<model::SystemAlert> &open = {}, quint64 dropped = 0) { watch.know(open, dropped); }
    const model::SystemAlert &last() const { return found.last().alert; }
    QString detail(const QString &name) const { return last().details.value(name).toVariant().toString(); }
};

inline QString timeText(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

} // namespace pulse::watch

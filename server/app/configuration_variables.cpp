// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/configuration.h"

#include <algorithm>
#include <vector>

namespace pulse::app {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPrefix = "PULSE_"_L1;

// Beside the settings: what packaging/dev, tests and benches read. One that ends in _ stands for all that
// begin so.
constexpr QLatin1StringView kOthers[] = {
    "PULSE_DATA"_L1,        "PULSE_SERIES"_L1,        "PULSE_PICTURES"_L1, "PULSE_FUZZ_TARGET"_L1,
    "PULSE_UPDATE_DOCS"_L1, "PULSE_UPDATE_SCHEMA"_L1, "PULSE_TEST_"_L1};

// Levenshtein's: how many letters have to be added, removed or changed.
int distance(const QString &left, const QString &right)
{
    std::vector<int> row(static_cast<size_t>(right.size()) + 1);
    for (size_t i = 0; i < row.size(); ++i)
        row[i] = static_cast<int>(i);
    for (qsizetype l = 0; l < left.size(); ++l) {
        int diagonal = std::exchange(row[0], static_cast<int>(l) + 1);
        for (qsizetype r = 0; r < right.size(); ++r) {
            const auto at = static_cast<size_t>(r);
            const int changed = diagonal + (left[l] == right[r] ? 0 : 1);
            diagonal = row[at + 1];
            row[at + 1] = std::min({changed, row[at] + 1, row[at + 1] + 1});
        }
    }
    return row.back();
}

QStringList knownVariables()
{
    QStringList known;
    for (const QString &setting : settingNames())
        known.append(kPrefix + QString(setting).replace(u'.', u'_').toUpper());
    for (const QLatin1StringView other : kOthers)
        known.append(other);
    return known;
}

bool isKnown(const QString &variable, const QStringList &known)
{
    return std::any_of(known.begin(), known.end(), [&variable](const QString &name) {
        return name.endsWith(u'_') ? variable.startsWith(name) : variable == name;
    });
}

} // namespace

Result<> checkVariables(const QProcessEnvironment &environment)
{
    const QStringList known = knownVariables();
    for (const QString &variable : environment.keys()) {
        if (!variable.startsWith(kPrefix) || isKnown(variable, known))
            continue;
        const QString nearest = *std::min_element(
            known.begin(), known.end(), [&variable](const QString &left, const QString &right) {
                return distance(variable, left) < distance(variable, right);
            });
        return fail(ErrorKind::Invalid,
                    u"%1 in the environment is not a setting; is %2 meant?"_s.arg(variable, nearest),
                    u"unknown_setting"_s, variable);
    }
    return {};
}

} // namespace pulse::app

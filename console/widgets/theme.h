// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Light and dark: colours by name (tokens), from resources/themes, as a QPalette and a small style sheet.
// Widgets that paint ask tokens() when they paint, so that a change of theme needs nothing but a repaint.
//
// Thread safety: the main thread.
#pragma once

#include "charts/metric_chart.h"
#include "models/list/tone.h"

#include <QColor>
#include <QFont>
#include <QString>
#include <optional>

namespace pulse::widgets {

enum class ThemeChoice { System, Light, Dark };
using models::Tone;

struct Tokens {
    bool isDark = false;
    QColor window, surface, sunken, sidebar, border, borderStrong;
    QColor text, textMuted, textFaint;
    QColor hover, selection, accent, accentText, accentSoft;
    QColor ok, okSoft, warn, warnSoft, danger, dangerSoft, info, infoSoft, neutral, neutralSoft;
    QColor chart[6];

    const QColor &strong(Tone tone) const;
    const QColor &soft(Tone tone) const;
};

const Tokens &tokens();
ThemeChoice themeChoice();
void applyTheme(ThemeChoice choice); // to the whole application; cheap when nothing changes
std::optional<ThemeChoice> themeChoiceFrom(const QString &word); // light, dark, system

charts::ChartStyle chartStyle(int index); // the index picks the line's colour

enum class TextSize { Small, Body, Heading, Title, Display };
QFont textFont(TextSize size, QFont::Weight weight = QFont::Normal);

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPalette>
#include <QRegularExpression>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

static void initThemeResources()
{
    Q_INIT_RESOURCE(console); // a static library's resources are not found by themselves
}

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr double kBodyPoints = 10;

struct Theme {
    Tokens tokens;
    ThemeChoice choice = ThemeChoice::System;
    bool isSystemDark = false;
    bool isSet = false;
};

Theme &theme()
{
    static Theme current;
    return current;
}

QByteArray resource(const QString &name)
{
    QFile file(u":/pulse/themes/"_s + name);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    return isOpen ? file.readAll() : QByteArray();
}

Tokens tokensFrom(const QJsonObject &json, bool isDark)
{
    const auto color = [&json](const QString &name) { return QColor(json.value(name).toString()); };
    Tokens tokens;
    tokens.isDark = isDark;
    const std::pair<QString, QColor *> names[] = {{u"window"_s, &tokens.window},
                                                  {u"surface"_s, &tokens.surface},
                                                  {u"sunken"_s, &tokens.sunken},
                                                  {u"sidebar"_s, &tokens.sidebar},
                                                  {u"border"_s, &tokens.border},
                                                  {u"borderStrong"_s, &tokens.borderStrong},
                                                  {u"text"_s, &tokens.text},
                                                  {u"textMuted"_s, &tokens.textMuted},
                                                  {u"textFaint"_s, &tokens.textFaint},
                                                  {u"hover"_s, &tokens.hover},
                                                  {u"selection"_s, &tokens.selection},
                                                  {u"accent"_s, &tokens.accent},
                                                  {u"accentText"_s, &tokens.accentText},
                                                  {u"accentSoft"_s, &tokens.accentSoft},
                                                  {u"ok"_s, &tokens.ok},
                                                  {u"okSoft"_s, &tokens.okSoft},
                                                  {u"warn"_s, &tokens.warn},
                                                  {u"warnSoft"_s, &tokens.warnSoft},
                                                  {u"danger"_s, &tokens.danger},
                                                  {u"dangerSoft"_s, &tokens.dangerSoft},
                                                  {u"info"_s, &tokens.info},
                                                  {u"infoSoft"_s, &tokens.infoSoft},
                                                  {u"neutral"_s, &tokens.neutral},
                                                  {u"neutralSoft"_s, &tokens.neutralSoft}};
    for (const auto &[name, target] : names)
        *target = color(name);
    for (int i = 0; i < 6; ++i)
        tokens.chart[i] = color(u"chart%1"_s.arg(i + 1));
    return tokens;
}

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, t.sunken);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.textFaint);
    palette.setColor(QPalette::Button, t.surface);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::ToolTipBase, t.surface);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.accentText);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::Light, t.surface);
    palette.setColor(QPalette::Mid, t.border);
    palette.setColor(QPalette::Dark, t.borderStrong);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.textFaint);
    return palette;
}

QString styleSheetOf(const QJsonObject &json)
{
    QString sheet = QString::fromUtf8(resource(u"console.qss"_s));
    static const QRegularExpression name(u"@([A-Za-z0-9]+)"_s);
    QString result;
    qsizetype from = 0;
    for (auto matches = name.globalMatch(sheet); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const QJsonValue value = json.value(match.captured(1));
        result += sheet.mid(from, match.capturedStart() - from)
            + (value.isString() ? value.toString() : match.captured());
        from = match.capturedEnd();
    }
    return result + sheet.mid(from);
}

void setUpOnce()
{
    initThemeResources();
    theme().isSystemDark = qApp->palette().color(QPalette::Window).lightness() < 128;
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setFont(textFont(TextSize::Body));
    theme().isSet = true;
}

} // namespace

const QColor &Tokens::strong(Tone tone) const
{
    switch (tone) {
    case Tone::Ok: return ok;
    case Tone::Warn: return warn;
    case Tone::Danger: return danger;
    case Tone::Info: return info;
    case Tone::Neutral: return neutral;
    }
    Q_UNREACHABLE();
}

const QColor &Tokens::soft(Tone tone) const
{
    switch (tone) {
    case Tone::Ok: return okSoft;
    case Tone::Warn: return warnSoft;
    case Tone::Danger: return dangerSoft;
    case Tone::Info: return infoSoft;
    case Tone::Neutral: return neutralSoft;
    }
    Q_UNREACHABLE();
}

const Tokens &tokens() { return theme().tokens; }

ThemeChoice themeChoice() { return theme().choice; }

void applyTheme(ThemeChoice choice)
{
    const bool isFirst = !theme().isSet;
    if (isFirst)
        setUpOnce();
    theme().choice = choice;
    const bool isDark =
        choice == ThemeChoice::Dark || (choice == ThemeChoice::System && theme().isSystemDark);
    if (!isFirst && isDark == theme().tokens.isDark)
        return;
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows)
        window->setUpdatesEnabled(false); // one repaint, when everything has its new colours
    const QJsonObject json =
        QJsonDocument::fromJson(resource(isDark ? u"dark.json"_s : u"light.json"_s)).object();
    theme().tokens = tokensFrom(json, isDark);
    QApplication::setPalette(paletteOf(theme().tokens));
    qApp->setStyleSheet(styleSheetOf(json));
    for (QWidget *window : windows)
        window->setUpdatesEnabled(true);
}

std::optional<ThemeChoice> themeChoiceFrom(const QString &word)
{
    if (word == "light"_L1)
        return ThemeChoice::Light;
    if (word == "dark"_L1)
        return ThemeChoice::Dark;
    return word == "system"_L1 ? std::optional(ThemeChoice::System) : std::nullopt;
}

charts::ChartStyle chartStyle(int index)
{
    const Tokens &t = tokens();
    return {t.chart[index % 6], t.border, t.textFaint, t.text, t.surface, t.borderStrong};
}

QFont textFont(TextSize size, QFont::Weight weight)
{
    static const QStringList installed = QFontDatabase::families();
    QFont font = QApplication::font();
    for (const QString &family :
         {u"Inter"_s, u"Segoe UI"_s, u"SF Pro Text"_s, u"Noto Sans"_s, u"DejaVu Sans"_s}) {
        if (installed.contains(family)) {
            font.setFamily(family);
            break;
        }
    }
    constexpr double kSteps[] = {0.9, 1.0, 1.15, 1.5, 2.0};
    font.setPointSizeF(kBodyPoints * kSteps[static_cast<size_t>(size)]);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/view_menu.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QEvent>
#include <QMenu>
#include <QToolButton>

namespace pulse::console {

using namespace Qt::StringLiterals;
using widgets::ThemeChoice;

namespace {

struct ViewTexts {
    Q_DECLARE_TR_FUNCTIONS(View)
};

// Keeps the button's icon in the theme's colours.
class ThemeButton final : public QToolButton {
public:
    explicit ThemeButton(QWidget *parent)
        : QToolButton(parent)
    {
        setToolTip(ViewTexts::tr("Light or dark"));
        setAccessibleName(toolTip());
        connect(this, &QToolButton::clicked, this, [] {
            widgets::applyTheme(widgets::tokens().isDark ? ThemeChoice::Light : ThemeChoice::Dark);
        });
        showIcon();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QToolButton::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            showIcon();
    }

private:
    void showIcon()
    {
        setIcon(widgets::icon(widgets::tokens().isDark ? u"sun"_s : u"moon"_s, widgets::tokens().textMuted));
    }
};

} // namespace

void addThemeActions(QMenu &menu)
{
    auto *group = new QActionGroup(&menu);
    const std::pair<QString, ThemeChoice> choices[] = {{ViewTexts::tr("&System theme"), ThemeChoice::System},
                                                       {ViewTexts::tr("&Light theme"), ThemeChoice::Light},
                                                       {ViewTexts::tr("&Dark theme"), ThemeChoice::Dark}};
    for (const auto &[text, choice] : choices) {
        QAction *action = menu.addAction(text);
        action->setCheckable(true);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, group,
                         [choice = choice] { widgets::applyTheme(choice); });
        QObject::connect(&menu, &QMenu::aboutToShow, action,
                         [action, choice = choice] { action->setChecked(widgets::themeChoice() == choice); });
    }
}

QToolButton *makeThemeButton(QWidget *parent) { return new ThemeButton(parent); }

} // namespace pulse::console

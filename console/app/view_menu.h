// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The theme as a menu and as a button in the header.
#pragma once

class QMenu;
class QToolButton;
class QWidget;

namespace pulse::console {

void addThemeActions(QMenu &menu);
QToolButton *makeThemeButton(QWidget *parent); // toggles between light and dark

} // namespace pulse::console

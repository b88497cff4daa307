// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Labels and frames by their part in a page, so that no page chooses sizes and colours.
#pragma once

#include "widgets/theme.h"

#include <QFrame>
#include <QLabel>

class QLayout;
class QScrollArea;

namespace pulse::widgets {

QLabel *makeLabel(QWidget *parent, const QString &text, TextSize size, QFont::Weight weight = QFont::Normal);
QLabel *makeMutedLabel(QWidget *parent, const QString &text, TextSize size = TextSize::Body);
QLabel *makeCaption(QWidget *parent, const QString &text); // above a value: small and faint
QLayout *onBaseline(QWidget *label); // beside a title: lower, so that both stand on one line
QFrame *makeCard(QWidget *parent);
QFrame *makeDivider(QWidget *parent);
// Down only, and nothing to be seen of it while everything fits.
QScrollArea *makeScroll(QWidget *content, QWidget *parent);

} // namespace pulse::widgets

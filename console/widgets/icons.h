// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Line icons from resources/icons, drawn in the colour asked for and sharp at every scale.
#pragma once

#include <QColor>
#include <QIcon>

class QPainter;
class QRectF;

namespace pulse::widgets {

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color);
QIcon icon(const QString &name, const QColor &color);

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/data_header.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace pulse::widgets {

namespace {

constexpr double kTriangle = 7;

QPainterPath triangle(const QPointF &center, bool isDown)
{
    const double half = kTriangle / 2;
    const double rise = isDown ? half * 0.6 : -half * 0.6;
    QPainterPath path(center + QPointF(-half, -rise));
    path.lineTo(center + QPointF(half, -rise));
    path.lineTo(center + QPointF(0, rise));
    path.closeSubpath();
    return path;
}

} // namespace

DataHeader::DataHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
}

void DataHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &t = tokens();
    const bool isOrdered = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QVariant alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    const bool isRight = alignment.isValid() && (alignment.toInt() & Qt::AlignRight);
    const QString text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(rect, t.surface);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.border);
    painter->setFont(font());
    painter->setPen(isOrdered ? t.text : t.textFaint);
    const QRectF cell = QRectF(rect).adjusted(12, 0, -12, 0);
    painter->drawText(cell, Qt::AlignVCenter | (isRight ? Qt::AlignRight : Qt::AlignLeft), text);
    if (isOrdered) {
        const double width = QFontMetricsF(font()).horizontalAdvance(text) + 9;
        const double x = isRight ? cell.right() - width : cell.left() + width;
        painter->fillPath(triangle({x, cell.center().y()}, sortIndicatorOrder() == Qt::DescendingOrder),
                          t.textMuted);
    }
    painter->restore();
}

} // namespace pulse::widgets

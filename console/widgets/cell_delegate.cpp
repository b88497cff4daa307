// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cell_delegate.h"

#include "models/list/list_model.h"
#include "models/times.h"
#include "widgets/badge.h"
#include "widgets/data_table.h"

#include <QPainter>

namespace pulse::widgets {

using models::CellLook;
using models::ListModel;

namespace {

constexpr double kCellPadding = 12;

void paintRow(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const Tokens &t = tokens();
    const auto *table = qobject_cast<const DataTable *>(option.widget);
    const bool isSelected = option.state & QStyle::State_Selected;
    if (isSelected)
        painter.fillRect(option.rect, t.selection);
    else if (table && table->hoveredRow() == index.row())
        painter.fillRect(option.rect, t.hover);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.border);
    if (isSelected && index.column() == 0)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1), t.accent);
}

// A bar beside the number that is only loud when it is low.
void paintGauge(QPainter &painter, const QRectF &cell, const QVariant &value)
{
    if (!value.isValid() || cell.width() < 86)
        return;
    const double percent = qBound(0.0, value.toDouble(), 100.0);
    const Tokens &t = tokens();
    const QRectF bar(cell.right() - 90, cell.center().y() - 2, 38, 4);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.neutralSoft);
    painter.drawRoundedRect(bar, 2, 2);
    painter.setBrush(percent < 20 ? t.danger : percent < 50 ? t.warn : t.ok);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(std::max(4.0, bar.width() * percent / 100), 4)), 2,
                            2);
}

} // namespace

CellDelegate::CellDelegate(CellLook look, const Clock &clock, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_look(look)
    , m_clock(clock)
{
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const QRectF cell = QRectF(option.rect).adjusted(kCellPadding, 0, -kCellPadding, -1);
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const QString text = m_look == CellLook::Age ? ageText(index) : index.data().toString();
    painter->save();
    paintRow(*painter, option, index);
    if (m_look == CellLook::Badge)
        paintBadge(*painter, cell, {text, static_cast<Tone>(index.data(ListModel::ToneRole).toInt())});
    else
        paintText(*painter, cell, text,
                  alignment.isValid() ? Qt::Alignment(alignment.toInt()) : Qt::AlignLeft | Qt::AlignVCenter);
    if (m_look == CellLook::Gauge)
        paintGauge(*painter, cell, index.data(ListModel::ValueRole));
    painter->restore();
}

void CellDelegate::paintText(QPainter &painter, const QRectF &cell, const QString &text,
                             Qt::Alignment alignment) const
{
    const bool isMuted = m_look != CellLook::Normal && m_look != CellLook::Strong;
    painter.setFont(textFont(TextSize::Body, m_look == CellLook::Strong ? QFont::Medium : QFont::Normal));
    painter.setPen(isMuted ? tokens().textMuted : tokens().text);
    const QString shown = QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, cell.width());
    painter.drawText(cell, static_cast<int>(alignment), shown);
}

QString CellDelegate::ageText(const QModelIndex &index) const
{
    const QDateTime time = index.data(ListModel::ValueRole).toDateTime();
    return time.isValid() ? models::relativeText(models::instantOf(time), m_clock.now())
                          : index.data().toString();
}

} // namespace pulse::widgets

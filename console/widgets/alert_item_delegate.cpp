// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alert_item_delegate.h"

#include "models/alert_list_model.h"
#include "models/times.h"
#include "models/words_text.h"
#include "widgets/theme.h"

#include <QPainter>

namespace pulse::widgets {

namespace {

constexpr int kItemHeight = 56;

} // namespace

AlertItemDelegate::AlertItemDelegate(const Clock &clock, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_clock(clock)
{
}

QSize AlertItemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.rect.width(), kItemHeight};
}

void AlertItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    using models::AlertColumn;
    using models::ListModel;
    const auto cellOf = [&index](AlertColumn column) {
        return index.siblingAtColumn(static_cast<int>(column));
    };
    const auto toneOf = [&cellOf](AlertColumn column) {
        return static_cast<Tone>(cellOf(column).data(ListModel::ToneRole).toInt());
    };
    const Tokens &t = tokens();
    const bool isClosed = toneOf(AlertColumn::Status) == models::toneOf(model::AlertStatus::Closed);
    const QDateTime opened = cellOf(AlertColumn::Opened).data(ListModel::ValueRole).toDateTime();
    painter->save();
    if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected))
        painter->fillRect(option.rect, option.state & QStyle::State_Selected ? t.selection : t.hover);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.border);
    const QRectF cell = QRectF(option.rect).adjusted(14, 8, -14, -8);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(isClosed ? t.borderStrong : t.strong(toneOf(AlertColumn::Severity)));
    painter->drawEllipse(QPointF(cell.left() + 4, cell.top() + 9), 4, 4);
    painter->setFont(textFont(TextSize::Body, isClosed ? QFont::Normal : QFont::Medium));
    painter->setPen(isClosed ? t.textMuted : t.text);
    const QRectF first(cell.left() + 17, cell.top(), cell.width() - 17, 19);
    painter->drawText(
        first, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideRight, first.width()));
    painter->setFont(textFont(TextSize::Small));
    painter->setPen(t.textFaint);
    const QString below = tr("%1 · %2 · %3")
                              .arg(cellOf(AlertColumn::Severity).data().toString(),
                                   cellOf(AlertColumn::Status).data().toString(),
                                   models::relativeText(models::instantOf(opened), m_clock.now()));
    painter->drawText(first.translated(0, 21), Qt::AlignLeft | Qt::AlignVCenter, below);
    painter->restore();
}

} // namespace pulse::widgets

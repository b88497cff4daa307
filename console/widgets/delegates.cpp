// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates.h"

#include "models/times.h"
#include "widgets/badge.h"
#include "widgets/data_table.h"

#include <QPainter>
#include <QTimer>

namespace pulse::widgets {

namespace {

constexpr double kCellPadding = 12;
constexpr std::chrono::seconds kRepaintEvery{5};

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

} // namespace

TextDelegate::TextDelegate(Strength strength, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_strength(strength)
{
}

void TextDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    paintRow(*painter, option, index);
    paintCell(*painter, QRectF(option.rect).adjusted(kCellPadding, 0, -kCellPadding, -1), index);
    painter->restore();
}

void TextDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    paintText(painter, cell, index.data(Qt::DisplayRole).toString(),
              alignment.isValid() ? Qt::Alignment(alignment.toInt()) : Qt::AlignLeft | Qt::AlignVCenter);
}

void TextDelegate::paintText(QPainter &painter, const QRectF &cell, const QString &text,
                             Qt::Alignment alignment) const
{
    painter.setFont(textFont(TextSize::Body, m_strength == Strength::Strong ? QFont::Medium : QFont::Normal));
    painter.setPen(m_strength == Strength::Muted ? tokens().textMuted : tokens().text);
    const QString shown = QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, cell.width());
    painter.drawText(cell, static_cast<int>(alignment), shown);
}

DeviceStatusDelegate::DeviceStatusDelegate(int role, QObject *parent)
    : TextDelegate(Strength::Normal, parent)
    , m_role(role)
{
}

void DeviceStatusDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    paintBadge(painter, cell, badgeOf(static_cast<model::DeviceStatus>(index.data(m_role).toInt())));
}

AlertStatusDelegate::AlertStatusDelegate(int role, QObject *parent)
    : TextDelegate(Strength::Normal, parent)
    , m_role(role)
{
}

void AlertStatusDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    paintBadge(painter, cell, badgeOf(static_cast<model::AlertStatus>(index.data(m_role).toInt())));
}

SeverityDelegate::SeverityDelegate(int role, QObject *parent)
    : TextDelegate(Strength::Normal, parent)
    , m_role(role)
{
}

void SeverityDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    paintBadge(painter, cell, severityBadge(index.data(m_role).toInt()));
}

RelativeTimeDelegate::RelativeTimeDelegate(int role, const Clock &clock, QAbstractItemView *view)
    : TextDelegate(Strength::Muted, view)
    , m_role(role)
    , m_clock(clock)
{
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, view, [view] {
        if (view->isVisible())
            view->viewport()->update();
    });
    timer->start(kRepaintEvery);
}

void RelativeTimeDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    const QDateTime time = index.data(m_role).toDateTime();
    const QString text = time.isValid() ? models::relativeText(models::instantOf(time), m_clock.now())
                                        : index.data(Qt::DisplayRole).toString();
    paintText(painter, cell, text, Qt::AlignLeft | Qt::AlignVCenter);
}

BatteryDelegate::BatteryDelegate(int role, QObject *parent)
    : TextDelegate(Strength::Muted, parent)
    , m_role(role)
{
}

// The number, and beside it a bar that is only loud when the battery is low.
void BatteryDelegate::paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const
{
    const QVariant value = index.data(m_role);
    paintText(painter, cell, index.data(Qt::DisplayRole).toString(), Qt::AlignRight | Qt::AlignVCenter);
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

} // namespace pulse::widgets

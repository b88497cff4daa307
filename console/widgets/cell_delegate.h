// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the cells of a DataTable's column are painted: one look for the row (hover, selection, hairline), and
// the column's CellLook.
#pragma once

#include "base/clock.h"
#include "models/list/column.h"

#include <QStyledItemDelegate>

namespace pulse::widgets {

class CellDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    CellDelegate(models::CellLook look, const Clock &clock, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintText(QPainter &painter, const QRectF &cell, const QString &text, Qt::Alignment alignment) const;
    QString ageText(const QModelIndex &index) const;

    models::CellLook m_look;
    const Clock &m_clock;
};

} // namespace pulse::widgets

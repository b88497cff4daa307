// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An alert in a narrow list: what it says, and below, how bad it is and since when.
#pragma once

#include "base/clock.h"

#include <QStyledItemDelegate>

namespace pulse::widgets {

class AlertItemDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    AlertItemDelegate(const Clock &clock, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Clock &m_clock;
};

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A table's header: quiet words, and beside the one that orders the rows a small triangle.
#pragma once

#include <QHeaderView>

namespace pulse::widgets {

class DataHeader : public QHeaderView {
    Q_OBJECT

public:
    explicit DataHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
};

} // namespace pulse::widgets

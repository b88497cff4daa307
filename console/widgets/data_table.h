// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The console's table: whole rows, no grid, the row under the pointer lit, and everything reachable by
// keyboard. Virtual by nature: only rows in sight are asked for and painted.
#pragma once

#include "base/clock.h"

#include <QTableView>

namespace pulse::models {
class ListModel;
}

namespace pulse::widgets {

class DataTable : public QTableView {
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);

    int hoveredRow() const { return m_hoveredRow; }
    int selectedRow() const; // -1: none
    void selectRowQuietly(int row); // selects and makes current, without giving focus
    // Shows the list with its columns' looks and widths; ages are repainted as time goes by.
    void setList(models::ListModel &list, const Clock &clock);

signals:
    void rowActivated(int row); // double click or Enter
    void rowSelected(int row); // -1: none
    void pointerMoved(bool isInside); // onto the rows, or off them

protected:
    void mouseMoveEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void setHoveredRow(int row);
    void distributeWidths();

    int m_hoveredRow = -1;
    QList<int> m_widths; // pixels; negative: a share of what is left
};

} // namespace pulse::widgets

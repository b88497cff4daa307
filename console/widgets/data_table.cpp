// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/data_table.h"

#include "models/list/list_model.h"
#include "widgets/cell_delegate.h"
#include "widgets/data_header.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QTimer>

namespace pulse::widgets {

namespace {

constexpr int kHeaderHeight = 34;
constexpr int kRowHeight = 36;
constexpr std::chrono::seconds kRepaintEvery{5};

} // namespace

DataTable::DataTable(QWidget *parent)
    : QTableView(parent)
{
    setHorizontalHeader(new DataHeader(this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false); // Tab goes on to the next control
    setWordWrap(false);
    setMouseTracking(true);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setFixedHeight(kHeaderHeight);
    horizontalHeader()->setFont(textFont(TextSize::Small, QFont::Medium));
    horizontalHeader()->setMinimumSectionSize(56);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { emit rowActivated(index.row()); });
}

int DataTable::selectedRow() const
{
    const QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    return rows.isEmpty() ? -1 : rows.first().row();
}

void DataTable::selectRowQuietly(int row)
{
    const QModelIndex index = model()->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void DataTable::setList(models::ListModel &list, const Clock &clock)
{
    setModel(&list);
    for (int column = 0; column < list.columnCount(); ++column) {
        const models::ColumnHead &head = list.head(column);
        setItemDelegateForColumn(column, new CellDelegate(head.look, clock, this));
        setColumnHidden(column, head.width == 0);
        m_widths.append(head.width);
    }
    distributeWidths();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] {
        if (isVisible())
            viewport()->update();
    });
    timer->start(kRepaintEvery);
}

void DataTable::distributeWidths()
{
    int fixed = 0;
    int shares = 0;
    for (const int width : m_widths)
        (width > 0 ? fixed : shares) += std::abs(width);
    const int rest = std::max(0, viewport()->width() - fixed);
    for (qsizetype column = 0; column < m_widths.size(); ++column) {
        const int width = m_widths[column];
        setColumnWidth(static_cast<int>(column), width > 0 ? width : rest * -width / std::max(1, shares));
    }
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    distributeWidths();
}

void DataTable::setHoveredRow(int row)
{
    if (std::exchange(m_hoveredRow, row) != row)
        viewport()->update();
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    setHoveredRow(rowAt(event->position().toPoint().y()));
}

bool DataTable::viewportEvent(QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::Enter || type == QEvent::MouseMove)
        emit pointerMoved(true);
    if (type == QEvent::Leave) {
        emit pointerMoved(false);
        setHoveredRow(-1);
    }
    return QTableView::viewportEvent(event);
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid()) {
        emit rowActivated(currentIndex().row());
        return event->accept();
    }
    QTableView::keyPressEvent(event);
}

void DataTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit rowSelected(selectedRow());
}

// Qt would choose the neighbour instead, and what is done next would be done to that one.
void DataTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    if (currentIndex().row() >= start && currentIndex().row() <= end)
        selectionModel()->clear();
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All devices of the tenant: search, filter by status, sort by any column, open one.
#pragma once

#include "models/device_list_model.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace pulse::widgets {
class ContentStack;
class DataTable;
class SegmentedControl;
} // namespace pulse::widgets

namespace pulse::pages {

class DevicesPage : public QWidget {
    Q_OBJECT

public:
    DevicesPage(models::DeviceListModel &model, const Clock &clock, QWidget *parent = nullptr);

    widgets::DataTable *table() const { return m_table; }
    void focusSearch();
    void focusTable();

signals:
    void deviceActivated(const QString &deviceId);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildSearch();
    void buildTable(const Clock &clock);
    void applyFilter();
    void refresh();
    void refreshCounts();
    void readVisibleAnew();

    models::DeviceListModel &m_model;
    QLabel *m_count;
    QLineEdit *m_search;
    widgets::SegmentedControl *m_status;
    widgets::DataTable *m_table;
    widgets::ContentStack *m_stack;
    QTimer m_typing;
    QTimer m_anew;
};

} // namespace pulse::pages

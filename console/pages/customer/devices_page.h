// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All devices of the tenant: search, filter by status, sort by any column, open one.
#pragma once

#include "models/device_list_model.h"
#include "widgets/page/page.h"

#include <QTimer>

class QLabel;
class QLineEdit;

namespace pulse::widgets {
class ContentStack;
class DataTable;
class SegmentedControl;
} // namespace pulse::widgets

namespace pulse::pages {

class DevicesPage : public widgets::Page {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit DevicesPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void enter() override { m_model.load(); }
    void leave() override { m_model.clear(); }
    void reload() override { m_model.load(); }
    void focusContent() override;
    void focusSearch() override;
    models::DeviceListModel &model() { return m_model; }
    widgets::DataTable *table() const { return m_table; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildSearch();
    void buildTable(const Clock &clock);
    void applyFilter();
    void refresh();
    void refreshCounts();
    void readVisibleAnew();

    models::DeviceListModel m_model;
    QLabel *m_count;
    QLineEdit *m_search;
    widgets::SegmentedControl *m_status;
    widgets::DataTable *m_table;
    widgets::ContentStack *m_stack;
    QTimer m_typing;
    QTimer m_anew;
};

} // namespace pulse::pages

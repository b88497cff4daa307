// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tenant's alerts as they happen, newest first, and beside them the chosen one in full.
#pragma once

#include "models/alert_history.h"
#include "models/alert_list_model.h"
#include "models/open_alert_count.h"
#include "widgets/page/page.h"

class QLabel;

namespace pulse::widgets {
class ContentStack;
class DataTable;
class SegmentedControl;
} // namespace pulse::widgets

namespace pulse::pages {

class AlertDetail;

class AlertsPage : public widgets::Page {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit AlertsPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    void reload() override;
    void focusContent() override;
    models::AlertListModel &model() { return m_model; }
    widgets::DataTable *table() const { return m_table; }
    AlertDetail *detail() const { return m_detail; }

private:
    void buildTable(const Clock &clock);
    void refresh();
    void showSelected();
    void show(const model::Alert *alert);
    void keepSelection();

    const client::Session &m_session;
    models::AlertListModel m_model;
    models::AlertHistory m_history;
    models::OpenAlertCount m_openAlerts;
    QLabel *m_count;
    widgets::SegmentedControl *m_filter;
    widgets::DataTable *m_table;
    widgets::ContentStack *m_stack;
    AlertDetail *m_detail;
    qint64 m_shownAlert = 0; // survives a reset of the model
};

} // namespace pulse::pages

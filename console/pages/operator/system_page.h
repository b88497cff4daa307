// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse itself, for operators: the system alerts, and beside them the chosen one in full.
#pragma once

#include "models/system_alert_list_model.h"
#include "widgets/page/page.h"

class QLabel;

namespace pulse::widgets {
class ContentStack;
class DataTable;
class SegmentedControl;
} // namespace pulse::widgets

namespace pulse::pages {

class SystemAlertDetail;

class SystemPage : public widgets::Page {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit SystemPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void enter() override { m_model.load(); }
    void leave() override { m_model.clear(); }
    void reload() override { m_model.load(); }
    void focusContent() override;
    QList<model::SystemAlert> troubles() const override;
    models::SystemAlertListModel &model() { return m_model; }
    widgets::DataTable *table() const { return m_table; }
    SystemAlertDetail *detail() const { return m_detail; }

private:
    void buildTable(const Clock &clock);
    void refresh();
    void keepSelection();
    void showSelected();

    models::SystemAlertListModel m_model;
    QLabel *m_count;
    widgets::SegmentedControl *m_filter;
    widgets::DataTable *m_table;
    widgets::ContentStack *m_stack;
    SystemAlertDetail *m_detail;
    qint64 m_shown = 0; // survives a reset of the model
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse itself, for operators: the system alerts, and beside them the chosen one in full.
#pragma once

#include "models/system_alert_list_model.h"

#include <QWidget>

class QLabel;

namespace pulse::widgets {
class ContentStack;
class DataTable;
class SegmentedControl;
} // namespace pulse::widgets

namespace pulse::pages {

class SystemAlertDetail;

class SystemPage : public QWidget {
    Q_OBJECT

public:
    SystemPage(models::SystemAlertListModel &model, const Clock &clock, QWidget *parent = nullptr);

    widgets::DataTable *table() const { return m_table; }
    SystemAlertDetail *detail() const { return m_detail; }
    void focusTable();

private:
    void buildTable(const Clock &clock);
    void refresh();
    void keepSelection();
    void showSelected();

    models::SystemAlertListModel &m_model;
    QLabel *m_count;
    widgets::SegmentedControl *m_filter;
    widgets::DataTable *m_table;
    widgets::ContentStack *m_stack;
    SystemAlertDetail *m_detail;
    qint64 m_shown = 0; // survives a reset of the model
};

} // namespace pulse::pages

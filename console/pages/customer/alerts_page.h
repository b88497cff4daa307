// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tenant's alerts as they happen, newest first, and beside them the chosen one in full.
#pragma once

#include "models/alert_list_model.h"
#include "models/list/chosen_read.h"
#include "models/open_alert_count.h"
#include "widgets/page/list_page.h"

namespace pulse::pages {

class AlertActions;

class AlertsPage : public widgets::ListPage {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit AlertsPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    void reload() override;
    models::AlertListModel &model() { return m_model; }

protected:
    std::optional<widgets::Inspection> inspect(const QString &id) override;
    void activate(const QString &id) override; // its device

private:
    void connectModels();

    const widgets::PageContext m_context;
    models::AlertListModel m_model;
    models::ChosenRead<model::Page<model::Transition>> m_history; // oldest first
    models::OpenAlertCount m_openAlerts;
    AlertActions *m_actions;
    std::optional<model::Alert> m_shown; // as last told, also when it has left the list
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse itself, for operators: the system alerts, and beside them the chosen one in full.
#pragma once

#include "models/system_alert_list_model.h"
#include "widgets/page/list_page.h"

class QPushButton;

namespace pulse::pages {

class SystemPage : public widgets::ListPage {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit SystemPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    QList<model::SystemAlert> troubles() const override { return m_model.unacknowledged(); }
    models::SystemAlertListModel &model() { return m_model; }
    QPushButton *acknowledgeButton() const { return m_acknowledge; }

protected:
    std::optional<widgets::Inspection> inspect(const QString &id) override;

private:
    void tellTroubles();

    const Clock &m_clock;
    models::SystemAlertListModel m_model;
    QPushButton *m_acknowledge;
};

} // namespace pulse::pages

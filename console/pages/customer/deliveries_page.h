// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tenant's receivers were told, newest first; beside it the chosen one with every attempt at it, to
// be sent again when it was given up.
#pragma once

#include "models/delivery_list_model.h"
#include "models/list/chosen_read.h"
#include "widgets/page/list_page.h"

class QPushButton;

namespace pulse::pages {

class DeliveriesPage : public widgets::ListPage {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit DeliveriesPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void leave() override;
    models::DeliveryListModel &model() { return m_model; }
    QPushButton *resendButton() const { return m_resend; }

protected:
    std::optional<widgets::Inspection> inspect(const QString &id) override;

private:
    const widgets::PageContext m_context;
    models::DeliveryListModel m_model;
    models::ChosenRead<client::TriedDelivery> m_tried;
    std::optional<model::Delivery> m_shown; // as last told, also when it has left the list
    QPushButton *m_resend;
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All devices of the tenant: search, filter by status, sort by any column, open one.
#pragma once

#include "models/device_list_model.h"
#include "widgets/page/list_page.h"

namespace pulse::pages {

class DevicesPage : public widgets::ListPage {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit DevicesPage(const widgets::PageContext &context, QWidget *parent = nullptr);

    QString missing() const override;
    models::DeviceListModel &model() { return m_model; }

protected:
    void activate(const QString &id) override { emit pageRequested(QStringLiteral("device"), id); }

private:
    models::DeviceListModel m_model;
};

} // namespace pulse::pages

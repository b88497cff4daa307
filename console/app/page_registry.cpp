// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page_registry.h"

#include "pages/customer/alerts_page.h"
#include "pages/customer/deliveries_page.h"
#include "pages/customer/device_page.h"
#include "pages/customer/devices_page.h"
#include "pages/operator/system_page.h"

namespace pulse::console {

using widgets::described;

const QList<widgets::PageDescription> &allPages()
{
    static const QList<widgets::PageDescription> pages{
        described<pages::DevicesPage>(), described<pages::DevicePage>(), described<pages::AlertsPage>(),
        described<pages::DeliveriesPage>(), described<pages::SystemPage>()};
    return pages;
}

} // namespace pulse::console

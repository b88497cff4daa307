// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/devices_page.h"

#include "models/words_text.h"

namespace pulse::pages {

using namespace Qt::StringLiterals;
using model::DeviceStatus;

widgets::PageDescription DevicesPage::description()
{
    return {.id = u"devices"_s,
            .title = tr("Devices"),
            .iconName = u"devices"_s,
            .shortcut = u"Ctrl+1"_s,
            .search = tr("&Find a device"),
            .pictures = {{u"devices"_s}, {u"degraded"_s, true}}};
}

// "Last seen" moves on without a change of status, which nobody tells: what is in sight is read anew.
DevicesPage::DevicesPage(const widgets::PageContext &context, QWidget *parent)
    : ListPage(context, parent)
    , m_model(context.api, context.live)
{
    build(description(), m_model,
          {.name = tr("Devices"),
           .whenEmpty = {tr("No devices yet"), tr("Devices appear here once they are registered."),
                         u"devices"_s},
           .whenFiltered = {tr("No device matches"), tr("Try another word or another status."), u"search"_s},
           .choicesName = tr("Status"),
           .choices = {tr("All"), models::text(DeviceStatus::Online), models::text(DeviceStatus::Stale),
                       models::text(DeviceStatus::Revoked)}, // DeviceListModel::choiceOf()
           .countsChoices = true,
           .searchHint = tr("Search device or site"),
           .isSortable = true,
           .readAnewEvery = std::chrono::seconds{20}});
}

// A fleet that has only just begun to report is no picture of one.
QString DevicesPage::missing() const
{
    const QString missing = ListPage::missing();
    if (!missing.isEmpty())
        return missing;
    if (2 * m_model.countOf(static_cast<int>(DeviceStatus::Online)) <= m_model.rows().heldCount())
        return tr("a fleet that is online");
    return m_model.at(0)->metricCount == 0 ? tr("metrics of the first device") : QString();
}

} // namespace pulse::pages

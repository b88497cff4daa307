// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/delivery_list_model.h"

#include "models/plain_tool_tip.h"
#include "models/times.h"
#include "models/words_text.h"

#include <QLocale>

namespace pulse::models {

using model::JobStatus;

namespace {

std::optional<JobStatus> statusOf(const ListFilter &filter)
{
    return filter.choice == 0 ? std::nullopt : std::optional(DeliveryListModel::choices()[filter.choice - 1]);
}

} // namespace

ListTable<model::Delivery> DeliveryListModel::table()
{
    using model::Delivery;
    return {
        {{.head = {tr("Status"), CellLook::Badge, 120},
          .text = [](const Delivery &delivery) { return text(delivery.status); },
          .tone = [](const Delivery &delivery) { return toneOf(delivery.status); },
          .toolTip = [](const Delivery &delivery) { return plainToolTip(delivery.lastError); }},
         {.head = {tr("Receiver"), CellLook::Strong},
          .text =
              [](const Delivery &delivery) {
                  return delivery.integrationName.isEmpty() ? tr("(deleted)") : delivery.integrationName;
              }},
         {.head = {tr("Alert"), CellLook::Muted, 84},
          .text = [](const Delivery &delivery) { return u'#' + QString::number(delivery.alertId); }},
         {.head = {tr("What"), CellLook::Muted, 116},
          .text = [](const Delivery &delivery) { return text(delivery.event); }},
         {.head = {tr("Attempts"), CellLook::Muted, 84, true},
          .text = [](const Delivery &delivery) { return QLocale().toString(delivery.attempts); }},
         {.head = {tr("Changed"), CellLook::Age, 104},
          .text = [](const Delivery &delivery) { return timeText(delivery.updatedAt); },
          .value = [](const Delivery &delivery) { return timeValue(delivery.updatedAt); },
          .toolTip = [](const Delivery &delivery) { return timeText(delivery.updatedAt); }}},
        [](const Delivery &delivery) { return QString::number(delivery.jobId); },
        [](const Delivery &left, const Delivery &right) { return comparedBy<&Delivery::jobId>(right, left); },
        [](const Delivery &delivery) { return delivery.updatedAt; }};
}

DeliveryListModel::DeliveryListModel(client::ApiClient &api, client::LiveSocket &live, QObject *parent)
    : ListOf(table(), {}, api, parent)
{
    follow(live);
}

QList<JobStatus> DeliveryListModel::choices()
{
    return {JobStatus::Pending, JobStatus::Completed, JobStatus::Failed};
}

void DeliveryListModel::read(const ListRead &what, PageDone done)
{
    m_api.deliveries({statusOf(what.filter), what.limit, what.after}, this, std::move(done));
}

bool DeliveryListModel::accepts(const model::Delivery &delivery, const ListFilter &filter) const
{
    const auto status = statusOf(filter);
    return !status || delivery.status == *status;
}

void DeliveryListModel::resend(qint64 jobId)
{
    m_api.resendDelivery(jobId, &m_acting, [this](const client::Answer<model::Delivery> &answer) {
        if (!answer)
            return emit actFailed(answer.error());
        take(*answer);
        emit acted();
    });
}

} // namespace pulse::models

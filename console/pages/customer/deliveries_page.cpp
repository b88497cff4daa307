// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/deliveries_page.h"

#include "client/session.h"
#include "models/times.h"
#include "models/words_text.h"

#include <QPushButton>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using model::JobStatus;
using widgets::Fact;

namespace {

QList<Fact> deliveryFacts(const model::Delivery &delivery, Instant now)
{
    using Page = DeliveriesPage;
    QList<Fact> facts{{Page::tr("Alert"), u'#' + QString::number(delivery.alertId)},
                      {Page::tr("Told of"), models::text(delivery.event)},
                      {Page::tr("Made"), models::timeText(delivery.createdAt)},
                      {Page::tr("Changed"), models::timeText(delivery.updatedAt)}};
    if (delivery.status == JobStatus::Pending && delivery.nextAttemptAt)
        facts.append({Page::tr("Next attempt"), models::relativeText(*delivery.nextAttemptAt, now),
                      models::timeText(delivery.nextAttemptAt)});
    if (!delivery.lastError.isEmpty())
        facts.append({Page::tr("Last error"), delivery.lastError, delivery.lastError});
    return facts;
}

QString outcomeOf(const model::DeliveryAttempt &attempt)
{
    const QString took = DeliveriesPage::tr("%1 ms").arg(attempt.latencyMs);
    if (attempt.httpStatus)
        return DeliveriesPage::tr("%1 in %2").arg(*attempt.httpStatus).arg(took);
    return attempt.isOk ? DeliveriesPage::tr("taken in %1").arg(took) : attempt.error;
}

// The line of time, newest first: when, and what came of it; all that is known of it as its tool tip.
QList<Fact> attemptFacts(const QList<model::DeliveryAttempt> &attempts)
{
    QList<Fact> facts;
    for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
        QStringList known{models::timeText(attempt->startedAt), attempt->address, attempt->tls,
                          attempt->error, attempt->reply};
        known.removeAll(QString());
        facts.append({DeliveriesPage::tr("%1. %2")
                          .arg(attempt->attemptNo)
                          .arg(models::localTime(attempt->startedAt).time().toString(u"HH:mm:ss"_s)),
                      outcomeOf(*attempt), known.join(u'\n')});
    }
    return facts;
}

QStringList choiceTexts()
{
    QStringList texts{DeliveriesPage::tr("All")};
    for (const JobStatus status : models::DeliveryListModel::choices())
        texts.append(models::text(status));
    return texts;
}

} // namespace

widgets::PageDescription DeliveriesPage::description()
{
    return {.id = u"deliveries"_s,
            .title = tr("Deliveries"),
            .iconName = u"deliveries"_s,
            .shortcut = u"Ctrl+3"_s,
            .pictures = {{.name = u"deliveries"_s, .mayBeEmpty = true}}};
}

DeliveriesPage::DeliveriesPage(const widgets::PageContext &context, QWidget *parent)
    : ListPage(context, parent)
    , m_context(context)
    , m_model(context.api, context.live)
    , m_tried(context.api, [&api = context.api](const QString &id, QObject *reader, auto done) {
        api.delivery(id.toLongLong(), reader, std::move(done));
    })
{
    build(description(), m_model,
          {.name = tr("Deliveries"),
           .whenEmpty = {tr("Nothing sent yet"), tr("A route says which alerts are told to whom."),
                         u"deliveries"_s},
           .whenFiltered = {tr("Nothing here"), tr("No delivery is in this state."), u"quiet"_s},
           .choicesName = tr("Status"),
           .choices = choiceTexts(),
           .readAnewEvery = std::chrono::seconds{5},
           .whenNoneIsChosen = tr("Select a delivery to see every attempt at it.")});
    m_resend = inspector()->addAction(tr("Send again"), tr("As if it were new, with all its attempts."));
    connect(m_resend, &QPushButton::clicked, this, [this] {
        inspector()->waitForAnswer();
        m_model.resend(chosen().toLongLong());
    });
    connect(&m_tried, &models::ChosenReading::changed, this, &DeliveriesPage::refreshInspector);
}

void DeliveriesPage::leave()
{
    ListPage::leave();
    m_shown.reset();
    m_tried.show({}, {});
}

std::optional<widgets::Inspection> DeliveriesPage::inspect(const QString &id)
{
    if (const model::Delivery *delivery = m_model.find(id))
        m_shown = *delivery;
    if (!m_shown || QString::number(m_shown->jobId) != id)
        return std::nullopt;
    m_tried.show(id, m_shown->updatedAt);
    const bool isDead = m_shown->status == JobStatus::Failed && !m_shown->integrationId.isEmpty();
    m_resend->setVisible(isDead && m_context.session.mayChange());
    const QString receiver = m_shown->integrationName;
    return widgets::Inspection{.id = id,
                               .badges = {{models::text(m_shown->status), models::toneOf(m_shown->status)}},
                               .title = receiver.isEmpty() ? tr("A receiver that was deleted") : receiver,
                               .sections = {{{}, deliveryFacts(*m_shown, m_context.clock.now())},
                                            {tr("Attempts"), attemptFacts(m_tried.value().attempts)}}};
}

} // namespace pulse::pages

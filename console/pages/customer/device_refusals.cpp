// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/device_refusals.h"

#include "models/times.h"
#include "models/words_text.h"
#include "widgets/facts_view.h"
#include "widgets/labels.h"

#include <QLocale>
#include <QVBoxLayout>

namespace pulse::pages {

using widgets::TextSize;

DeviceRefusals::DeviceRefusals(QWidget *parent)
    : QWidget(parent)
{
    QFrame *card = widgets::makeCard(this);
    m_facts = new widgets::FactsView(card);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(16, 12, 16, 14);
    inside->setSpacing(8);
    inside->addWidget(widgets::makeLabel(card, tr("Refused messages"), TextSize::Heading, QFont::DemiBold));
    inside->addWidget(m_facts);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(card);
    hide();
}

void DeviceRefusals::show(const model::DeviceRefusals &refusals, Instant now)
{
    QList<widgets::Fact> facts;
    m_shown.clear();
    for (const model::Refusal &refusal : refusals.reasons) {
        const QString reason = models::text(refusal.reason);
        const QString count = QLocale().toString(refusal.count);
        const QString times =
            tr("From %1 to %2.").arg(models::timeText(refusal.firstAt), models::timeText(refusal.lastAt));
        const QString sender = refusal.isProven
            ? tr("Sent by the device itself.")
            : tr("Sent in the device's name, without proof that it was the device.");
        m_shown.append(reason);
        facts.append({reason, tr("%1 · %2").arg(count, models::relativeText(refusal.lastAt, now)),
                      times + u' ' + sender});
    }
    m_facts->setFacts(facts);
    setVisible(!facts.isEmpty());
}

} // namespace pulse::pages

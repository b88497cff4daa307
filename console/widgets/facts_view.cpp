// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/facts_view.h"

#include "widgets/elided_label.h"
#include "widgets/labels.h"

#include <QGridLayout>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

FactsView::FactsView(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(7);
    m_grid->setColumnStretch(1, 1);
}

void FactsView::addRow()
{
    auto *value = new ElidedLabel(this);
    value->setFont(textFont(TextSize::Body));
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(makeMutedLabel(this, {}), m_rows, 0);
    m_grid->addWidget(value, m_rows, 1);
    ++m_rows;
}

void FactsView::setFacts(const QList<Fact> &facts)
{
    if (m_facts == facts)
        return;
    m_facts = facts;
    while (m_rows < facts.size())
        addRow();
    for (int row = 0; row < m_rows; ++row) {
        const Fact fact = row < facts.size() ? facts[row] : Fact{};
        for (int column = 0; column < 2; ++column) {
            auto *label = qobject_cast<QLabel *>(m_grid->itemAtPosition(row, column)->widget());
            label->setText(column == 0 ? fact.name : fact.value);
            label->setToolTip(column == 0 ? QString() : fact.toolTip);
            label->setVisible(row < facts.size());
        }
    }
}

} // namespace pulse::widgets

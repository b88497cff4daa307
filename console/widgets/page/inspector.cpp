// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page/inspector.h"

#include "models/plain_tool_tip.h"
#include "widgets/labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

Inspector::Inspector(const QString &whenNoneIsChosen, QWidget *parent)
    : QFrame(parent)
    , m_body(new QWidget(this))
    , m_layout(new QVBoxLayout(m_body))
    , m_scroll(makeScroll(m_body, this))
    , m_nothing(makeMutedLabel(this, whenNoneIsChosen))
    , m_badges({new Badge(m_body), new Badge(m_body)})
    , m_title(makeLabel(m_body, {}, TextSize::Heading, QFont::DemiBold))
    , m_text(makeMutedLabel(m_body, {}))
    , m_actions(new QWidget(m_body))
    , m_problem(makeLabel(m_body, {}, TextSize::Small))
{
    setProperty("role", u"card"_s);
    m_layout->setContentsMargins(18, 16, 18, 16);
    m_layout->setSpacing(10);
    auto *badges = new QHBoxLayout;
    badges->setSpacing(6);
    for (Badge *badge : m_badges)
        badges->addWidget(badge);
    badges->addStretch();
    m_layout->addLayout(badges);
    auto *actions = new QVBoxLayout(m_actions);
    actions->setContentsMargins({});
    actions->setSpacing(8);
    m_actions->hide();
    for (QLabel *label : {m_title, m_text, m_problem})
        label->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setProperty("tone", u"danger"_s);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_text, m_actions, m_problem})
        m_layout->addWidget(part);
    m_layout->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1); // inside the card's border
    outer->addWidget(m_scroll, 1);
    outer->addWidget(m_nothing, 1, Qt::AlignCenter);
    inspect(std::nullopt);
}

QPushButton *Inspector::addAction(const QString &text, const QString &toolTip)
{
    auto *button = new QPushButton(text, m_actions);
    button->setToolTip(toolTip);
    m_actions->layout()->addWidget(button);
    m_actions->layout()->setAlignment(button, Qt::AlignLeft);
    return button;
}

void Inspector::addActions(QWidget *actions) { m_actions->layout()->addWidget(actions); }

void Inspector::addSection()
{
    const Section section{makeDivider(m_body), makeCaption(m_body, {}), new FactsView(m_body)};
    for (QWidget *part : std::initializer_list<QWidget *>{section.divider, section.caption, section.facts})
        m_layout->insertWidget(m_layout->count() - 1, part);
    m_sections.append(section);
}

void Inspector::showSections(const QList<InspectorSection> &sections)
{
    while (m_sections.size() < sections.size())
        addSection();
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        const InspectorSection shown = sections.value(i);
        const Section &section = m_sections[i];
        section.caption->setText(shown.caption);
        section.facts->setFacts(shown.facts);
        section.facts->setVisible(!shown.facts.isEmpty());
        section.caption->setVisible(!shown.facts.isEmpty() && !shown.caption.isEmpty());
        section.divider->setVisible(!shown.facts.isEmpty() && !shown.caption.isEmpty());
    }
}

void Inspector::inspect(const std::optional<Inspection> &inspection)
{
    const QString id = inspection ? inspection->id : QString();
    if (std::exchange(m_shownId, id) != id || id.isEmpty())
        showProblem({});
    m_scroll->setVisible(inspection.has_value());
    m_nothing->setVisible(!inspection);
    if (!inspection)
        return;
    for (qsizetype i = 0; i < m_badges.size(); ++i) {
        m_badges[i]->setLook(inspection->badges.value(i));
        m_badges[i]->setVisible(i < inspection->badges.size());
    }
    m_title->setText(inspection->title);
    m_title->setToolTip(models::plainToolTip(inspection->toolTip));
    m_text->setText(inspection->text);
    m_text->setVisible(!inspection->text.isEmpty());
    const auto offered = m_actions->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    m_actions->setVisible(
        std::any_of(offered.begin(), offered.end(), [](const QWidget *act) { return !act->isHidden(); }));
    showSections(inspection->sections);
}

QString Inspector::shownTitle() const { return m_shownId.isEmpty() ? QString() : m_title->text(); }

void Inspector::waitForAnswer()
{
    showProblem({});
    m_actions->setEnabled(false);
}

void Inspector::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_actions->setEnabled(true);
}

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page_frame.h"

#include "widgets/badge.h"
#include "widgets/labels.h"

#include <QHBoxLayout>
#include <QScrollArea>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

QLayout *makePageHead(QWidget *page, const QString &title, QWidget *count, const QList<QWidget *> &filters)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(makeLabel(page, title, TextSize::Title, QFont::DemiBold));
    head->addLayout(onBaseline(count));
    head->addStretch();
    for (QWidget *filter : filters)
        head->addWidget(filter);
    return head;
}

void layOutListPage(QWidget *page, QLayout *head, QWidget *list, QWidget *detail)
{
    auto *card = makeCard(page);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(1, 4, 1, 4);
    cardLayout->addWidget(list);
    auto *content = new QHBoxLayout;
    content->setSpacing(14);
    content->addWidget(card, 1);
    if (detail)
        content->addWidget(detail);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(24, 18, 24, 20);
    layout->setSpacing(14);
    layout->addLayout(head);
    layout->addLayout(content, 1);
}

QScrollArea *makeScroll(QWidget *content, QWidget *parent)
{
    content->setProperty("role", u"plain"_s);
    auto *scroll = new QScrollArea(parent);
    scroll->setProperty("role", u"plain"_s);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::StrongFocus);
    scroll->setWidget(content);
    return scroll;
}

DetailCard::DetailCard(const QString &whenEmpty, QWidget *parent)
    : QFrame(parent)
    , m_body(new QWidget(this))
    , m_scroll(makeScroll(new QWidget(this), this))
    , m_nothing(makeMutedLabel(this, whenEmpty))
{
    setProperty("role", u"card"_s);
    auto *layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    auto *content = new QVBoxLayout(m_scroll->widget());
    content->setContentsMargins({});
    content->addWidget(m_body);
    content->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1); // inside the card's border
    outer->addWidget(m_scroll, 1);
    outer->addWidget(m_nothing, 1, Qt::AlignCenter);
}

QVBoxLayout *DetailCard::bodyLayout() const { return static_cast<QVBoxLayout *>(m_body->layout()); }

void DetailCard::addBadges(Badge *severity, Badge *status)
{
    auto *badges = new QHBoxLayout;
    badges->setSpacing(6);
    badges->addWidget(severity);
    badges->addWidget(status);
    badges->addStretch();
    bodyLayout()->addLayout(badges);
}

void DetailCard::setIsEmpty(bool isEmpty)
{
    m_scroll->setVisible(!isEmpty);
    m_nothing->setVisible(isEmpty);
}

} // namespace pulse::widgets

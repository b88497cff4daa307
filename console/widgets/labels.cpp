// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/labels.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

QLabel *makeLabel(QWidget *parent, const QString &text, TextSize size, QFont::Weight weight)
{
    auto *label = new QLabel(text, parent);
    label->setFont(textFont(size, weight));
    label->setTextFormat(Qt::PlainText); // names come from devices
    return label;
}

QLabel *makeMutedLabel(QWidget *parent, const QString &text, TextSize size)
{
    QLabel *label = makeLabel(parent, text, size);
    label->setProperty("tone", u"muted"_s);
    return label;
}

QLabel *makeCaption(QWidget *parent, const QString &text)
{
    QLabel *label = makeLabel(parent, text, TextSize::Small, QFont::Medium);
    label->setProperty("tone", u"faint"_s);
    return label;
}

QLayout *onBaseline(QWidget *label)
{
    auto *layout = new QVBoxLayout;
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(label, 0, Qt::AlignVCenter);
    return layout;
}

QFrame *makeCard(QWidget *parent)
{
    auto *card = new QFrame(parent);
    card->setProperty("role", u"card"_s);
    return card;
}

QFrame *makeDivider(QWidget *parent)
{
    auto *divider = new QFrame(parent);
    divider->setProperty("role", u"divider"_s);
    return divider;
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

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/segmented_control.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

SegmentedControl::SegmentedControl(const QString &accessibleName, const QStringList &texts, QWidget *parent)
    : QFrame(parent)
    , m_buttons(new QButtonGroup(this))
{
    setProperty("role", u"segments"_s);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(1);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        auto *button = new QPushButton(texts[i], this);
        button->setProperty("kind", u"segment"_s);
        button->setCheckable(true);
        button->setChecked(i == 0);
        m_buttons->addButton(button, static_cast<int>(i));
        layout->addWidget(button);
    }
    connect(m_buttons, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

void SegmentedControl::setText(int index, const QString &text) { m_buttons->button(index)->setText(text); }

void SegmentedControl::setCurrent(int index) { m_buttons->button(index)->setChecked(true); }

int SegmentedControl::current() const { return m_buttons->checkedId(); }

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One of a few, side by side: a filter or a range. Arrow keys move the choice.
#pragma once

#include <QFrame>

class QButtonGroup;

namespace pulse::widgets {

class SegmentedControl : public QFrame {
    Q_OBJECT

public:
    SegmentedControl(const QString &accessibleName, const QStringList &texts, QWidget *parent = nullptr);

    void setText(int index, const QString &text);
    void setCurrent(int index); // without saying so
    int current() const;

signals:
    void chosen(int index); // by the user

private:
    QButtonGroup *m_buttons;
};

} // namespace pulse::widgets

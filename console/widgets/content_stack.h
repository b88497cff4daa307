// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Either the content or, while there is none, a StateView that says why.
#pragma once

#include "models/list/list_phase.h"
#include "wire/core/problem.h"

#include <QStackedWidget>

namespace pulse::widgets {

class StateView;

struct EmptyText {
    QString title;
    QString text;
    QString iconName;
};

class ContentStack : public QStackedWidget {
    Q_OBJECT

public:
    explicit ContentStack(QWidget *content, QWidget *parent = nullptr);

    // Rows stay in sight while they are read again, and when that fails.
    void present(models::Phase phase, bool hasContent, const wire::Problem &problem, const EmptyText &empty);
    StateView *state() const { return m_state; }
    bool showsContent() const { return currentIndex() == 0; }

signals:
    void retryRequested();

private:
    StateView *m_state;
};

} // namespace pulse::widgets

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/content_stack.h"

#include "client/problem_text.h"
#include "widgets/state_view.h"

namespace pulse::widgets {

ContentStack::ContentStack(QWidget *content, QWidget *parent)
    : QStackedWidget(parent)
    , m_state(new StateView(this))
{
    addWidget(content);
    addWidget(m_state);
    setCurrentIndex(1);
    connect(m_state, &StateView::retryRequested, this, &ContentStack::retryRequested);
}

void ContentStack::present(models::Phase phase, bool hasContent, const wire::Problem &problem,
                           const EmptyText &empty)
{
    if (hasContent)
        return setCurrentIndex(0);
    switch (phase) {
    case models::Phase::Idle:
    case models::Phase::Loading: m_state->showLoading(); break;
    case models::Phase::Ready: m_state->showEmpty(empty.title, empty.text, empty.iconName); break;
    case models::Phase::Failed: m_state->showError(client::problemText(problem)); break;
    }
    setCurrentIndex(1);
}

} // namespace pulse::widgets

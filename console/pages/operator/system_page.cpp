// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/operator/system_page.h"

#include "client/problem_text.h"
#include "pages/operator/system_alert_detail.h"
#include "widgets/content_stack.h"
#include "widgets/data_table.h"
#include "widgets/labels.h"
#include "widgets/page_frame.h"
#include "widgets/segmented_control.h"

#include <QLocale>
#include <algorithm>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::SystemAlertListModel;

widgets::PageDescription SystemPage::description()
{
    return {.id = u"system"_s,
            .title = tr("System"),
            .iconName = u"system"_s,
            .shortcut = u"Ctrl+1"_s,
            .audience = widgets::Audience::Operators,
            .pictures = {{u"system"_s, true}}};
}

SystemPage::SystemPage(const widgets::PageContext &context, QWidget *parent)
    : Page(parent)
    , m_model(context.api, context.live)
    , m_count(widgets::makeMutedLabel(this, {}))
    , m_filter(new widgets::SegmentedControl(tr("Show"), {tr("Open"), tr("All")}, this))
    , m_table(new widgets::DataTable(this))
    , m_stack(new widgets::ContentStack(m_table, this))
    , m_detail(new SystemAlertDetail(context.clock, this))
{
    setObjectName(u"systemPage"_s);
    buildTable(context.clock);
    m_detail->setFixedWidth(320);
    widgets::layOutListPage(this, widgets::makePageHead(this, tr("System"), m_count, {m_filter}), m_stack,
                            m_detail);
    connect(m_filter, &widgets::SegmentedControl::chosen, this, [this](int index) {
        m_model.setFilter({{}, index});
    });
    connect(m_stack, &widgets::ContentStack::retryRequested, &m_model, &SystemAlertListModel::load);
    connect(m_detail, &SystemAlertDetail::acknowledgeRequested, &m_model, &SystemAlertListModel::acknowledge);
    connect(&m_model, &SystemAlertListModel::actFailed, this,
            [this](const wire::Problem &problem) { m_detail->showProblem(client::problemText(problem)); });
    connect(&m_model, &SystemAlertListModel::countsChanged, this, &SystemPage::refresh);
    connect(&m_model, &SystemAlertListModel::phaseChanged, this, &SystemPage::refresh);
    refresh();
}

void SystemPage::buildTable(const Clock &clock)
{
    m_table->setList(m_model, clock);
    m_table->setAccessibleName(tr("System alerts"));
    connect(m_table, &widgets::DataTable::rowSelected, this, &SystemPage::showSelected);
}

void SystemPage::refresh()
{
    m_stack->present(
        m_model.phase(), m_model.rowCount() > 0, m_model.problem(),
        (m_model.filter().choice == SystemAlertListModel::All)
            ? widgets::EmptyText{tr("Nothing yet"), tr("No system alert was raised in 90 days."), u"quiet"_s}
            : widgets::EmptyText{tr("All is well"), tr("Pulse has nothing to say about itself."),
                                 u"quiet"_s});
    m_count->setText(m_model.phase() == models::Phase::Ready ? QLocale().toString(m_model.rowCount())
                                                             : QString());
    m_filter->setCurrent(m_model.filter().choice);
    if (m_model.phase() == models::Phase::Idle) { // signed out
        m_shown = 0;
        m_detail->setAlert(nullptr);
    }
    keepSelection();
    emit badgeChanged(troubles().isEmpty() ? QString() : QLocale().toString(troubles().size()));
    emit troublesChanged();
}

QList<model::SystemAlert> SystemPage::troubles() const { return m_model.unacknowledged(); }

// After the list was read again the same one is chosen; at first, or when it has left, the newest.
void SystemPage::keepSelection()
{
    if (m_model.phase() != models::Phase::Ready)
        return;
    if (m_model.rowCount() == 0)
        m_detail->setAlert(nullptr);
    else
        m_table->selectRowQuietly(std::max(0, m_model.rowOf(QString::number(m_shown))));
    showSelected();
}

void SystemPage::showSelected()
{
    const model::SystemAlert *alert = m_model.at(m_table->selectedRow());
    if (!alert)
        return;
    m_shown = alert->systemAlertId;
    m_detail->setAlert(alert);
}

void SystemPage::focusContent() { m_table->setFocus(); }

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alerts_page.h"

#include "client/problem_text.h"
#include "client/session.h"
#include "pages/customer/alert_detail.h"
#include "widgets/content_stack.h"
#include "widgets/data_table.h"
#include "widgets/labels.h"
#include "widgets/page_frame.h"
#include "widgets/segmented_control.h"

#include <QLocale>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::AlertFilter;
using models::AlertListModel;

widgets::PageDescription AlertsPage::description()
{
    return {.id = u"alerts"_s,
            .title = tr("Alerts"),
            .iconName = u"alerts"_s,
            .shortcut = u"Ctrl+2"_s,
            .pictures = {{u"alerts"_s}}};
}

AlertsPage::AlertsPage(const widgets::PageContext &context, QWidget *parent)
    : Page(parent)
    , m_session(context.session)
    , m_model(context.api, context.live)
    , m_history(context.api)
    , m_openAlerts(context.api, context.live)
    , m_count(widgets::makeMutedLabel(this, {}))
    , m_filter(new widgets::SegmentedControl(tr("Show"), {tr("Open"), tr("Closed"), tr("All")}, this))
    , m_table(new widgets::DataTable(this))
    , m_stack(new widgets::ContentStack(m_table, this))
    , m_detail(new AlertDetail(context.clock, this))
{
    setObjectName(u"alertsPage"_s);
    buildTable(context.clock);
    m_detail->setFixedWidth(296);
    widgets::layOutListPage(this, widgets::makePageHead(this, tr("Alerts"), m_count, {m_filter}), m_stack,
                            m_detail);
    connect(m_filter, &widgets::SegmentedControl::chosen, this, [this](int index) {
        m_model.setFilter({{}, index});
    });
    connect(m_stack, &widgets::ContentStack::retryRequested, &m_model, &AlertListModel::load);
    connect(m_detail, &AlertDetail::deviceActivated, this,
            [this](const QString &deviceId) { emit pageRequested(u"device"_s, deviceId); });
    connect(&m_openAlerts, &models::OpenAlertCount::countChanged, this, [this] {
        const auto count = m_openAlerts.count();
        emit badgeChanged(count.value_or(0) > 0 ? QLocale().toString(*count) : QString());
    });
    connect(&m_model, &AlertListModel::phaseChanged, this, &AlertsPage::refresh);
    connect(&m_model, &AlertListModel::countsChanged, this, &AlertsPage::refresh);
    connect(&m_model, &AlertListModel::alertChanged, this, [this](const model::Alert &alert) {
        if (alert.alertId == m_shownAlert)
            show(&alert); // also when it has just left the list
    });
    connect(m_detail, &AlertDetail::actRequested, &m_model, &AlertListModel::act);
    connect(&m_model, &AlertListModel::actFailed, this,
            [this](const wire::Problem &problem) { m_detail->showProblem(client::problemText(problem)); });
    connect(&m_history, &models::AlertHistory::changed, this,
            [this] { m_detail->setHistory(m_history.transitions()); });
    refresh();
}

void AlertsPage::enter()
{
    m_detail->setMayAct(m_session.mayChange());
    reload();
}

void AlertsPage::leave()
{
    m_model.clear();
    m_openAlerts.clear();
}

void AlertsPage::reload()
{
    m_model.load();
    m_openAlerts.load();
}

void AlertsPage::show(const model::Alert *alert)
{
    m_detail->setAlert(alert);
    m_history.show(alert);
}

void AlertsPage::buildTable(const Clock &clock)
{
    m_table->setList(m_model, clock);
    m_table->setAccessibleName(tr("Alerts"));
    connect(m_table, &widgets::DataTable::rowSelected, this, &AlertsPage::showSelected);
    connect(m_table, &widgets::DataTable::rowActivated, this, [this](int row) {
        if (const model::Alert *alert = m_model.at(row))
            emit pageRequested(u"device"_s, alert->deviceId);
    });
}

void AlertsPage::refresh()
{
    const bool isOpen = m_model.filter().choice == static_cast<int>(AlertFilter::Open);
    m_stack->present(m_model.phase(), m_model.rowCount() > 0, m_model.problem(),
                     isOpen
                         ? widgets::EmptyText{tr("All quiet"), tr("No alert is open."), u"quiet"_s}
                         : widgets::EmptyText{tr("Nothing here yet"), tr("No alert matches."), u"alerts"_s});
    const QString count = QLocale().toString(m_model.rowCount());
    m_count->setText(m_model.phase() == models::Phase::Idle ? QString()
                         : m_model.isComplete()             ? count
                                                            : tr("%1 loaded").arg(count));
    if (m_model.phase() == models::Phase::Idle) { // signed out
        m_shownAlert = 0;
        show(nullptr);
    }
    keepSelection();
}

// After a reset the same alert is chosen again; at first, the newest.
void AlertsPage::keepSelection()
{
    if (m_table->selectedRow() >= 0 || m_model.phase() != models::Phase::Ready)
        return;
    const int row = m_model.rowOf(QString::number(m_shownAlert));
    if (row >= 0)
        m_table->selectRowQuietly(row);
    else if (m_shownAlert == 0 && m_model.rowCount() > 0)
        m_table->selectRowQuietly(0);
}

void AlertsPage::showSelected()
{
    const model::Alert *alert = m_model.at(m_table->selectedRow());
    if (!alert)
        return; // keep showing what was being read
    m_shownAlert = alert->alertId;
    show(alert);
}

void AlertsPage::focusContent() { m_table->setFocus(); }

} // namespace pulse::pages

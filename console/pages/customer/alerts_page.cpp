// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/alerts_page.h"

#include "client/problem_text.h"
#include "client/session.h"
#include "pages/customer/alert_detail.h"
#include "widgets/content_stack.h"
#include "widgets/data_table.h"
#include "widgets/delegates.h"
#include "widgets/labels.h"
#include "widgets/page_frame.h"
#include "widgets/segmented_control.h"

#include <QLocale>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::AlertColumn;
using models::AlertFilter;
using models::AlertListModel;
using widgets::TextDelegate;

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
    connect(m_filter, &widgets::SegmentedControl::chosen, this,
            [this](int index) { m_model.setFilter(static_cast<AlertFilter>(index)); });
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
    using Strength = TextDelegate::Strength;
    const auto delegate = [this](AlertColumn column, QAbstractItemDelegate *item) {
        m_table->setItemDelegateForColumn(static_cast<int>(column), item);
    };
    m_table->setModel(&m_model);
    m_table->setAccessibleName(tr("Alerts"));
    delegate(AlertColumn::Severity, new widgets::SeverityDelegate(AlertListModel::SeverityRole, m_table));
    delegate(AlertColumn::Summary, new TextDelegate(Strength::Strong, m_table));
    delegate(AlertColumn::Device, new TextDelegate(Strength::Muted, m_table));
    delegate(AlertColumn::Opened, new widgets::RelativeTimeDelegate(AlertListModel::RawRole, clock, m_table));
    delegate(AlertColumn::Status, new widgets::AlertStatusDelegate(AlertListModel::StatusRole, m_table));
    m_table->setColumnHidden(static_cast<int>(AlertColumn::Type), true);
    m_table->setColumnWidths({96, -1, 136, 0, 96, 130});
    connect(m_table, &widgets::DataTable::rowSelected, this, &AlertsPage::showSelected);
    connect(m_table, &widgets::DataTable::rowActivated, this, [this](int row) {
        if (const model::Alert *alert = m_model.alertAt(row))
            emit pageRequested(u"device"_s, alert->deviceId);
    });
}

void AlertsPage::refresh()
{
    const bool isOpen = m_model.filter() == AlertFilter::Open;
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
    const int row = m_model.rowOf(m_shownAlert, m_shownCreatedAt);
    if (row >= 0)
        m_table->selectRowQuietly(row);
    else if (m_shownAlert == 0 && m_model.rowCount() > 0)
        m_table->selectRowQuietly(0);
}

void AlertsPage::showSelected()
{
    const model::Alert *alert = m_model.alertAt(m_table->selectedRow());
    if (!alert)
        return; // keep showing what was being read
    m_shownAlert = alert->alertId;
    m_shownCreatedAt = alert->createdAt;
    show(alert);
}

void AlertsPage::focusContent() { m_table->setFocus(); }

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/devices_page.h"

#include "models/words_text.h"
#include "widgets/content_stack.h"
#include "widgets/data_table.h"
#include "widgets/icons.h"
#include "widgets/labels.h"
#include "widgets/page_frame.h"
#include "widgets/segmented_control.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::DeviceListModel;

namespace {

constexpr std::chrono::milliseconds kTypingPause{180};
constexpr std::chrono::seconds kReadAnewEvery{20};
constexpr model::DeviceStatus kStatuses[] = {model::DeviceStatus::Online, model::DeviceStatus::Stale,
                                             model::DeviceStatus::Revoked};

QStringList statusTexts()
{
    QStringList texts{DevicesPage::tr("All")};
    for (const model::DeviceStatus status : kStatuses)
        texts.append(models::text(status));
    return texts;
}

} // namespace

widgets::PageDescription DevicesPage::description()
{
    return {.id = u"devices"_s,
            .title = tr("Devices"),
            .iconName = u"devices"_s,
            .shortcut = u"Ctrl+1"_s,
            .search = tr("&Find a device"),
            .pictures = {{u"devices"_s}, {u"degraded"_s, true}}};
}

DevicesPage::DevicesPage(const widgets::PageContext &context, QWidget *parent)
    : Page(parent)
    , m_model(context.api, context.live)
    , m_count(widgets::makeMutedLabel(this, {}))
    , m_search(new QLineEdit(this))
    , m_status(new widgets::SegmentedControl(tr("Status"), statusTexts(), this))
    , m_table(new widgets::DataTable(this))
    , m_stack(new widgets::ContentStack(m_table, this))
{
    setObjectName(u"devicesPage"_s);
    buildTable(context.clock);
    buildSearch();
    widgets::layOutListPage(this, widgets::makePageHead(this, tr("Devices"), m_count, {m_status, m_search}),
                            m_stack, nullptr);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, &DevicesPage::applyFilter);
    connect(&m_anew, &QTimer::timeout, this, &DevicesPage::readVisibleAnew);
    m_anew.start(kReadAnewEvery);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &DevicesPage::focusContent);
    connect(m_status, &widgets::SegmentedControl::chosen, this, &DevicesPage::applyFilter);
    connect(m_stack, &widgets::ContentStack::retryRequested, &m_model, &DeviceListModel::load);
    connect(&m_model, &DeviceListModel::phaseChanged, this, &DevicesPage::refresh);
    connect(&m_model, &DeviceListModel::countsChanged, this, &DevicesPage::refresh);
    refresh();
}

void DevicesPage::buildSearch()
{
    m_search->setPlaceholderText(tr("Search device or site"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(260);
    m_search->addAction(widgets::icon(u"search"_s, widgets::tokens().textFaint), QLineEdit::LeadingPosition);
}

void DevicesPage::buildTable(const Clock &clock)
{
    m_table->setList(m_model, clock);
    m_table->setAccessibleName(tr("Devices"));
    m_table->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    connect(m_table, &widgets::DataTable::rowActivated, this,
            [this](int row) { emit pageRequested(u"device"_s, m_model.idAt(row)); });
}

void DevicesPage::applyFilter()
{
    m_typing.stop();
    m_model.setFilter({m_search->text().trimmed(), m_status->current()});
}

void DevicesPage::refresh()
{
    const widgets::EmptyText empty = (m_model.filter() != models::ListFilter{})
        ? widgets::EmptyText{tr("No device matches"), tr("Try another word or another status."), u"search"_s}
        : widgets::EmptyText{tr("No devices yet"), tr("Devices appear here once they are registered."),
                             u"devices"_s};
    m_stack->present(m_model.phase(), m_model.rowCount() > 0, m_model.problem(), empty);
    refreshCounts();
}

void DevicesPage::refreshCounts()
{
    const QLocale locale;
    const qint64 total = m_model.totalCount();
    const int shown = m_model.rowCount();
    const bool isPart = !m_model.isComplete() && shown < total;
    if (m_model.phase() == models::Phase::Idle)
        m_count->clear();
    else if (isPart)
        m_count->setText(tr("%1 of %2 loaded").arg(locale.toString(shown), locale.toString(total)));
    else
        m_count->setText(locale.toString(total));
    const bool isKnown = m_model.isComplete() && m_model.rows().heldCount() >= shown
        && m_model.filter() == models::ListFilter{};
    for (int i = 0; i < 3 && isKnown; ++i) {
        const int count = m_model.countOf(static_cast<int>(kStatuses[i]));
        m_status->setText(i + 1, u"%1  %2"_s.arg(models::text(kStatuses[i]), locale.toString(count)));
    }
}

void DevicesPage::readVisibleAnew()
{
    if (!m_table->isVisible() || m_model.phase() != models::Phase::Ready)
        return;
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    m_model.refreshRows(m_table->rowAt(0), last < 0 ? m_model.rowCount() - 1 : last);
}

void DevicesPage::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void DevicesPage::focusContent()
{
    m_table->setFocus();
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->selectRowQuietly(0);
}

void DevicesPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_search->actions().isEmpty())
        m_search->actions().first()->setIcon(widgets::icon(u"search"_s, widgets::tokens().textFaint));
}

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page/list_page.h"

#include "client/problem_text.h"
#include "widgets/data_table.h"
#include "widgets/icons.h"
#include "widgets/labels.h"
#include "widgets/segmented_control.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>

namespace pulse::widgets {

using namespace Qt::StringLiterals;
using models::ListModel;
using models::Phase;

namespace {

constexpr std::chrono::milliseconds kTypingPause{180};
constexpr std::chrono::seconds kAgesEvery{5};
constexpr std::chrono::seconds kStillAfter{5}; // then nobody is about to click
constexpr int kInspectorWidth = 300;

} // namespace

ListPage::ListPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_clock(context.clock)
{
}

void ListPage::build(const PageDescription &description, ListModel &model, const ListLook &look)
{
    m_model = &model;
    m_look = look;
    setObjectName(description.id + u"Page"_s);
    m_count = makeMutedLabel(this, {});
    m_waiting = makeCaption(this, {});
    m_table = new DataTable(this);
    m_stack = new ContentStack(m_table, this);
    m_table->setList(model, m_clock);
    m_table->setAccessibleName(look.name);
    if (look.isSortable) {
        m_table->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
        m_table->setSortingEnabled(true);
    }
    if (!look.whenNoneIsChosen.isEmpty()) {
        m_inspector = new Inspector(look.whenNoneIsChosen, this);
        m_inspector->setFixedWidth(kInspectorWidth);
        connect(&m_ages, &QTimer::timeout, this, &ListPage::refreshInspector);
        m_ages.start(kAgesEvery);
    }
    layOut(description.title);
    connectModel();
    refresh();
}

void ListPage::layOut(const QString &title)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(makeLabel(this, title, TextSize::Title, QFont::DemiBold));
    head->addLayout(onBaseline(m_count));
    head->addLayout(onBaseline(m_waiting));
    head->addStretch();
    if (!m_look.choices.isEmpty()) {
        m_choice = new SegmentedControl(m_look.choicesName, m_look.choices, this);
        head->addWidget(m_choice);
        connect(m_choice, &SegmentedControl::chosen, this, &ListPage::applyFilter);
    }
    if (!m_look.searchHint.isEmpty())
        head->addWidget(buildSearch());
    auto *card = makeCard(this);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(1, 4, 1, 4);
    cardLayout->addWidget(m_stack);
    auto *content = new QHBoxLayout;
    content->setSpacing(14);
    content->addWidget(card, 1);
    if (m_inspector)
        content->addWidget(m_inspector);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 18, 24, 20);
    layout->setSpacing(14);
    layout->addLayout(head);
    layout->addLayout(content, 1);
}

QWidget *ListPage::buildSearch()
{
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(m_look.searchHint);
    m_search->setAccessibleName(m_look.searchHint);
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(260);
    m_search->addAction(icon(u"search"_s, tokens().textFaint), QLineEdit::LeadingPosition);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, &ListPage::applyFilter);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &ListPage::focusContent);
    return m_search;
}

void ListPage::connectModel()
{
    connect(m_table, &DataTable::rowSelected, this, &ListPage::chooseSelected);
    connect(m_table, &DataTable::rowActivated, this, [this](int row) { activate(m_model->idAt(row)); });
    connect(m_stack, &ContentStack::retryRequested, m_model, &ListModel::load);
    connect(m_model, &ListModel::phaseChanged, this, &ListPage::refresh);
    connect(m_model, &ListModel::countsChanged, this, &ListPage::refresh);
    if (m_inspector) {
        connect(m_model, &ListModel::acted, m_inspector, [this] { m_inspector->showProblem({}); });
        connect(m_model, &ListModel::actFailed, m_inspector, [this](const wire::Problem &problem) {
            m_inspector->showProblem(client::problemText(problem));
        });
    }
    if (m_look.readAnewEvery.count() > 0) {
        connect(&m_anew, &QTimer::timeout, this, &ListPage::readVisibleAnew);
        m_anew.start(m_look.readAnewEvery);
    }
    m_still.setSingleShot(true);
    m_still.setInterval(kStillAfter);
    connect(m_table, &DataTable::pointerMoved, this, &ListPage::holdWhilePointed);
    connect(&m_still, &QTimer::timeout, this, [this] { holdWhilePointed(false); });
    connect(m_model, &ListModel::waitingChanged, this, [this] {
        const int count = m_model->waitingCount();
        m_waiting->setText(count == 0 ? QString() : tr("%n more when the pointer rests", {}, count));
    });
}

void ListPage::holdWhilePointed(bool isInside)
{
    m_model->setHolding(isInside);
    if (isInside)
        m_still.start();
    else
        m_still.stop();
}

void ListPage::leave()
{
    if (m_search)
        m_search->clear();
    m_typing.stop();
    if (m_choice)
        m_choice->setCurrent(0);
    m_chosen.clear();
    m_model->clear();
    m_model->setFilter({});
    if (m_inspector)
        m_inspector->inspect(std::nullopt);
}

void ListPage::applyFilter()
{
    m_typing.stop();
    m_model->setFilter(
        {m_search ? m_search->text().trimmed() : QString(), m_choice ? m_choice->current() : 0});
}

void ListPage::refresh()
{
    m_stack->present(m_model->phase(), m_model->rowCount() > 0, m_model->problem(),
                     m_model->filter() == models::ListFilter{} ? m_look.whenEmpty : m_look.whenFiltered);
    refreshCounts();
    keepChosen();
    refreshInspector();
}

void ListPage::refreshCounts()
{
    const QLocale locale;
    const int shown = m_model->rowCount();
    const qint64 total = m_model->totalCount();
    const QString most = locale.toString(total) + (m_model->isTotalLeast() ? u"+"_s : QString());
    m_count->setText(m_model->phase() == Phase::Idle ? QString()
                         : m_model->isComplete() || shown >= total
                         ? locale.toString(shown)
                         : tr("%1 of %2 loaded").arg(locale.toString(shown), most));
    const bool isKnown = m_model->isComplete() && m_model->filter() == models::ListFilter{};
    for (int i = 1; m_look.countsChoices && isKnown && i < m_look.choices.size(); ++i)
        m_choice->setText(i, u"%1  %2"_s.arg(m_look.choices[i], locale.toString(m_model->countOf(i - 1))));
}

// After the list was read again the same one is chosen; at first, where one is inspected, the first.
void ListPage::keepChosen()
{
    if (m_table->selectedRow() >= 0 || m_model->phase() != Phase::Ready)
        return;
    const int row = m_chosen.isEmpty() ? -1 : m_model->rowOf(m_chosen);
    const bool isFree = m_inspector && (m_chosen.isEmpty() || !m_look.keepsChosen);
    if (row >= 0) {
        m_table->selectRowQuietly(row);
    } else if (isFree && m_model->rowCount() > 0) {
        m_table->selectRowQuietly(0);
    } else if (isFree) {
        m_chosen.clear();
        m_inspector->inspect(std::nullopt);
    }
}

void ListPage::chooseSelected()
{
    const QString id = m_model->idAt(m_table->selectedRow());
    if (id.isEmpty())
        return; // what was being read is still shown
    m_chosen = id;
    refreshInspector();
}

void ListPage::refreshInspector()
{
    if (!m_inspector || m_chosen.isEmpty())
        return;
    if (const auto inspection = inspect(m_chosen))
        m_inspector->inspect(inspection);
}

std::optional<Inspection> ListPage::inspect(const QString &) { return std::nullopt; }

void ListPage::readVisibleAnew()
{
    if (!m_table->isVisible() || m_model->phase() != Phase::Ready)
        return;
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    m_model->refreshRows(m_table->rowAt(0), last < 0 ? m_model->rowCount() - 1 : last);
}

void ListPage::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void ListPage::focusContent()
{
    m_table->setFocus();
    if (!m_table->currentIndex().isValid() && m_chosen.isEmpty() && m_model->rowCount() > 0)
        m_table->selectRowQuietly(0);
}

bool ListPage::isEmpty() const { return m_model->phase() == Phase::Ready && m_model->rowCount() == 0; }

QString ListPage::missing() const
{
    if (m_model->phase() != Phase::Ready)
        return tr("%1 (still reading)").arg(m_look.name.toLower());
    if (isEmpty())
        return tr("any %1").arg(m_look.name.toLower());
    if (m_inspector && m_inspector->shownTitle().isEmpty())
        return tr("the chosen one of %1").arg(m_look.name.toLower());
    return {};
}

void ListPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_search)
        m_search->actions().first()->setIcon(icon(u"search"_s, tokens().textFaint));
}

} // namespace pulse::widgets

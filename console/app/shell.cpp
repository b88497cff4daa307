// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell.h"

#include "app/page_registry.h"
#include "app/view_menu.h"
#include "models/service_notice.h"
#include "models/times.h"
#include "widgets/banner.h"
#include "widgets/connection_indicator.h"
#include "widgets/icons.h"
#include "widgets/labels.h"
#include "widgets/nav_button.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>

namespace pulse::console {

using namespace Qt::StringLiterals;
using widgets::TextSize;

namespace {

constexpr int kSidebarWidth = 208;
constexpr int kHeaderHeight = 52;
constexpr qsizetype kMostHistory = 50;

} // namespace

Shell::Shell(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_banner(new widgets::Banner(this))
    , m_pages(new QStackedWidget(this))
    , m_logo(new QLabel(this))
    , m_tenant(widgets::makeLabel(this, {}, TextSize::Small, QFont::Medium))
    , m_user(widgets::makeMutedLabel(this, {}))
    , m_signOut(new QToolButton(this))
{
    makePages();
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(buildHeader());
    right->addWidget(m_pages, 1);
    auto *below = new QHBoxLayout;
    below->setSpacing(0);
    below->addWidget(buildSidebar());
    below->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addLayout(below, 1);
    connectBanner();
    showIcons();
}

void Shell::makePages()
{
    for (const widgets::PageDescription &description : allPages()) {
        Entry entry{description, description.make(m_console.pageContext(), this), nullptr};
        if (description.below.isEmpty())
            entry.button = new widgets::NavButton(description.iconName, description.title, this);
        m_pages->addWidget(entry.page);
        m_entries.append(entry);
        connectPage(entry);
    }
}

QWidget *Shell::buildSidebar()
{
    auto *sidebar = new QWidget(this);
    sidebar->setProperty("role", u"sidebar"_s);
    sidebar->setAttribute(Qt::WA_StyledBackground);
    sidebar->setFixedWidth(kSidebarWidth);
    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(10, 0, 0, 0);
    brand->setSpacing(9);
    brand->addWidget(m_logo);
    brand->addWidget(widgets::makeLabel(sidebar, tr("Pulse"), TextSize::Heading, QFont::Bold));
    brand->addStretch();
    auto *layout = new QVBoxLayout(sidebar);
    layout->setContentsMargins(12, 14, 12, 14);
    layout->setSpacing(3);
    layout->addLayout(brand);
    layout->addSpacing(18);
    for (const Entry &entry : m_entries) {
        if (entry.button)
            layout->addWidget(entry.button);
    }
    layout->addStretch();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(11, 0, 0, 0);
    foot->addWidget(
        widgets::makeCaption(sidebar, tr("Version %1").arg(QCoreApplication::applicationVersion())));
    layout->addLayout(foot);
    return sidebar;
}

QWidget *Shell::buildHeader()
{
    auto *header = new QFrame(this);
    header->setProperty("role", u"header"_s);
    header->setFixedHeight(kHeaderHeight);
    m_tenant->setProperty("role", u"badge"_s);
    m_tenant->setToolTip(tr("Tenant"));
    m_signOut->setToolTip(tr("Sign out"));
    m_signOut->setAccessibleName(tr("Sign out"));
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(24, 0, 16, 0);
    layout->setSpacing(10);
    layout->addWidget(m_tenant, 0, Qt::AlignVCenter);
    layout->addStretch();
    layout->addWidget(new widgets::ConnectionIndicator(m_console.live, header));
    layout->addSpacing(6);
    layout->addWidget(m_user);
    layout->addWidget(makeThemeButton(header));
    layout->addWidget(m_signOut);
    connect(m_signOut, &QToolButton::clicked, &m_console.session, &client::Session::signOut);
    return header;
}

void Shell::connectPage(const Entry &entry)
{
    using widgets::Page;
    connect(entry.page, &Page::pageRequested, this, &Shell::showPage);
    connect(entry.page, &Page::backRequested, this, &Shell::goBack);
    connect(entry.page, &Page::troublesChanged, this, &Shell::refreshBanner);
    if (!entry.button)
        return;
    connect(entry.page, &Page::badgeChanged, entry.button, &widgets::NavButton::setBadge);
    connect(entry.button, &QAbstractButton::clicked, this,
            [this, id = entry.description.id] { showPage(id); });
}

void Shell::connectBanner()
{
    connect(&m_console.live, &client::LiveSocket::linkChanged, this, &Shell::refreshBanner);
    connect(&m_console.live, &client::LiveSocket::serviceChanged, this, &Shell::refreshBanner);
    connect(m_banner, &widgets::Banner::actionRequested, this, [this](models::ServiceNotice::Action action) {
        if (action == models::ServiceNotice::Action::Retry)
            return m_console.live.retryNow();
        for (const Entry &entry : entered()) {
            if (!entry.page->troubles().isEmpty())
                return showPage(entry.description.id);
        }
    });
}

// Signed out, the link is down because we left it.
void Shell::refreshBanner()
{
    if (m_console.session.state() != client::Session::State::SignedIn)
        return m_banner->setNotice(std::nullopt);
    QList<model::SystemAlert> troubles;
    for (const Entry &entry : entered())
        troubles += entry.page->troubles();
    m_banner->setNotice(models::noticeOf({m_console.live.link(), m_console.live.service(), troubles},
                                         models::localTime(m_console.clock.now())));
}

void Shell::enter()
{
    m_tenant->setText(m_console.session.tenantId());
    m_tenant->setVisible(!m_tenant->text().isEmpty());
    m_user->setText(m_console.session.login());
    m_history.clear();
    m_console.live.start();
    for (const Entry &entry : m_entries) {
        const bool isSeen = isFor(entry.description.audience, m_console.session);
        if (entry.button)
            entry.button->setVisible(isSeen);
        if (isSeen)
            entry.page->enter();
    }
    showPage(entered().first().description.id);
}

void Shell::leave()
{
    m_console.live.stop();
    for (const Entry &entry : m_entries)
        entry.page->leave();
    m_history.clear();
    refreshBanner();
}

QList<Shell::Entry> Shell::entered() const
{
    QList<Entry> entries;
    std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(entries),
                 [this](const Entry &entry) { return isFor(entry.description.audience, m_console.session); });
    return entries;
}

const Shell::Entry &Shell::entryOf(const QString &pageId) const
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&pageId](const Entry &candidate) {
        return candidate.description.id == pageId;
    });
    Q_ASSERT(entry != m_entries.end());
    return *entry;
}

widgets::Page *Shell::pageOf(const QString &pageId) const { return entryOf(pageId).page; }

widgets::Page *Shell::currentPage() const { return static_cast<widgets::Page *>(m_pages->currentWidget()); }

void Shell::go(const Place &place)
{
    if (m_history.isEmpty() || m_history.last() != place)
        m_history.append(place);
    if (m_history.size() > kMostHistory)
        m_history.removeFirst();
    const Entry &entry = entryOf(place.pageId);
    if (currentPage() != entry.page)
        currentPage()->disappear();
    entry.page->appear(place.subject);
    m_pages->setCurrentWidget(entry.page);
    const Entry &above = entry.button ? entry : entryOf(entry.description.below);
    above.button->setChecked(true);
}

void Shell::showPage(const QString &pageId, const QString &subject)
{
    go({pageId, subject});
    currentPage()->focusContent();
}

void Shell::search(const QString &pageId)
{
    showPage(pageId);
    currentPage()->focusSearch();
}

void Shell::goBack()
{
    if (m_history.size() > 1)
        m_history.removeLast();
    if (!m_history.isEmpty())
        go(m_history.last());
}

// A page about one thing reads that again; any other, with it all that the rail leads to.
void Shell::reload()
{
    const bool isOfOne = !m_history.isEmpty() && !m_history.last().subject.isEmpty();
    if (isOfOne)
        return currentPage()->reload();
    for (const Entry &entry : entered()) {
        if (entry.button)
            entry.page->reload();
    }
}

void Shell::showIcons()
{
    m_logo->setPixmap(widgets::icon(u"pulse"_s, widgets::tokens().accent).pixmap(24, 24));
    m_signOut->setIcon(widgets::icon(u"sign_out"_s, widgets::tokens().textMuted));
}

void Shell::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showIcons();
}

} // namespace pulse::console

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell.h"

#include "app/view_menu.h"
#include "models/times.h"
#include "pages/customer/alerts_page.h"
#include "pages/customer/device_page.h"
#include "pages/customer/devices_page.h"
#include "pages/operator/system_page.h"
#include "widgets/banner.h"
#include "widgets/connection_indicator.h"
#include "widgets/icons.h"
#include "widgets/labels.h"
#include "widgets/nav_button.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QStackedWidget>
#include <QToolButton>

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
    , m_devices(console.api, console.live)
    , m_alerts(console.api, console.live)
    , m_alertHistory(console.api)
    , m_openAlerts(console.api, console.live)
    , m_systemAlerts(console.api, console.live)
    , m_devicesPage(new pages::DevicesPage(m_devices, console.clock, this))
    , m_devicePage(new pages::DevicePage(console.api, console.live, console.clock, this))
    , m_alertsPage(new pages::AlertsPage(m_alerts, m_alertHistory, console.clock, this))
    , m_systemPage(new pages::SystemPage(m_systemAlerts, console.clock, this))
    , m_banner(new widgets::Banner(this))
    , m_pages(new QStackedWidget(this))
    , m_devicesButton(new widgets::NavButton(u"devices"_s, tr("Devices"), this))
    , m_alertsButton(new widgets::NavButton(u"alerts"_s, tr("Alerts"), this))
    , m_systemButton(new widgets::NavButton(u"system"_s, tr("System"), this))
    , m_logo(new QLabel(this))
    , m_tenant(widgets::makeLabel(this, {}, TextSize::Small, QFont::Medium))
    , m_user(widgets::makeMutedLabel(this, {}))
    , m_signOut(new QToolButton(this))
{
    for (QWidget *page :
         std::initializer_list<QWidget *>{m_devicesPage, m_devicePage, m_alertsPage, m_systemPage})
        m_pages->addWidget(page);
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
    connectPages();
    connectBanner();
    showIcons();
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
    layout->addWidget(m_devicesButton);
    layout->addWidget(m_alertsButton);
    layout->addWidget(m_systemButton);
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

void Shell::connectPages()
{
    connect(m_devicesButton, &QAbstractButton::clicked, this, &Shell::showDevices);
    connect(m_alertsButton, &QAbstractButton::clicked, this, &Shell::showAlerts);
    connect(m_systemButton, &QAbstractButton::clicked, this, &Shell::showSystem);
    connect(m_devicesPage, &pages::DevicesPage::deviceActivated, this, &Shell::showDevice);
    connect(m_alertsPage, &pages::AlertsPage::deviceActivated, this, &Shell::showDevice);
    connect(m_devicePage, &pages::DevicePage::backRequested, this, &Shell::goBack);
    connect(&m_openAlerts, &models::OpenAlertCount::countChanged, this, [this] {
        const auto count = m_openAlerts.count();
        m_alertsButton->setBadge(count.value_or(0) > 0 ? QLocale().toString(*count) : QString());
    });
}

void Shell::connectBanner()
{
    connect(&m_console.live, &client::LiveSocket::linkChanged, this, &Shell::refreshBanner);
    connect(&m_console.live, &client::LiveSocket::serviceChanged, this, &Shell::refreshBanner);
    connect(&m_systemAlerts, &models::SystemAlertListModel::changed, this, &Shell::refreshBanner);
    connect(m_banner, &widgets::Banner::actionRequested, this, [this](models::ServiceNotice::Action action) {
        if (action == models::ServiceNotice::Action::Retry)
            m_console.live.retryNow();
        else
            showSystem();
    });
}

// Signed out, the link is down because we left it.
void Shell::refreshBanner()
{
    if (m_console.session.state() != client::Session::State::SignedIn)
        return m_banner->setNotice(std::nullopt);
    const auto open = models::unacknowledged(m_systemAlerts.alerts());
    m_systemButton->setBadge(open.isEmpty() ? QString() : QLocale().toString(open.size()));
    m_banner->setNotice(models::noticeOf({m_console.live.link(), m_console.live.service(), open},
                                         models::localTime(m_console.clock.now())));
}

void Shell::enter()
{
    const bool isOperator = m_console.session.isOperator();
    m_tenant->setText(m_console.session.tenantId());
    m_tenant->setVisible(!m_tenant->text().isEmpty());
    m_user->setText(m_console.session.login());
    m_devicesButton->setVisible(!isOperator);
    m_alertsButton->setVisible(!isOperator);
    m_systemButton->setVisible(isOperator);
    m_alertsPage->setMayAct(m_console.session.mayChange());
    m_history.clear();
    m_console.live.start();
    if (isOperator)
        enterAsOperator();
    else
        enterAsCustomer();
}

void Shell::enterAsCustomer()
{
    m_devices.load();
    m_alerts.load();
    m_openAlerts.load();
    showDevices();
}

void Shell::enterAsOperator()
{
    m_systemAlerts.follow();
    showSystem();
}

void Shell::leave()
{
    m_console.live.stop();
    m_devicePage->leave();
    m_devices.clear();
    m_alerts.clear();
    m_openAlerts.clear();
    m_systemAlerts.clear();
    m_history.clear();
    refreshBanner();
}

QWidget *Shell::currentPage() const { return m_pages->currentWidget(); }

void Shell::go(QWidget *page, const QString &deviceId)
{
    if (m_history.isEmpty() || m_history.last().page != page || m_history.last().deviceId != deviceId)
        m_history.append({page, deviceId});
    if (m_history.size() > kMostHistory)
        m_history.removeFirst();
    if (page != m_devicePage)
        m_devicePage->leave();
    else if (m_devicePage->model().phase() == models::Phase::Idle
             || m_devicePage->model().deviceId() != deviceId)
        m_devicePage->open(deviceId);
    m_pages->setCurrentWidget(page);
    widgets::NavButton *button = page == m_systemPage ? m_systemButton
        : page == m_alertsPage                        ? m_alertsButton
                                                      : m_devicesButton;
    button->setChecked(true);
}

void Shell::showDevices()
{
    go(m_devicesPage);
    m_devicesPage->focusTable();
}

void Shell::showAlerts()
{
    go(m_alertsPage);
    m_alertsPage->focusTable();
}

void Shell::showDevice(const QString &deviceId)
{
    go(m_devicePage, deviceId);
    m_devicePage->focusReadings();
}

void Shell::showSystem()
{
    go(m_systemPage);
    m_systemPage->focusTable();
}

void Shell::goBack()
{
    if (m_history.size() > 1)
        m_history.removeLast();
    if (m_history.isEmpty())
        return;
    const Place place = m_history.last();
    go(place.page == m_devicePage && place.deviceId.isEmpty() ? m_devicesPage : place.page, place.deviceId);
}

void Shell::reload()
{
    if (currentPage() == m_devicePage)
        return m_devicePage->reload();
    if (m_console.session.isOperator())
        return m_systemAlerts.load();
    m_devices.load();
    m_alerts.load();
    m_openAlerts.load();
}

void Shell::focusSearch()
{
    showDevices();
    m_devicesPage->focusSearch();
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

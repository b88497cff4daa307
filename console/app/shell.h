// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is seen when signed in: the banner, sidebar, header, and the pages, with a way back. Customers see
// their devices and alerts, operators Pulse itself.
#pragma once

#include "app/console.h"
#include "models/alert_history.h"
#include "models/alert_list_model.h"
#include "models/device_list_model.h"
#include "models/open_alert_count.h"
#include "models/system_alert_list_model.h"

#include <QWidget>

class QFrame;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace pulse::pages {
class AlertsPage;
class DevicePage;
class DevicesPage;
class SystemPage;
} // namespace pulse::pages

namespace pulse::widgets {
class Banner;
class NavButton;
} // namespace pulse::widgets

namespace pulse::console {

class Shell : public QWidget {
    Q_OBJECT

public:
    explicit Shell(Console &console, QWidget *parent = nullptr);

    void enter(); // signed in
    void leave(); // signed out: forgets everything
    void showDevices();
    void showAlerts();
    void showDevice(const QString &deviceId);
    void showSystem();
    void goBack();
    void reload();
    void focusSearch();

    pages::DevicesPage *devicesPage() const { return m_devicesPage; }
    pages::DevicePage *devicePage() const { return m_devicePage; }
    pages::AlertsPage *alertsPage() const { return m_alertsPage; }
    pages::SystemPage *systemPage() const { return m_systemPage; }
    widgets::Banner *banner() const { return m_banner; }
    models::SystemAlertListModel &systemAlerts() { return m_systemAlerts; }
    models::DeviceListModel &devices() { return m_devices; }
    models::AlertListModel &alerts() { return m_alerts; }
    QWidget *currentPage() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildSidebar();
    QWidget *buildHeader();
    void connectPages();
    void connectBanner();
    void enterAsCustomer();
    void enterAsOperator();
    void refreshBanner();
    void go(QWidget *page, const QString &deviceId = {});
    void showIcons();

    struct Place {
        QWidget *page = nullptr;
        QString deviceId;
    };

    Console &m_console;
    models::DeviceListModel m_devices;
    models::AlertListModel m_alerts;
    models::AlertHistory m_alertHistory;
    models::OpenAlertCount m_openAlerts;
    models::SystemAlertListModel m_systemAlerts;
    pages::DevicesPage *m_devicesPage;
    pages::DevicePage *m_devicePage;
    pages::AlertsPage *m_alertsPage;
    pages::SystemPage *m_systemPage;
    widgets::Banner *m_banner;
    QStackedWidget *m_pages;
    widgets::NavButton *m_devicesButton;
    widgets::NavButton *m_alertsButton;
    widgets::NavButton *m_systemButton;
    QLabel *m_logo;
    QLabel *m_tenant;
    QLabel *m_user;
    QToolButton *m_signOut;
    QList<Place> m_history; // where goBack() leads; the last is here
};

} // namespace pulse::console

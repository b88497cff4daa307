// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One device: who it is, its current values, its readings over a range, and its alerts.
//
// Invariants: after leave() nothing of the device is asked for or listened to.
#pragma once

#include "models/alert_list_model.h"
#include "models/device_model.h"
#include "widgets/page/page.h"

class QLabel;
class QLayout;
class QListView;
class QScrollArea;
class QToolButton;

namespace pulse::widgets {
class Badge;
class ContentStack;
class FactsView;
class RelativeTimeLabel;
class SegmentedControl;
struct Fact;
} // namespace pulse::widgets

namespace pulse::pages {

class DeviceCharts;
class DeviceRefusals;
class DeviceTiles;

class DevicePage : public widgets::Page {
    Q_OBJECT

public:
    static widgets::PageDescription description();
    explicit DevicePage(const widgets::PageContext &context, QWidget *parent = nullptr);

    void leave() override;
    void appear(const QString &deviceId) override;
    void disappear() override { leave(); }
    void reload() override;
    void focusContent() override; // arrow keys scroll
    QString missing() const override;

    models::DeviceModel &model() { return m_model; }
    DeviceCharts *charts() const { return m_charts; }
    DeviceTiles *tiles() const { return m_tiles; }
    DeviceRefusals *refusals() const { return m_refusals; }
    QString shownTitle() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void open(const QString &deviceId);
    QLayout *buildHead();
    QWidget *buildMain();
    QWidget *buildSide(const Clock &clock);
    QLayout *buildChartHead();
    void connectModel();
    void refreshDevice();
    static widgets::Fact clockFact(const model::SlowClock &clock);
    void refreshSeries();
    void refreshAlerts();
    void showBackIcon();

    models::DeviceModel m_model;
    models::AlertListModel m_alerts;
    QToolButton *m_back;
    QLabel *m_title;
    widgets::Badge *m_status;
    widgets::RelativeTimeLabel *m_seen;
    widgets::SegmentedControl *m_range;
    DeviceTiles *m_tiles;
    DeviceCharts *m_charts;
    QScrollArea *m_scroll;
    QLabel *m_points;
    widgets::ContentStack *m_chartStack;
    widgets::ContentStack *m_stack;
    widgets::FactsView *m_facts;
    DeviceRefusals *m_refusals;
    QListView *m_alertView;
    widgets::ContentStack *m_alertStack;
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device's readings over time, a chart per numeric metric, all with one time window and one hover line.
#pragma once

#include "models/device_model.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QFrame;
class QGridLayout;
class QPushButton;

namespace pulse::charts {
class MetricChart;
}

namespace pulse::pages {

class DeviceCharts : public QWidget {
    Q_OBJECT

public:
    static constexpr int kColumns = 2;
    static constexpr int kFirst = 12; // charts shown before somebody asks for all

    explicit DeviceCharts(models::DeviceModel &model, QWidget *parent = nullptr);
    void clear();
    QStringList metrics() const { return m_arranged; }
    charts::MetricChart *chart(const QString &metric) const { return m_charts.value(metric).chart; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Item {
        QFrame *card = nullptr;
        charts::MetricChart *chart = nullptr;
    };

    void refresh();
    void arrange(const QStringList &metrics);
    Item makeItem(const QString &metric);
    void moveWindow();
    void applyColors();

    models::DeviceModel &m_model;
    QGridLayout *m_grid;
    QPushButton *m_more;
    QHash<QString, Item> m_charts;
    QStringList m_arranged;
    QTimer m_soon; // readings in quick succession make one frame
    QTimer m_clock; // the window moves on when no reading comes
    bool m_showsAll = false;
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device's current values, a tile each, in rows.
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QWidget>

class QGridLayout;

namespace pulse::widgets {
class MetricTile;
}

namespace pulse::pages {

class DeviceTiles : public QWidget {
    Q_OBJECT

public:
    static constexpr int kColumns = 4;
    static constexpr int kMost = 40; // a message may carry 256 metrics

    explicit DeviceTiles(QWidget *parent = nullptr);
    void setValues(const QJsonObject &values); // makes tiles only for metrics that are new
    void clear();
    int count() const { return static_cast<int>(m_tiles.size()); }
    widgets::MetricTile *tile(const QString &metric) const { return m_tiles.value(metric); }

private:
    void arrange(const QStringList &metrics);

    QGridLayout *m_grid;
    QHash<QString, widgets::MetricTile *> m_tiles;
    QStringList m_arranged;
};

} // namespace pulse::pages

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/device_tiles.h"

#include "models/metric_text.h"
#include "widgets/metric_tile.h"

#include <QGridLayout>
#include <algorithm>

namespace pulse::pages {

DeviceTiles::DeviceTiles(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setSpacing(10);
    for (int column = 0; column < kColumns; ++column)
        m_grid->setColumnStretch(column, 1);
}

void DeviceTiles::setValues(const QJsonObject &values)
{
    QStringList metrics = values.keys();
    std::sort(metrics.begin(), metrics.end(), models::comesBefore);
    metrics = metrics.mid(0, kMost);
    if (metrics != m_arranged)
        arrange(metrics);
    for (const QString &metric : metrics)
        m_tiles[metric]->setValue(values.value(metric));
}

void DeviceTiles::arrange(const QStringList &metrics)
{
    for (const QString &gone : m_tiles.keys()) {
        if (!metrics.contains(gone))
            delete m_tiles.take(gone);
    }
    for (int i = 0; i < metrics.size(); ++i) {
        widgets::MetricTile *&tile = m_tiles[metrics[i]];
        if (!tile)
            tile = new widgets::MetricTile(metrics[i], this);
        m_grid->addWidget(tile, i / kColumns, i % kColumns);
    }
    m_arranged = metrics;
}

void DeviceTiles::clear()
{
    qDeleteAll(m_tiles);
    m_tiles.clear();
    m_arranged.clear();
}

} // namespace pulse::pages

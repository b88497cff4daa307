// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/device_charts.h"

#include "charts/metric_chart.h"
#include "models/metric_text.h"
#include "widgets/labels.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using charts::MetricChart;
using widgets::TextSize;

namespace {

constexpr std::chrono::milliseconds kFrame{100};
constexpr std::chrono::seconds kMoveEvery{2};
constexpr int kChartHeight = 176;

} // namespace

DeviceCharts::DeviceCharts(models::DeviceModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_grid(new QGridLayout)
    , m_more(new QPushButton(this))
{
    m_grid->setContentsMargins({});
    m_grid->setSpacing(10);
    for (int column = 0; column < kColumns; ++column)
        m_grid->setColumnStretch(column, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(10);
    layout->addLayout(m_grid);
    layout->addWidget(m_more, 0, Qt::AlignHCenter);
    m_more->hide();
    m_soon.setSingleShot(true);
    m_soon.setInterval(kFrame);
    connect(&m_soon, &QTimer::timeout, this, &DeviceCharts::refresh);
    connect(&m_clock, &QTimer::timeout, this, &DeviceCharts::moveWindow);
    connect(&model, &models::DeviceModel::seriesChanged, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    connect(&model, &models::DeviceModel::seriesPhaseChanged, this, &DeviceCharts::refresh);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_showsAll = true;
        refresh();
    });
    m_clock.start(kMoveEvery);
}

void DeviceCharts::refresh()
{
    m_soon.stop();
    if (m_model.phase() == models::Phase::Idle)
        return;
    const QStringList all = m_model.series().metrics();
    const QStringList metrics = m_showsAll ? all : all.mid(0, kFirst);
    if (metrics != m_arranged)
        arrange(metrics);
    m_more->setVisible(metrics.size() < all.size());
    m_more->setText(tr("Show all %n charts", nullptr, static_cast<int>(all.size())));
    for (const QString &metric : metrics)
        m_charts[metric].chart->setSamples(m_model.series().samples(metric));
    moveWindow();
}

void DeviceCharts::moveWindow()
{
    if (m_model.phase() == models::Phase::Idle)
        return;
    const auto now = static_cast<double>(m_model.now().time_since_epoch().count()) / 1000.0;
    const auto range = static_cast<double>(std::chrono::milliseconds(m_model.range()).count());
    for (const Item &item : m_charts)
        item.chart->setWindow(now - range, now);
}

DeviceCharts::Item DeviceCharts::makeItem(const QString &metric)
{
    const models::MetricText text = models::metricText(metric);
    QFrame *card = widgets::makeCard(this);
    auto *chart = new MetricChart(card);
    chart->setFont(widgets::textFont(TextSize::Small));
    chart->setFixedHeight(kChartHeight);
    chart->setAccessibleName(tr("%1 over time").arg(text.title));
    chart->setValueText([unit = text.unit](double value) {
        return unit.isEmpty() ? models::valueText(value) : models::valueText(value) + u' ' + unit;
    });
    const QString title = text.unit.isEmpty() ? text.title : tr("%1 (%2)").arg(text.title, text.unit);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(14, 11, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(widgets::makeLabel(card, title, TextSize::Body, QFont::DemiBold));
    layout->addWidget(chart);
    connect(chart, &MetricChart::hovered, this, [this, chart](std::optional<double> x) {
        for (const Item &other : m_charts) {
            if (other.chart != chart)
                other.chart->showHover(x);
        }
    });
    return {card, chart};
}

void DeviceCharts::arrange(const QStringList &metrics)
{
    for (const QString &gone : m_charts.keys()) {
        if (!metrics.contains(gone))
            delete m_charts.take(gone).card;
    }
    for (int i = 0; i < metrics.size(); ++i) {
        Item &item = m_charts[metrics[i]];
        if (!item.card)
            item = makeItem(metrics[i]);
        m_grid->addWidget(item.card, i / kColumns, i % kColumns);
        item.card->show();
    }
    m_arranged = metrics;
    applyColors();
}

void DeviceCharts::applyColors()
{
    for (int i = 0; i < m_arranged.size(); ++i)
        m_charts[m_arranged[i]].chart->setStyleColors(widgets::chartStyle(i));
}

void DeviceCharts::clear()
{
    for (const Item &item : std::exchange(m_charts, {}))
        delete item.card;
    m_arranged.clear();
    m_showsAll = false;
    m_more->hide();
}

void DeviceCharts::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace pulse::pages

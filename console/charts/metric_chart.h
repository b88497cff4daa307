// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One metric over a time window: a Qt Charts line that is only ever fed decimated points, on a grid of round
// values and round local times, with a readout under the pointer.
//
// Thread safety: the main thread.
// Invariants: at most two points per pixel column reach Qt Charts. The work is done when painting, once per
// frame, and not at all while nobody can see the chart.
#pragma once

#include "charts/decimation.h"
#include "charts/ticks.h"

#include <QChartView>
#include <QColor>
#include <functional>
#include <optional>

class QLineSeries;
class QValueAxis;

namespace pulse::charts {

struct ChartStyle {
    QColor line;
    QColor grid;
    QColor label;
    QColor text;
    QColor surface; // of the readout
    QColor border;
};

class MetricChart : public QChartView {
    Q_OBJECT

public:
    explicit MetricChart(QWidget *parent = nullptr);

    void setSamples(const QList<QPointF> &samples); // x: milliseconds since 1970, UTC, in order
    void setWindow(double fromMs, double toMs);
    void setStyleColors(const ChartStyle &style);
    const ChartStyle &styleColors() const { return m_style; }
    void setValueText(std::function<QString(double)> valueText); // with unit, for the readout
    void showHover(std::optional<double> x); // from a chart beside this one

    void refresh(); // brings the series up to date now; painting does it by itself
    qsizetype plottedPointCount() const;
    const QList<QPointF> &samples() const { return m_samples; }
    QSize sizeHint() const override { return {400, 160}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

signals:
    void hovered(std::optional<double> x);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void markDirty();
    QRectF plotRect() const;
    QPointF mapped(const QPointF &sample) const;
    void showLines();
    void drawValueGrid(QPainter &painter) const;
    void drawTimeGrid(QPainter &painter) const;
    void drawFill(QPainter &painter) const;
    const QPointF *nearestSample(double x) const;
    void drawReadout(QPainter &painter, const QPointF &sample) const;

    QList<QPointF> m_samples;
    double m_gap = 0;
    double m_from = 0;
    double m_to = 1;
    ChartStyle m_style;
    std::function<QString(double)> m_valueText;
    std::vector<QList<QPointF>> m_lines;
    ValueScale m_scale;
    QList<QLineSeries *> m_series; // one per unbroken line
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    std::optional<double> m_hover;
    bool m_isDirty = true;
};

} // namespace pulse::charts

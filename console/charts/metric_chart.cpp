// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/metric_chart.h"

#include <QChart>
#include <QDateTime>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QPainterPath>
#include <QValueAxis>
#include <algorithm>

namespace pulse::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPixelsPerTimeTick = 60;
constexpr int kTimeLabelWidth = 96;
constexpr int kPixelsPerValueTick = 44;
constexpr size_t kMostLines = 48;
constexpr double kLineWidth = 1.6;
constexpr qint64 kDayMs = 86'400'000;

QString timeLabel(qint64 atMs, qint64 stepMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(atMs);
    const QLocale locale;
    if (stepMs >= kDayMs || time.time().msecsSinceStartOfDay() == 0)
        return locale.toString(time.date(), u"d MMM"_s);
    return locale.toString(time.time(), stepMs < 60'000 ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

QString valueLabel(double value, double step)
{
    const int decimals =
        step >= 1 ? 0 : std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 1, 6);
    return QLocale().toString(value, 'f', decimals);
}

} // namespace

MetricChart::MetricChart(QWidget *parent)
    : QChartView(parent)
    , m_timeAxis(new QValueAxis(this))
    , m_valueAxis(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setStyleSheet(u"background: transparent"_s);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->legend()->hide();
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    m_timeAxis->setVisible(false);
    m_valueAxis->setVisible(false);
}

void MetricChart::setSamples(const QList<QPointF> &samples)
{
    m_samples = samples;
    m_gap = typicalGap(samples);
    markDirty();
}

void MetricChart::setWindow(double fromMs, double toMs)
{
    m_from = fromMs;
    m_to = toMs;
    markDirty();
}

void MetricChart::setStyleColors(const ChartStyle &style)
{
    m_style = style;
    for (QLineSeries *series : m_series)
        series->setPen(QPen(m_style.line, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    markDirty();
}

void MetricChart::setValueText(std::function<QString(double)> valueText)
{
    m_valueText = std::move(valueText);
}

void MetricChart::showHover(std::optional<double> x)
{
    m_hover = x;
    viewport()->update();
}

void MetricChart::markDirty()
{
    m_isDirty = true;
    viewport()->update();
}

QRectF MetricChart::plotRect() const
{
    const QFontMetricsF metrics(font());
    double label = metrics.horizontalAdvance(u"000.0"_s);
    for (const double value : m_scale.ticks())
        label = std::max(label, metrics.horizontalAdvance(valueLabel(value, m_scale.step)));
    const double left = std::ceil(label) + 8;
    return QRectF(viewport()->rect()).adjusted(left, metrics.height() / 2, -10, -metrics.height() - 8);
}

void MetricChart::refresh()
{
    m_isDirty = false;
    const int columns = std::max(1, static_cast<int>(plotRect().width()));
    m_lines = decimate(m_samples, {m_from, m_to, columns, m_gap});
    if (m_lines.size() > kMostLines) // readings come so unevenly that holes mean nothing
        m_lines = decimate(m_samples, {m_from, m_to, columns, 0});
    const Extent extent = extentOf(m_lines);
    const int rows = std::max(2, static_cast<int>(plotRect().height()) / kPixelsPerValueTick);
    m_scale = extent.isEmpty ? ValueScale{} : valueScale(extent.low, extent.high, rows);
    chart()->setPlotArea(plotRect()); // the labels of this scale may need more room than the last
    m_timeAxis->setRange(m_from, m_to);
    m_valueAxis->setRange(m_scale.from, m_scale.to);
    showLines();
}

void MetricChart::showLines()
{
    while (m_series.size() < static_cast<qsizetype>(m_lines.size())) {
        auto *series = new QLineSeries(chart());
        series->setPen(QPen(m_style.line, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        chart()->addSeries(series);
        series->attachAxis(m_timeAxis);
        series->attachAxis(m_valueAxis);
        m_series.append(series);
    }
    while (m_series.size() > static_cast<qsizetype>(m_lines.size())) {
        QLineSeries *series = m_series.takeLast();
        chart()->removeSeries(series);
        delete series;
    }
    for (qsizetype i = 0; i < m_series.size(); ++i)
        m_series[i]->replace(m_lines[static_cast<size_t>(i)]);
}

qsizetype MetricChart::plottedPointCount() const
{
    qsizetype count = 0;
    for (const QLineSeries *series : m_series)
        count += series->count();
    return count;
}

QPointF MetricChart::mapped(const QPointF &sample) const
{
    const QRectF plot = plotRect();
    return {plot.left() + (sample.x() - m_from) / (m_to - m_from) * plot.width(),
            plot.bottom() - (sample.y() - m_scale.from) / (m_scale.to - m_scale.from) * plot.height()};
}

void MetricChart::paintEvent(QPaintEvent *event)
{
    if (m_isDirty)
        refresh();
    QChartView::paintEvent(event);
}

void MetricChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    markDirty();
}

void MetricChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        markDirty();
}

// Scrolling belongs to the page the chart is on.
void MetricChart::wheelEvent(QWheelEvent *event) { event->ignore(); }

void MetricChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->setFont(font());
    drawValueGrid(*painter);
    drawTimeGrid(*painter);
    drawFill(*painter);
    painter->restore();
}

void MetricChart::drawValueGrid(QPainter &painter) const
{
    const QRectF plot = plotRect();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double height = QFontMetricsF(font()).height();
    for (const double value : m_scale.ticks()) {
        const double y = std::round(mapped({m_from, value}).y());
        painter.setPen(m_style.grid);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(m_style.label);
        painter.drawText(QRectF(0, y - height / 2, plot.left() - 8, height),
                         Qt::AlignRight | Qt::AlignVCenter, valueLabel(value, m_scale.step));
    }
}

void MetricChart::drawTimeGrid(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const int target = std::max(2, static_cast<int>(plot.width()) / kPixelsPerTimeTick);
    const TimeTicks ticks = timeTicks(static_cast<qint64>(m_from), static_cast<qint64>(m_to), target,
                                      QTimeZone::systemTimeZone());
    const double height = QFontMetricsF(font()).height();
    for (const qint64 mark : ticks.at) {
        const double x = std::round(mapped({static_cast<double>(mark), m_scale.from}).x());
        painter.setPen(m_style.grid);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
        painter.setPen(m_style.label);
        const QRectF box(x - kTimeLabelWidth / 2.0, plot.bottom() + 7, kTimeLabelWidth, height);
        if (box.center().x() > plot.left() + 12 && box.center().x() < plot.right() - 8)
            painter.drawText(box, Qt::AlignCenter, timeLabel(mark, ticks.stepMs));
    }
}

void MetricChart::drawFill(QPainter &painter) const
{
    const QRectF plot = plotRect();
    QLinearGradient gradient(plot.topLeft(), plot.bottomLeft());
    QColor top = m_style.line;
    top.setAlphaF(0.16F);
    QColor bottom = m_style.line;
    bottom.setAlphaF(0.0F);
    gradient.setColorAt(0, top);
    gradient.setColorAt(1, bottom);
    painter.setClipRect(plot);
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (const QList<QPointF> &line : m_lines) {
        if (line.size() < 2)
            continue;
        QPainterPath path(QPointF(mapped(line.first()).x(), plot.bottom()));
        for (const QPointF &point : line)
            path.lineTo(mapped(point));
        path.lineTo(mapped(line.last()).x(), plot.bottom());
        painter.fillPath(path, gradient);
    }
}

const QPointF *MetricChart::nearestSample(double x) const
{
    const auto right = std::lower_bound(m_samples.begin(), m_samples.end(), x,
                                        [](const QPointF &sample, double at) { return sample.x() < at; });
    if (m_samples.isEmpty())
        return nullptr;
    if (right == m_samples.end())
        return &m_samples.last();
    const bool isLeftNearer = right != m_samples.begin() && x - (right - 1)->x() < right->x() - x;
    return isLeftNearer ? &*(right - 1) : &*right;
}

void MetricChart::drawForeground(QPainter *painter, const QRectF &)
{
    const QPointF *sample = m_hover ? nearestSample(*m_hover) : nullptr;
    if (!sample || sample->x() < m_from || sample->x() > m_to)
        return;
    painter->save();
    painter->setFont(font());
    const QRectF plot = plotRect();
    const QPointF at = mapped(*sample);
    painter->setPen(QPen(m_style.label, 1, Qt::DotLine));
    painter->drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()));
    painter->setPen(QPen(m_style.surface, 2));
    painter->setBrush(m_style.line);
    painter->drawEllipse(at, 4.5, 4.5);
    drawReadout(*painter, *sample);
    painter->restore();
}

void MetricChart::drawReadout(QPainter &painter, const QPointF &sample) const
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(sample.x()));
    const QString value = m_valueText ? m_valueText(sample.y()) : QLocale().toString(sample.y());
    const QString text = value + u"   "_s + QLocale().toString(time, u"d MMM HH:mm:ss"_s);
    const QFontMetricsF metrics(font());
    const QSizeF size(metrics.horizontalAdvance(text) + 16, metrics.height() + 8);
    const QRectF plot = plotRect();
    const double x =
        std::clamp(mapped(sample).x() - size.width() / 2, plot.left(), plot.right() - size.width());
    const QRectF box(QPointF(x, plot.top()), size);
    painter.setPen(m_style.border);
    painter.setBrush(m_style.surface);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(m_style.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

void MetricChart::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF plot = plotRect();
    const double share = (event->position().x() - plot.left()) / plot.width();
    const bool isInside = share >= 0 && share <= 1;
    m_hover = isInside ? std::optional(m_from + share * (m_to - m_from)) : std::nullopt;
    viewport()->update();
    emit hovered(m_hover);
}

void MetricChart::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    m_hover.reset();
    viewport()->update();
    emit hovered(std::nullopt);
}

} // namespace pulse::charts

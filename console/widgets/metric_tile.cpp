// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/metric_tile.h"

#include "models/metric_text.h"
#include "widgets/elided_label.h"
#include "widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <optional>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

// The limits people expect of a metric, and where they begin to worry.
struct Gauge {
    QLatin1StringView metric;
    double low;
    double high;
    double warnAt;
    double dangerAt;
    bool isLowBad;
};

constexpr Gauge kGauges[] = {
    {"battery_pct"_L1, 0, 100, 50, 20, true},   {"temp_c"_L1, -20, 80, 40, 60, false},
    {"rssi_dbm"_L1, -100, 0, -60, -80, true},   {"snr_db"_L1, 0, 30, 15, 10, true},
    {"humidity_pct"_L1, 0, 100, 60, 80, false}, {"pressure_psi"_L1, 0, 200, 150, 180, false},
    {"vibration_g"_L1, 0, 10, 2, 5, false}};

const Gauge *gaugeOf(const QString &metric)
{
    for (const Gauge &gauge : kGauges) {
        if (gauge.metric == metric)
            return &gauge;
    }
    return nullptr;
}

Tone toneOf(const Gauge &gauge, double value)
{
    const double sign = gauge.isLowBad ? -1 : 1;
    return sign * value >= sign * gauge.dangerAt ? Tone::Danger
        : sign * value >= sign * gauge.warnAt    ? Tone::Warn
                                                 : Tone::Ok;
}

} // namespace

MetricTile::MetricTile(const QString &metric, QWidget *parent)
    : QFrame(parent)
    , m_metric(metric)
    , m_value(makeLabel(this, u"–"_s, TextSize::Title, QFont::DemiBold))
    , m_unit(makeMutedLabel(this, models::metricText(metric).unit))
{
    setProperty("role", u"card"_s);
    setFixedHeight(84);
    setMinimumWidth(120);
    auto *title = new ElidedLabel(this);
    title->setFont(textFont(TextSize::Small, QFont::Medium));
    title->setProperty("tone", u"faint"_s);
    title->setText(models::metricText(metric).title);
    auto *values = new QHBoxLayout;
    values->setSpacing(4);
    values->addWidget(m_value, 0, Qt::AlignBottom);
    values->addWidget(m_unit, 0, Qt::AlignBottom);
    values->addStretch();
    m_unit->setContentsMargins(0, 0, 0, 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 16);
    layout->setSpacing(2);
    layout->addWidget(title);
    layout->addLayout(values);
}

void MetricTile::setValue(const QJsonValue &value)
{
    m_value->setText(models::valueText(value));
    m_hasNumber = value.isDouble();
    m_number = value.toDouble();
    setAccessibleName(u"%1 %2 %3"_s.arg(models::metricText(m_metric).title, m_value->text(), m_unit->text()));
    update();
}

QString MetricTile::shownValue() const { return m_value->text(); }

void MetricTile::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    const Gauge *gauge = gaugeOf(m_metric);
    if (!gauge || !m_hasNumber)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF bar(14, height() - 13, width() - 28, 3);
    const double share = qBound(0.02, (m_number - gauge->low) / (gauge->high - gauge->low), 1.0);
    painter.setBrush(tokens().neutralSoft);
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setBrush(tokens().strong(toneOf(*gauge, m_number)));
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * share, bar.height())), 1.5, 1.5);
}

} // namespace pulse::widgets

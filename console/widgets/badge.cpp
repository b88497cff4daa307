// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/badge.h"

#include "models/words_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace pulse::widgets {

namespace {

constexpr double kDot = 6;
constexpr double kPadding = 9;

QFont badgeFont() { return textFont(TextSize::Small, QFont::Medium); }

} // namespace

BadgeLook badgeOf(model::DeviceStatus status) { return {models::text(status), models::toneOf(status)}; }

BadgeLook badgeOf(model::AlertStatus status) { return {models::text(status), models::toneOf(status)}; }

BadgeLook severityBadge(int severity)
{
    return {models::severityText(severity), models::severityTone(severity)};
}

QSizeF badgeSize(const BadgeLook &look)
{
    const QFontMetricsF metrics(badgeFont());
    return {std::ceil(metrics.horizontalAdvance(look.text)) + 2 * kPadding + kDot + 5, metrics.height() + 5};
}

void paintBadge(QPainter &painter, const QRectF &cell, const BadgeLook &look)
{
    if (look.text.isEmpty())
        return;
    const QSizeF size = badgeSize(look);
    const QRectF pill(QPointF(cell.left(), cell.center().y() - size.height() / 2), size);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().soft(look.tone));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setBrush(tokens().strong(look.tone));
    painter.drawEllipse(QPointF(pill.left() + kPadding + kDot / 2, pill.center().y()), kDot / 2, kDot / 2);
    painter.setPen(tokens().strong(look.tone));
    painter.setFont(badgeFont());
    painter.drawText(pill.adjusted(kPadding + kDot + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     look.text);
    painter.restore();
}

Badge::Badge(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Badge::setLook(const BadgeLook &look)
{
    m_look = look;
    setAccessibleName(look.text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const { return badgeSize(m_look).toSize() + QSize(1, 1); }

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(painter, rect(), m_look);
}

} // namespace pulse::widgets

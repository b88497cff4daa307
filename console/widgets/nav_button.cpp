// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/nav_button.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QPainter>

namespace pulse::widgets {

NavButton::NavButton(const QString &iconName, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_iconName(iconName)
{
    setText(text);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(36);
}

void NavButton::setBadge(const QString &badge)
{
    m_badge = badge;
    update();
}

void NavButton::enterEvent(QEnterEvent *) { update(); }

void NavButton::leaveEvent(QEvent *) { update(); }

void NavButton::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(hasFocus() ? QPen(t.accent) : QPen(Qt::NoPen));
    painter.setBrush(isChecked()        ? QBrush(t.accentSoft)
                         : underMouse() ? QBrush(t.hover)
                                        : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 7, 7);
    const QColor color = isChecked() ? t.accent : t.textMuted;
    paintIcon(painter, QRectF(11, height() / 2.0 - 9, 18, 18), m_iconName, color);
    painter.setFont(textFont(TextSize::Body, isChecked() ? QFont::DemiBold : QFont::Medium));
    painter.setPen(isChecked() ? t.accent : t.text);
    painter.drawText(rect().adjusted(40, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    if (!m_badge.isEmpty())
        paintBadgeText(painter);
}

void NavButton::paintBadgeText(QPainter &painter) const
{
    painter.setFont(textFont(TextSize::Small, QFont::DemiBold));
    const double width = std::max(20.0, QFontMetricsF(painter.font()).horizontalAdvance(m_badge) + 12);
    const QRectF pill(this->width() - width - 9, height() / 2.0 - 9, width, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().dangerSoft);
    painter.drawRoundedRect(pill, 9, 9);
    painter.setPen(tokens().danger);
    painter.drawText(pill, Qt::AlignCenter, m_badge);
}

} // namespace pulse::widgets

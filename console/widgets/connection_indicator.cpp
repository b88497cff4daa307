// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/connection_indicator.h"

#include "client/live_socket.h"
#include "widgets/badge.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

BadgeLook lookOf(client::LiveLink::State state)
{
    using State = client::LiveLink::State;
    switch (state) {
    case State::Connected: return {ConnectionIndicator::tr("Live"), Tone::Ok};
    case State::Connecting: return {ConnectionIndicator::tr("Connecting"), Tone::Warn};
    case State::Offline: return {ConnectionIndicator::tr("Offline"), Tone::Danger};
    }
    Q_UNREACHABLE();
}

} // namespace

ConnectionIndicator::ConnectionIndicator(client::LiveSocket &live, QWidget *parent)
    : QAbstractButton(parent)
    , m_live(live)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    connect(&live, &client::LiveSocket::linkChanged, this, &ConnectionIndicator::refresh);
    connect(this, &QAbstractButton::clicked, &live, &client::LiveSocket::retryNow);
    refresh();
}

QSize ConnectionIndicator::sizeHint() const
{
    return badgeSize(lookOf(m_live.link().state)).toSize() + QSize(1, 2);
}

void ConnectionIndicator::refresh()
{
    setText(lookOf(m_live.link().state).text);
    setAccessibleName(tr("Connection: %1").arg(text()));
    setAccessibleDescription(explanation());
    updateGeometry();
    update();
}

QString ConnectionIndicator::explanation() const
{
    const client::LiveLink &link = m_live.link();
    QStringList lines;
    if (link.state == client::LiveLink::State::Connected)
        lines.append(tr("Changes arrive as they happen."));
    else if (!link.reason.isEmpty())
        lines.append(tr("Not live: %1. Trying again by itself; click to try now.").arg(link.reason));
    if (link.lastMessageAt.isValid())
        lines.append(tr("Last heard %1")
                         .arg(QLocale().toString(link.lastMessageAt.toLocalTime(), u"d MMM HH:mm:ss"_s)));
    return lines.join(u'\n');
}

bool ConnectionIndicator::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        setToolTip(explanation());
    return QAbstractButton::event(event);
}

void ConnectionIndicator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(painter, rect(), lookOf(m_live.link().state));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(tokens().accent);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), height() / 2.0,
                                height() / 2.0);
    }
}

} // namespace pulse::widgets

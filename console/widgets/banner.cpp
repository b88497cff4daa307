// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/banner.h"

#include "widgets/elided_label.h"
#include "widgets/icons.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace pulse::widgets {

using namespace Qt::StringLiterals;
using Action = models::ServiceNotice::Action;

namespace {

constexpr int kHeight = 38;
constexpr int kIconSize = 18;

QString actionText(Action action)
{
    switch (action) {
    case Action::None: return {};
    case Action::Retry: return Banner::tr("Try now");
    case Action::ShowSystemAlerts: return Banner::tr("Show");
    }
    Q_UNREACHABLE();
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new ElidedLabel(this))
    , m_action(new QPushButton(this))
{
    setObjectName(u"banner"_s);
    setFixedHeight(kHeight);
    m_icon->setFixedSize(kIconSize, kIconSize);
    m_text->setFont(textFont(TextSize::Body, QFont::Medium));
    m_action->setProperty("kind", u"banner"_s);
    m_action->setFont(textFont(TextSize::Small, QFont::DemiBold));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(22, 0, 16, 0);
    layout->setSpacing(10);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_notice)
            emit actionRequested(m_notice->action);
    });
    hide();
}

void Banner::setNotice(const std::optional<models::ServiceNotice> &notice)
{
    if (m_notice == notice)
        return;
    m_notice = notice;
    setVisible(notice.has_value());
    if (!notice)
        return;
    m_text->setText(notice->text);
    m_action->setText(actionText(notice->action));
    m_action->setVisible(notice->action != Action::None);
    setAccessibleName(notice->text);
    showColors();
    QAccessibleEvent announced(this, QAccessible::Alert); // to whoever does not see it appear
    QAccessible::updateAccessibility(&announced);
}

Tone Banner::tone() const
{
    switch (m_notice ? m_notice->severity : model::SeverityClass::Info) {
    case model::SeverityClass::Critical: return Tone::Danger;
    case model::SeverityClass::Warning: return Tone::Warn;
    case model::SeverityClass::Info: return Tone::Info;
    }
    Q_UNREACHABLE();
}

void Banner::showColors()
{
    m_icon->setPixmap(icon(u"trouble"_s, tokens().strong(tone())).pixmap(kIconSize, kIconSize));
    update();
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_notice)
        showColors();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().soft(tone()));
    QColor line = tokens().strong(tone());
    line.setAlphaF(0.3F);
    painter.fillRect(QRect(0, height() - 1, width(), 1), line);
}

} // namespace pulse::widgets

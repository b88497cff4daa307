// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/state_view.h"

#include "widgets/icons.h"
#include "widgets/labels.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int kIconSize = 36;
constexpr int kSkeletonRow = 36;
constexpr double kSkeletonShares[] = {0.20, 0.13, 0.09, 0.12, 0.08};

} // namespace

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(makeLabel(this, {}, TextSize::Heading, QFont::DemiBold))
    , m_text(makeMutedLabel(this, {}))
    , m_retry(new QPushButton(tr("Try again"), this))
{
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_text); // as wide as there is room: aligned, it would be cut where it wraps
    layout->addWidget(m_retry, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_retry, &QPushButton::clicked, this, &StateView::retryRequested);
    showLoading();
}

void StateView::showLoading()
{
    m_isLoading = true;
    m_isError = false;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_icon, m_title, m_text, m_retry})
        widget->hide();
    setAccessibleName(tr("Loading"));
    update();
}

void StateView::showMessage(const QString &title, const QString &text, const QString &iconName)
{
    m_isLoading = false;
    m_iconName = iconName;
    m_title->setText(title);
    m_text->setText(text);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_icon, m_title, m_text})
        widget->show();
    m_retry->setVisible(m_isError);
    setAccessibleName(title);
    showIcon();
    update();
}

void StateView::showEmpty(const QString &title, const QString &text, const QString &iconName)
{
    m_isError = false;
    showMessage(title, text, iconName);
}

void StateView::showError(const QString &text)
{
    m_isError = true;
    showMessage(tr("This could not be read"), text, u"trouble"_s);
}

QString StateView::title() const { return m_isLoading ? QString() : m_title->text(); }

void StateView::showIcon()
{
    if (m_iconName.isEmpty())
        return;
    const QColor color = m_isError ? tokens().danger : tokens().textFaint;
    m_icon->setPixmap(icon(m_iconName, color).pixmap(kIconSize, kIconSize));
}

void StateView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showIcon();
}

void StateView::paintEvent(QPaintEvent *)
{
    if (!m_isLoading)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const int rows = std::min(12, height() / kSkeletonRow);
    for (int row = 0; row < rows; ++row) {
        painter.setOpacity(1.0 - row / 13.0);
        painter.setBrush(tokens().neutralSoft);
        double x = 14;
        for (const double share : kSkeletonShares) {
            painter.drawRoundedRect(QRectF(x, row * kSkeletonRow + 14, width() * share, 9), 4, 4);
            x += width() * (share + 0.08);
        }
    }
}

} // namespace pulse::widgets

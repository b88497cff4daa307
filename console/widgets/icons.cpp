// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <memory>

namespace pulse::widgets {

using namespace Qt::StringLiterals;

namespace {

// QSvgRenderer does not know currentColor, so each colour is a document of its own; there are few.
QSvgRenderer &renderer(const QString &name, const QColor &color)
{
    static QHash<QString, std::shared_ptr<QSvgRenderer>> known;
    std::shared_ptr<QSvgRenderer> &svg = known[name + color.name(QColor::HexArgb)];
    if (!svg) {
        QFile file(u":/pulse/icons/"_s + name + u".svg"_s);
        const bool isOpen = file.open(QIODevice::ReadOnly);
        Q_ASSERT(isOpen);
        QByteArray document = isOpen ? file.readAll() : QByteArray();
        document.replace("currentColor", color.name().toLatin1());
        svg = std::make_shared<QSvgRenderer>(document);
    }
    return *svg;
}

class SvgIconEngine final : public QIconEngine {
public:
    SvgIconEngine(QString name, QColor color)
        : m_name(std::move(name))
        , m_color(color)
    {
    }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        painter->setOpacity(mode == QIcon::Disabled ? 0.4 : 1.0);
        renderer(m_name, m_color).render(painter, rect);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new SvgIconEngine(m_name, m_color); }

private:
    QString m_name;
    QColor m_color;
};

} // namespace

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color)
{
    renderer(name, color).render(&painter, rect);
}

QIcon icon(const QString &name, const QColor &color) { return QIcon(new SvgIconEngine(name, color)); }

} // namespace pulse::widgets

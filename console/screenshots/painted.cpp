// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshots/painted.h"

#include "charts/metric_chart.h"
#include "widgets/banner.h"
#include "widgets/data_table.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QImage>

namespace pulse::screenshots {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFewestPaintedPixels = 60;

// Pixels of the region that differ from its first one: text, lines, badges.
int paintedPixels(const QImage &image)
{
    int count = 0;
    const QRgb background = image.pixel(image.width() - 2, image.height() / 2);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) != background ? 1 : 0;
    }
    return count;
}

int pixelsLike(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const int distance = std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green())
                + std::abs(pixel.blue() - color.blue());
            count += distance < 48 ? 1 : 0;
        }
    }
    return count;
}

QString missingInTable(const widgets::DataTable &table)
{
    const QString name = table.accessibleName();
    const QAbstractItemModel &model = *table.model();
    if (model.rowCount() == 0)
        return u"any %1"_s.arg(name);
    const QModelIndex first = table.indexAt(QPoint(2, 2));
    if (first.row() != 0 || table.verticalHeader()->count() != model.rowCount())
        return u"rows of %1 as in the model"_s.arg(name);
    QStringList texts;
    for (int column = 0; column < model.columnCount(); ++column)
        texts.append(model.index(0, column).data().toString());
    if (texts.join(QString()).trimmed().isEmpty())
        return u"text in the first row of %1"_s.arg(name);
    const QImage image = table.viewport()->grab(table.visualRect(first).adjusted(4, 4, -4, -4)).toImage();
    return paintedPixels(image) < kFewestPaintedPixels ? u"the painted first row of %1"_s.arg(name)
                                                       : QString();
}

QString missingInChart(charts::MetricChart &chart)
{
    chart.refresh();
    if (chart.samples().size() < 2)
        return u"readings in a chart"_s;
    if (chart.plottedPointCount() == 0)
        return u"points in a chart"_s;
    const QImage image = chart.grab().toImage();
    return pixelsLike(image, chart.styleColors().line) < 20 ? u"a line in a chart"_s : QString();
}

} // namespace

QString missingInTables(const QWidget &page)
{
    for (const auto *table : page.findChildren<widgets::DataTable *>()) {
        const QString missing = table->isVisible() ? missingInTable(*table) : QString();
        if (!missing.isEmpty())
            return missing;
    }
    return {};
}

QString missingInCharts(const QWidget &page)
{
    for (auto *chart : page.findChildren<charts::MetricChart *>()) {
        if (chart->isVisible() && !chart->visibleRegion().isEmpty())
            return missingInChart(*chart);
    }
    return {};
}

QString missingInBanner(widgets::Banner &banner)
{
    if (!banner.isVisible())
        return u"the banner"_s;
    const QImage image = banner.grab().toImage();
    const bool isPainted = paintedPixels(image) > kFewestPaintedPixels;
    const bool isColored = image.pixelColor(image.width() / 2, 2).rgb() != widgets::tokens().window.rgb();
    return isPainted && isColored ? QString() : u"the painted banner"_s;
}

} // namespace pulse::screenshots

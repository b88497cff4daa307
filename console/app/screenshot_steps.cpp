// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot_steps.h"

#include "app/shell.h"
#include "charts/metric_chart.h"
#include "models/alert_text.h"
#include "models/metric_text.h"
#include "models/system_alert_text.h"
#include "pages/customer/alerts_page.h"
#include "pages/customer/device_charts.h"
#include "pages/customer/device_page.h"
#include "pages/customer/device_tiles.h"
#include "pages/customer/devices_page.h"
#include "pages/operator/system_page.h"
#include "widgets/banner.h"
#include "widgets/data_table.h"
#include "widgets/metric_tile.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QImage>
#include <algorithm>

namespace pulse::console {

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

QString missingInChart(charts::MetricChart &chart, const QString &metric, int index)
{
    chart.refresh();
    if (chart.samples().size() < 2)
        return u"readings of %1"_s.arg(metric);
    if (chart.plottedPointCount() == 0)
        return u"points in the chart of %1"_s.arg(metric);
    const QImage image = chart.grab().toImage();
    return pixelsLike(image, widgets::chartStyle(index).line) < 20
        ? u"a line in the chart of %1"_s.arg(metric)
        : QString();
}

} // namespace

QStringList screenshotPages()
{
    return {u"sign-in"_s, u"devices"_s, u"device"_s, u"alerts"_s, u"degraded"_s, u"system"_s};
}

QString missingInTable(const widgets::DataTable &table, const QString &name)
{
    const QAbstractItemModel &model = *table.model();
    if (!table.isVisible())
        return u"the list of %1"_s.arg(name);
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

QString missingOnDevices(Shell &shell)
{
    if (shell.page<pages::DevicesPage>()->model().phase() != models::Phase::Ready)
        return u"devices (still reading)"_s;
    const QString missing = missingInTable(*shell.page<pages::DevicesPage>()->table(), u"devices"_s);
    if (!missing.isEmpty())
        return missing;
    const auto &rows = shell.page<pages::DevicesPage>()->model().rows();
    if (2 * rows.countOf(static_cast<int>(model::DeviceStatus::Online)) <= rows.heldCount())
        return u"a fleet that is online"_s;
    if (rows.at(0).metricCount == 0)
        return u"metrics of the first device"_s;
    const QString shown = shell.page<pages::DevicesPage>()->table()->indexAt(QPoint(2, 2)).data().toString();
    return shown == shell.page<pages::DevicesPage>()->model().rows().at(0).deviceId
        ? QString()
        : u"the first device's name"_s;
}

QString missingOnDevice(Shell &shell)
{
    pages::DevicePage &page = *shell.page<pages::DevicePage>();
    const models::DeviceModel &model = page.model();
    if (model.phase() != models::Phase::Ready || model.seriesPhase() != models::Phase::Ready
        || page.alerts().phase() != models::Phase::Ready)
        return u"the device (still reading)"_s;
    if (page.shownTitle() != model.deviceId())
        return u"the device's name"_s;
    if (page.tiles()->count() == 0)
        return u"current values"_s;
    for (auto metric = model.latest().begin(); metric != model.latest().end(); ++metric) {
        const widgets::MetricTile *tile = page.tiles()->tile(metric.key());
        if (tile && tile->shownValue() != models::valueText(QJsonValue(*metric)))
            return u"the current value of %1"_s.arg(metric.key());
    }
    const QStringList metrics = page.charts()->metrics();
    if (metrics.isEmpty())
        return u"charts"_s;
    return missingInChart(*page.charts()->chart(metrics.first()), metrics.first(), 0);
}

QString missingOnAlerts(Shell &shell)
{
    if (shell.page<pages::AlertsPage>()->model().phase() != models::Phase::Ready)
        return u"alerts (still reading)"_s;
    const QString missing = missingInTable(*shell.page<pages::AlertsPage>()->table(), u"alerts"_s);
    if (!missing.isEmpty())
        return missing;
    const model::Alert *chosen =
        shell.page<pages::AlertsPage>()->model().at(shell.page<pages::AlertsPage>()->table()->selectedRow());
    if (!chosen || shell.page<pages::AlertsPage>()->inspector()->shownTitle() != models::alertTitle(*chosen))
        return u"the chosen alert's details"_s;
    return {};
}

QString missingOnSystem(Shell &shell)
{
    if (shell.page<pages::SystemPage>()->model().phase() != models::Phase::Ready)
        return u"system alerts (still reading)"_s;
    const QString missing = missingInTable(*shell.page<pages::SystemPage>()->table(), u"system alerts"_s);
    if (!missing.isEmpty())
        return missing;
    const model::SystemAlert &newest = shell.page<pages::SystemPage>()->model().rows().at(0);
    return shell.page<pages::SystemPage>()->inspector()->shownTitle() == models::systemAlertTitle(newest)
        ? missingInBanner(shell)
        : u"the chosen system alert's details"_s;
}

// There, with its text on something else than the window's colour.
QString missingInBanner(Shell &shell)
{
    widgets::Banner &banner = *shell.banner();
    if (!banner.isVisible())
        return u"the banner"_s;
    const QImage image = banner.grab().toImage();
    const bool isPainted = paintedPixels(image) > kFewestPaintedPixels;
    const bool isColored = image.pixelColor(image.width() / 2, 2).rgb() != widgets::tokens().window.rgb();
    return isPainted && isColored ? QString() : u"the painted banner"_s;
}

} // namespace pulse::console

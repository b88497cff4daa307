// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/customer/device_page.h"

#include "models/metric_text.h"
#include "models/times.h"
#include "models/words_text.h"
#include "pages/customer/device_charts.h"
#include "pages/customer/device_refusals.h"
#include "pages/customer/device_tiles.h"
#include "widgets/alert_item_delegate.h"
#include "widgets/badge.h"
#include "widgets/content_stack.h"
#include "widgets/facts_view.h"
#include "widgets/icons.h"
#include "widgets/labels.h"
#include "widgets/metric_tile.h"
#include "widgets/relative_time_label.h"
#include "widgets/segmented_control.h"
#include "widgets/state_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QLocale>
#include <QScrollArea>
#include <QToolButton>

namespace pulse::pages {

using namespace Qt::StringLiterals;
using models::Phase;
using widgets::TextSize;

namespace {

constexpr std::chrono::seconds kRanges[] = {std::chrono::minutes{15}, std::chrono::hours{1},
                                            std::chrono::hours{6}, std::chrono::hours{24}};
constexpr int kFirstRange = 0;
constexpr int kSideWidth = 300;

} // namespace

widgets::PageDescription DevicePage::description()
{
    return {.id = u"device"_s, .title = tr("Device"), .below = u"devices"_s, .pictures = {{u"device"_s}}};
}

DevicePage::DevicePage(const widgets::PageContext &context, QWidget *parent)
    : Page(parent)
    , m_model(context.api, context.live, context.clock)
    , m_alerts(context.api, context.live)
    , m_back(new QToolButton(this))
    , m_title(widgets::makeLabel(this, {}, TextSize::Title, QFont::DemiBold))
    , m_status(new widgets::Badge(this))
    , m_seen(new widgets::RelativeTimeLabel(context.clock, this))
    , m_range(
          new widgets::SegmentedControl(tr("Range"), {tr("15 min"), tr("1 h"), tr("6 h"), tr("24 h")}, this))
    , m_tiles(new DeviceTiles(this))
    , m_charts(new DeviceCharts(m_model, this))
    , m_points(widgets::makeCaption(this, {}))
{
    setObjectName(u"devicePage"_s);
    auto *body = new QWidget(this);
    auto *columns = new QHBoxLayout(body);
    columns->setContentsMargins({});
    columns->setSpacing(14);
    columns->addWidget(buildMain(), 1);
    columns->addWidget(buildSide(context.clock));
    m_stack = new widgets::ContentStack(body, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 18, 24, 20);
    layout->setSpacing(14);
    layout->addLayout(buildHead());
    layout->addWidget(m_stack, 1);
    m_range->setCurrent(kFirstRange);
    m_model.setRange(kRanges[kFirstRange]);
    m_alerts.setFilter({{}, static_cast<int>(models::AlertFilter::All)});
    connectModel();
    showBackIcon();
}

QLayout *DevicePage::buildHead()
{
    m_back->setToolTip(tr("Back (Alt+Left)"));
    m_back->setAccessibleName(tr("Back"));
    m_seen->setProperty("tone", u"muted"_s);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_back);
    head->addWidget(m_title);
    head->addWidget(m_status, 0, Qt::AlignVCenter);
    head->addWidget(m_seen, 0, Qt::AlignVCenter);
    head->addStretch();
    return head;
}

QLayout *DevicePage::buildChartHead()
{
    auto *head = new QHBoxLayout;
    head->addWidget(widgets::makeLabel(this, tr("Readings"), TextSize::Heading, QFont::DemiBold));
    head->addWidget(m_points, 0, Qt::AlignVCenter);
    head->addStretch();
    head->addWidget(m_range);
    return head;
}

QWidget *DevicePage::buildMain()
{
    m_chartStack = new widgets::ContentStack(m_charts, this);
    m_chartStack->state()->setMinimumHeight(220);
    auto *inner = new QWidget(this);
    auto *layout = new QVBoxLayout(inner);
    layout->setContentsMargins({});
    layout->setSpacing(14);
    layout->addWidget(m_tiles);
    layout->addLayout(buildChartHead());
    layout->addWidget(m_chartStack);
    layout->addStretch();
    m_scroll = widgets::makeScroll(inner, this);
    return m_scroll;
}

QWidget *DevicePage::buildSide(const Clock &clock)
{
    QFrame *facts = widgets::makeCard(this);
    m_facts = new widgets::FactsView(facts);
    auto *factsLayout = new QVBoxLayout(facts);
    factsLayout->setContentsMargins(16, 14, 16, 14);
    factsLayout->addWidget(m_facts);
    m_refusals = new DeviceRefusals(this);
    QFrame *alerts = widgets::makeCard(this);
    m_alertView = new QListView(alerts);
    m_alertView->setModel(&m_alerts);
    m_alertView->setModelColumn(static_cast<int>(models::AlertColumn::Summary));
    m_alertView->setItemDelegate(new widgets::AlertItemDelegate(clock, m_alertView));
    m_alertView->setFrameShape(QFrame::NoFrame);
    m_alertView->setUniformItemSizes(true);
    m_alertView->setMouseTracking(true);
    m_alertView->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_alertView->setAccessibleName(tr("Alerts of this device"));
    m_alertStack = new widgets::ContentStack(m_alertView, alerts);
    auto *alertsLayout = new QVBoxLayout(alerts);
    alertsLayout->setContentsMargins(1, 12, 1, 6);
    QLabel *caption = widgets::makeLabel(alerts, tr("Alerts"), TextSize::Heading, QFont::DemiBold);
    auto *captionLayout = new QHBoxLayout;
    captionLayout->setContentsMargins(15, 0, 15, 0);
    captionLayout->addWidget(caption);
    alertsLayout->addLayout(captionLayout);
    alertsLayout->addWidget(m_alertStack, 1);
    auto *side = new QWidget(this);
    side->setFixedWidth(kSideWidth);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins({});
    layout->setSpacing(14);
    layout->addWidget(facts);
    layout->addWidget(m_refusals);
    layout->addWidget(alerts, 1);
    return side;
}

void DevicePage::connectModel()
{
    using models::AlertListModel;
    using models::DeviceModel;
    connect(m_back, &QToolButton::clicked, this, &DevicePage::backRequested);
    connect(m_range, &widgets::SegmentedControl::chosen, this,
            [this](int index) { m_model.setRange(kRanges[index]); });
    connect(m_stack, &widgets::ContentStack::retryRequested, this, &DevicePage::reload);
    connect(m_chartStack, &widgets::ContentStack::retryRequested, &m_model, &DeviceModel::reload);
    connect(m_alertStack, &widgets::ContentStack::retryRequested, &m_alerts, &AlertListModel::load);
    connect(&m_model, &DeviceModel::deviceChanged, this, &DevicePage::refreshDevice);
    connect(&m_model, &DeviceModel::phaseChanged, this, &DevicePage::refreshDevice);
    connect(&m_model, &DeviceModel::latestChanged, this, [this] {
        m_tiles->setValues(m_model.latest());
        refreshDevice();
    });
    connect(&m_model, &DeviceModel::refusalsChanged, this,
            [this] { m_refusals->show(m_model.refusals(), m_model.now()); });
    connect(&m_model, &DeviceModel::seriesChanged, this, &DevicePage::refreshSeries);
    connect(&m_model, &DeviceModel::seriesPhaseChanged, this, &DevicePage::refreshSeries);
    connect(&m_alerts, &AlertListModel::phaseChanged, this, &DevicePage::refreshAlerts);
    connect(&m_alerts, &AlertListModel::countsChanged, this, &DevicePage::refreshAlerts);
}

void DevicePage::appear(const QString &deviceId)
{
    if (m_model.phase() == Phase::Idle || m_model.deviceId() != deviceId)
        open(deviceId);
}

void DevicePage::open(const QString &deviceId)
{
    m_tiles->clear();
    m_charts->clear();
    m_refusals->show({}, m_model.now());
    m_title->setText(deviceId);
    m_status->setLook({});
    m_alerts.setDevice(deviceId);
    m_model.open(deviceId);
    m_alerts.load();
}

void DevicePage::leave()
{
    m_model.close();
    m_alerts.clear();
}

void DevicePage::focusContent() { m_scroll->setFocus(); }

void DevicePage::reload()
{
    m_model.reload();
    m_alerts.load();
}

widgets::Fact DevicePage::clockFact(const model::SlowClock &clock)
{
    const auto behind = std::chrono::round<std::chrono::seconds>(clock.behind);
    const QString length = models::durationText(behind);
    if (!clock.lateSince)
        return {tr("Its clock"), tr("%1 behind").arg(length)};
    return {tr("Its clock"), tr("%1 behind, no rule applies").arg(length),
            tr("Its readings come too late to be judged since %1.").arg(models::timeText(clock.lateSince))};
}

void DevicePage::refreshDevice()
{
    const model::Device &device = m_model.device();
    const bool isKnown = !device.tenantId.isEmpty() || m_model.phase() == Phase::Ready;
    m_stack->present(m_model.phase(), isKnown, m_model.problem(), {});
    if (!isKnown)
        return m_seen->clear();
    const auto time = [](const std::optional<Instant> &at) {
        return at ? models::timeText(at) : tr("never");
    };
    m_status->setLook(widgets::badgeOf(device.status));
    m_status->setToolTip(device.statusReason ? models::text(*device.statusReason) : QString());
    m_seen->setTime(device.lastSeenAt);
    QList<widgets::Fact> facts{{tr("Site"), device.siteId},
                               {tr("Last seen"), time(device.lastSeenAt)},
                               {tr("Last heartbeat"), time(device.lastHeartbeatAt)},
                               {tr("Last telemetry"), time(device.lastTelemetryAt)},
                               {tr("Status since"), time(device.lastStateChangeAt)}};
    if (device.clock)
        facts.append(clockFact(*device.clock));
    if (!device.description.isEmpty())
        facts.append({tr("Description"), device.description});
    for (auto at = device.labels.begin(); at != device.labels.end(); ++at)
        facts.append({at.key(), at.value().toString()});
    m_facts->setFacts(facts);
}

void DevicePage::refreshSeries()
{
    const qsizetype points = m_model.series().pointCount();
    m_points->setText(points == 0 ? QString() : tr("%1 readings").arg(QLocale().toString(points)));
    m_chartStack->present(m_model.seriesPhase(), points > 0, m_model.seriesProblem(),
                          {tr("No readings"), tr("Nothing arrived in this range."), u"empty"_s});
}

void DevicePage::refreshAlerts()
{
    m_alertStack->present(m_alerts.phase(), m_alerts.rowCount() > 0, m_alerts.problem(),
                          {tr("All quiet"), tr("This device never raised an alert."), u"quiet"_s});
}

QString DevicePage::missing() const
{
    if (m_model.phase() != Phase::Ready || m_model.seriesPhase() != Phase::Ready
        || m_alerts.phase() != Phase::Ready)
        return tr("the device (still reading)");
    if (m_tiles->count() == 0)
        return tr("current values");
    const QJsonObject &latest = m_model.latest();
    for (auto metric = latest.begin(); metric != latest.end(); ++metric) {
        const widgets::MetricTile *tile = m_tiles->tile(metric.key());
        if (tile && tile->shownValue() != models::valueText(QJsonValue(*metric)))
            return tr("the current value of %1").arg(metric.key());
    }
    return m_charts->metrics().isEmpty() ? tr("charts") : QString();
}

void DevicePage::showBackIcon() { m_back->setIcon(widgets::icon(u"back"_s, widgets::tokens().textMuted)); }

QString DevicePage::shownTitle() const { return m_title->text(); }

void DevicePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showBackIcon();
}

} // namespace pulse::pages

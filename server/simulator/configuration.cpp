// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/configuration.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <cmath>

namespace pulse::simulator {

using namespace Qt::StringLiterals;

namespace {

Elapsed seconds(double value) { return Elapsed{std::llround(value * 1e6)}; }

// A number that can be set: as --option, and as the predecessor's variable where it had one.
struct Knob {
    const char *option;
    const char *variable; // may be empty
    double least;
    double most;
    bool isWhole;
    const char *help;
    void (*set)(SimulatorOptions &options, double value);
};

const Knob kKnobs[] = {
    {"devices", "DEVICE_COUNT", 1, 1'000'000, true, "Devices of a numbered fleet (25).",
     [](SimulatorOptions &o, double v) { o.deviceCount = static_cast<int>(v); }},
    {"heartbeat-seconds", "HEARTBEAT_SECONDS", 0.001, 86'400, false, "Between heartbeats of a device (5).",
     [](SimulatorOptions &o, double v) { o.fleet.periods.heartbeat = seconds(v); }},
    {"telemetry-seconds", "TELEMETRY_SECONDS", 0.001, 86'400, false, "Between measurements of a device (10).",
     [](SimulatorOptions &o, double v) { o.fleet.periods.telemetry = seconds(v); }},
    {"uplink-drop-period", "UPLINK_DROP_PERIOD", 0, 86'400, false,
     "A device is cut off once in so many seconds (60).",
     [](SimulatorOptions &o, double v) { o.fleet.outage.period = seconds(v); }},
    {"uplink-drop-duration", "UPLINK_DROP_DURATION", 0, 86'400, false,
     "and stays so for so many seconds (20).",
     [](SimulatorOptions &o, double v) { o.fleet.outage.duration = seconds(v); }},
    {"battery-floor", "BATTERY_FLOOR", 0, 100, false, "Percent no battery falls below (10).",
     [](SimulatorOptions &o, double v) { o.fleet.model.batteryFloor = v; }},
    {"drain-per-telem-mean", "DRAIN_PER_TELEM_MEAN", 0, 100, false, "Percent a measurement costs (0.02).",
     [](SimulatorOptions &o, double v) { o.fleet.model.drainMean = v; }},
    {"drain-per-telem-jitter", "DRAIN_PER_TELEM_JITTER", 0, 100, false, "more or less (0.02).",
     [](SimulatorOptions &o, double v) { o.fleet.model.drainJitter = v; }},
    {"recharge-chance-per-telem", "RECHARGE_CHANCE_PER_TELEM", 0, 1, false,
     "Chance to charge at a measurement (0.002).",
     [](SimulatorOptions &o, double v) { o.fleet.model.rechargeChance = v; }},
    {"recharge-boost-min", "RECHARGE_BOOST_MIN", 0, 100, false, "Percent a charge adds, at least (5).",
     [](SimulatorOptions &o, double v) { o.fleet.model.rechargeMin = v; }},
    {"recharge-boost-max", "RECHARGE_BOOST_MAX", 0, 100, false, "and at most (15).",
     [](SimulatorOptions &o, double v) { o.fleet.model.rechargeMax = v; }},
    {"sim-extra-metrics", "SIM_EXTRA_METRICS", 0, 1, true, "1: also pressure, humidity and vibration (1).",
     [](SimulatorOptions &o, double v) { o.fleet.model.hasExtraMetrics = v > 0; }},
    {"rate", "", 0.001, 1'000'000, false,
     "Messages a second over the whole fleet, instead of the two periods.",
     [](SimulatorOptions &o, double v) { o.fleet.messagesPerSecond = v; }},
    {"connects", "", 1, 100'000, true, "Connections made a second (200).",
     [](SimulatorOptions &o, double v) { o.fleet.connectsPerSecond = static_cast<int>(v); }},
    {"for", "", 0.001, 31'536'000, false, "Stop after so many seconds.",
     [](SimulatorOptions &o, double v) { o.runFor = std::chrono::milliseconds{std::llround(v * 1'000)}; }},
    {"seed", "", 0, 9'007'199'254'740'992, true, "The same seed measures the same values (1).",
     [](SimulatorOptions &o, double v) { o.fleet.seed = static_cast<quint64>(v); }},
    {"speed", "", 0, 1e9, false, "Of a replay: recorded seconds in one; 0: as fast as answered (1).",
     [](SimulatorOptions &o, double v) { o.fleet.replay->speed = v; }},
};

// Texts; their values are taken by name below.
struct TextOption {
    const char *option;
    const char *value;
    const char *help;
};

constexpr TextOption kTexts[] = {
    {"broker", "HOST:PORT", "Where the broker is (127.0.0.1:1883)."},
    {"tls-ca", "FILE", "Speak TLS and trust the certificates of FILE."},
    {"fleet", "FILE",
     "Devices: tenant_id, site_id, device_id, token between tabs, mode 0600; -: standard input."},
    {"tenant", "ID", "Tenant of a numbered fleet, or TENANT_ID (enabled)."},
    {"site", "ID", "Site of a numbered fleet, or SITE_ID (lab-1)."},
    {"device-prefix", "TEXT", "Devices are TEXT-0001 …, their tokens tok-TEXT-0001 … (dev)."},
    {"replay", "FILE.csv",
     "Publish timestamp,value lines as the first device's measurements, with their times."},
    {"metric", "NAME", "The metric a replay is published as (value)."},
};

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"A fleet of devices that publishes to an MQTT 5 broker."_s);
    const auto add = [&parser](const char *option, const char *help, const QString &value) {
        parser.addOption({QString::fromLatin1(option), QString::fromUtf8(help), value});
    };
    for (const TextOption &text : kTexts)
        add(text.option, text.help, QString::fromLatin1(text.value));
    for (const Knob &knob : kKnobs) {
        const QString variable = QString::fromLatin1(knob.variable);
        const QString help =
            QString::fromUtf8(knob.help) + (variable.isEmpty() ? variable : u" Or "_s + variable + u'.');
        parser.addOption({QString::fromLatin1(knob.option), help, u"N"_s});
    }
    add("status", "Devices say online and offline on their status topic, offline also as their last will.",
        {});
    add("drop-together", "The whole fleet is cut off at once, not each device in its turn.", {});
    add("no-drops", "No device is cut off.", {});
    add("help", "Say this.", {});
    add("version", "Say which version this is.", {});
}

Result<> setKnob(const Knob &knob, const QString &name, const QString &text, SimulatorOptions &options)
{
    bool isNumber = false;
    const double value = text.trimmed().toDouble(&isNumber);
    const bool isAllowed = isNumber && value >= knob.least && value <= knob.most
        && (!knob.isWhole || std::floor(value) == value);
    if (!isAllowed) {
        const QString range = u"from %1 to %2"_s.arg(knob.least, 0, 'g', 16).arg(knob.most, 0, 'g', 16);
        const QString kind = knob.isWhole ? u"whole number"_s : u"number"_s;
        return invalidField(name, u"%1: \"%2\" is not a %3 %4"_s.arg(name, text, kind, range));
    }
    knob.set(options, value);
    return {};
}

// An empty variable is one that is not set: compose files pass them on so.
Result<> takeKnobs(const QCommandLineParser &parser, const QProcessEnvironment &environment,
                   SimulatorOptions &options)
{
    for (const Knob &knob : kKnobs) {
        const QString option = QString::fromLatin1(knob.option);
        const QString variable = QString::fromLatin1(knob.variable);
        const QString inherited = variable.isEmpty() ? QString() : environment.value(variable);
        if (parser.isSet(option)) {
            PULSE_CHECK(setKnob(knob, u"--"_s + option, parser.value(option), options));
        } else if (!inherited.isEmpty()) {
            PULSE_CHECK(setKnob(knob, variable, inherited, options));
        }
    }
    return {};
}

Result<> takeBroker(const QCommandLineParser &parser, mqtt::BrokerAddress &broker)
{
    if (parser.isSet(u"tls-ca"_s)) {
        broker.isTls = true;
        broker.caFile = parser.value(u"tls-ca"_s);
        if (!QFileInfo(broker.caFile).isReadable())
            return invalidField(u"--tls-ca"_s, u"--tls-ca: cannot read %1"_s.arg(broker.caFile));
    }
    if (!parser.isSet(u"broker"_s))
        return {};
    const QString text = parser.value(u"broker"_s);
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    bool isNumber = false;
    const quint16 port = text.mid(colon + 1).toUShort(&isNumber);
    if (colon < 0 || host.isEmpty() || !isNumber || port == 0)
        return invalidField(u"--broker"_s, u"--broker: \"%1\" is not HOST:PORT"_s.arg(text));
    broker.host = host;
    broker.port = port;
    return {};
}

void takeText(const QCommandLineParser &parser, const QString &option, const QString &inherited,
              QString &target)
{
    if (parser.isSet(option))
        target = parser.value(option);
    else if (!inherited.isEmpty())
        target = inherited;
}

// What each may be by itself, but not together.
Result<> check(const QCommandLineParser &parser, const SimulatorOptions &options)
{
    const ModelKnobs &model = options.fleet.model;
    if (model.rechargeMin > model.rechargeMax)
        return invalidField(u"RECHARGE_BOOST_MIN"_s, u"RECHARGE_BOOST_MIN is more than RECHARGE_BOOST_MAX"_s);
    const OutagePlan &outage = options.fleet.outage;
    if (outage.period.count() > 0 && outage.duration >= outage.period)
        return invalidField(u"UPLINK_DROP_DURATION"_s,
                            u"UPLINK_DROP_DURATION is not less than UPLINK_DROP_PERIOD"_s);
    for (const auto &option : {u"tenant"_s, u"site"_s, u"device-prefix"_s, u"devices"_s}) {
        if (!options.fleetFile.isEmpty() && parser.isSet(option))
            return invalidField(u"--"_s + option,
                                u"--%1 describes a numbered fleet; --fleet names another"_s.arg(option));
    }
    for (const auto &option : {u"metric"_s, u"speed"_s}) {
        if (options.replayFile.isEmpty() && parser.isSet(option))
            return invalidField(u"--"_s + option, u"--%1 needs --replay"_s.arg(option));
    }
    return {};
}

} // namespace

Result<SimulatorOptions> readOptions(const QStringList &arguments, const QProcessEnvironment &environment)
{
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(arguments))
        return fail(ErrorKind::Invalid, parser.errorText());
    if (!parser.positionalArguments().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"\"%1\" is not an option"_s.arg(parser.positionalArguments().first()));
    SimulatorOptions options;
    options.fleet.replay.emplace();
    PULSE_CHECK(takeKnobs(parser, environment, options));
    PULSE_CHECK(takeBroker(parser, options.fleet.broker));
    takeText(parser, u"fleet"_s, {}, options.fleetFile);
    takeText(parser, u"tenant"_s, environment.value(u"TENANT_ID"_s), options.tenantId);
    takeText(parser, u"site"_s, environment.value(u"SITE_ID"_s), options.siteId);
    takeText(parser, u"device-prefix"_s, {}, options.devicePrefix);
    takeText(parser, u"replay"_s, {}, options.replayFile);
    takeText(parser, u"metric"_s, {}, options.fleet.replay->metric);
    PULSE_CHECK(check(parser, options));
    if (options.replayFile.isEmpty())
        options.fleet.replay.reset();
    options.fleet.saysStatus = parser.isSet(u"status"_s);
    options.fleet.outage.isTogether = parser.isSet(u"drop-together"_s);
    if (parser.isSet(u"no-drops"_s))
        options.fleet.outage.period = Elapsed{0};
    options.wantsHelp = parser.isSet(u"help"_s);
    options.wantsVersion = parser.isSet(u"version"_s);
    return options;
}

QString helpText()
{
    QCommandLineParser parser;
    describe(parser);
    return parser.helpText();
}

std::vector<FleetDevice> numberedFleet(const SimulatorOptions &options)
{
    std::vector<FleetDevice> devices;
    for (int number = 1; number <= options.deviceCount; ++number) {
        const QString id = u"%1-%2"_s.arg(options.devicePrefix).arg(number, 4, 10, QChar(u'0'));
        devices.push_back({options.tenantId, options.siteId, id, u"tok-"_s + id});
    }
    return devices;
}

Result<std::vector<FleetDevice>> devicesOf(const SimulatorOptions &options)
{
    if (options.fleetFile.isEmpty())
        return numberedFleet(options);
    return readFleet(options.fleetFile);
}

Result<> loadReplay(SimulatorOptions &options)
{
    if (!options.fleet.replay)
        return {};
    PULSE_TRY(options.fleet.replay->rows, readReplay(options.replayFile));
    return {};
}

} // namespace pulse::simulator

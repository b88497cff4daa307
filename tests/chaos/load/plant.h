// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the chaos happens to: tenants, devices, rules and routes, as values that both the database and the
// oracle are given.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"

#include <QList>
#include <QStringList>
#include <array>
#include <optional>
#include <vector>

namespace pulse::chaos {

// What devices report. A value that a message lacks is NaN.
enum Metric { TempC, LoadPct, DoorOk, PressureBar, Sequence, kMetricCount };
using Values = std::array<double, kMetricCount>;

struct MetricType {
    const char *name;
    int kind; // as stored: 0 number, 1 integer, 2 bool
};
constexpr std::array<MetricType, kMetricCount> kMetrics{
    {{"temp_c", 0}, {"load_pct", 1}, {"door_ok", 2}, {"pressure_bar", 0}, {"sequence", 1}}};

Values noValues();
bool isSame(const Values &left, const Values &right);

struct Rule {
    qint64 key = 0;
    QString ruleId = {};
    int tenant = 0;
    QString name = {};
    QString metric = {};
    QString comparison = {}; // GT LT GTE LTE
    double threshold = 0;
    std::optional<double> clearValue = {};
    int severity = 3;
    QStringList sites = {};
    QStringList prefixes = {};
    int holdSeconds = 0;
    bool isEnabled = true;
};

struct Route {
    qint64 key = 0;
    qint64 integration = 0;
    int tenant = 0;
    QString name = {};
    std::optional<int> minSeverity = {};
    QStringList severities = {};
    QStringList types = {};
    QStringList sites = {};
    QStringList prefixes = {};
    QStringList deliverOn = {};
    bool isEnabled = true;
};

struct Device {
    qint64 key = 0;
    int tenant = 0;
    QString site = {};
    QString id = {};
    // Sends heartbeats without metrics, which leave no reading to judge by: at least once, kept apart.
    bool isMute = false;
};

struct Plant {
    QStringList tenants;
    QList<qint64> tenantKeys;
    std::vector<Device> devices; // the last one speaks when all others have
    std::vector<Rule> rules;
    std::vector<Route> routes;
};

QByteArray tokenOf(const Device &device);

Plant makePlant(int devicesPerTenant);

// Writes it to an empty database, as its owner, and learns the keys. `webhook`: sealed for integrations,
// which all carry the id kIntegrationId.
extern const QString kIntegrationId;
Result<> install(Plant &plant, store::Connection &owner, const QByteArray &sealedWebhook);

} // namespace pulse::chaos

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench silence [--devices N] [--together]: half of 20,000 devices stop at once while the others go on. From
// each one's deadline until its alert is committed, by PostgreSQL's own times; and what the passes cost the
// database.
// --together: they all speak once more right before, so that all deadlines fall into the same moment.
#include "e2e/servers/silence_rig.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kBeat = 10s; // so 2,000 messages a second before, and half of it after
constexpr auto kStale = 20s;
constexpr double kLimitMs = 1'500;

struct Shape {
    int devices = 20'000;
    bool isTogether = false;
    int silent() const { return devices / 2; }
};

Result<std::unique_ptr<test::SilenceRig>> prepare(const Shape &shape)
{
    PULSE_TRY(
        auto rig,
        test::SilenceRig::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                 .devices = shape.devices,
                                 .stale = kStale,
                                 .beat = kBeat,
                                 .durability = test::Durability::Real,
                                 .databaseSettings = {u"track_commit_timestamp=on"_s, u"shared_buffers=1GB"_s,
                                                      u"shared_preload_libraries=pg_stat_statements"_s}}));
    PULSE_CHECK(rig->database().execute(u"CREATE EXTENSION pg_stat_statements"_s));
    return rig;
}

// Milliseconds from deadline to commit; the rows of the silent say when they were heard last.
QString latencies(const QString &what)
{
    return u"WITH l AS (SELECT 1000 * extract(epoch FROM pg_xact_commit_timestamp(a.xmin) - s.last_seen_at - "
           "interval '%1 s') AS ms FROM alert AS a JOIN device_state AS s USING (device_key)) "
           "SELECT round(%2, 1)::double precision FROM l"_s.arg(kStale.count())
               .arg(what);
}

double milliseconds(const test::SilenceRig &rig, const QString &what)
{
    return rig.text(latencies(what)).toDouble();
}

QString percentile(const char *share)
{
    return u"percentile_cont(%1) WITHIN GROUP (ORDER BY ms)::numeric"_s.arg(QLatin1StringView(share));
}

// What the statements that judge silence asked of the database, each in all its calls.
QJsonArray statements(const test::SilenceRig &rig)
{
    const QString rows = rig.text(
        u"SELECT jsonb_agg(jsonb_build_object('statement', what, 'calls', calls, 'ms_per_call', "
        "round(mean_exec_time::numeric, 2), 'rows', rows, 'buffers_hit', shared_blks_hit, 'buffers_read', "
        "shared_blks_read)) FROM pg_stat_statements JOIN (VALUES ('mark_stale', 'UPDATE device_state AS "
        "s%'), "
        "('confirm_silent', '%FOR NO KEY UPDATE OF s%'), ('open_alerts', 'INSERT INTO alert (%'), "
        "('insert_transitions', 'INSERT INTO alert_transition%'), ('insert_jobs', 'INSERT INTO "
        "delivery_job%')) "
        "AS s (what, pattern) ON query LIKE pattern WHERE calls > 0"_s);
    return QJsonDocument::fromJson(rows.toUtf8()).array();
}

Result<QJsonObject> measure(const Shape &shape)
{
    PULSE_TRY(const auto rig, prepare(shape));
    test::spinUntil([] { return false; }, kBeat + kStale); // everybody has beaten in the steady state
    if (rig->number(u"SELECT count(*) FROM alert"_s) != 0)
        return fail(ErrorKind::Internal, u"somebody is silent who is not"_s);
    PULSE_CHECK(rig->database().execute(u"SELECT pg_stat_statements_reset()"_s));
    rig->fleet().setSilent(0, shape.silent());
    if (shape.isTogether)
        rig->fleet().speakAtOnce(0, shape.silent());
    const auto areFound = [&] { return rig->number(u"SELECT count(*) FROM alert"_s) >= shape.silent(); };
    if (!test::spinUntil(areFound, kBeat + kStale + 30s, 250ms))
        return fail(ErrorKind::Internal, u"not all are found: "_s + rig->server().process().output());
    test::spinUntil([] { return false; }, kStale + 5s); // long enough for whoever is found wrongly
    QJsonObject result{{u"bench"_s, u"silence"_s},
                       {u"silent"_s, shape.silent()},
                       {u"going_on"_s, shape.devices - shape.silent()},
                       {u"together"_s, shape.isTogether},
                       {u"alerts"_s, rig->number(u"SELECT count(*) FROM alert"_s)},
                       {u"jobs"_s, rig->number(u"SELECT count(*) FROM delivery_job"_s)},
                       {u"p50_ms"_s, milliseconds(*rig, percentile("0.5"))},
                       {u"p99_ms"_s, milliseconds(*rig, percentile("0.99"))},
                       {u"max_ms"_s, milliseconds(*rig, u"max(ms)"_s)},
                       {u"limit_ms"_s, kLimitMs},
                       {u"least_ms"_s, milliseconds(*rig, u"min(ms)"_s)}};
    result.insert(u"passes"_s, rig->number(u"SELECT count(DISTINCT xmin::text) FROM alert"_s));
    result.insert(u"hot_updates_percent"_s,
                  rig->number(u"SELECT 100 * n_tup_hot_upd / n_tup_upd FROM pg_stat_user_tables "
                              "WHERE relname = 'device_state'"_s));
    result.insert(u"statements"_s, statements(*rig));
    return result;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({u"devices"_s, u"half of them stop"_s, u"N"_s, u"20000"_s});
    options.addOption({u"together"_s, u"all deadlines in the same moment"_s});
    options.process(application);
    const Shape shape{std::max(2, options.value(u"devices"_s).toInt()), options.isSet(u"together"_s)};
    const auto result = measure(shape);
    if (!result) {
        std::fprintf(stderr, "silence: %s\n", qPrintable(result.error().what));
        return 1;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    const bool isWell = (*result)[u"p99_ms"_s].toDouble() <= kLimitMs
        && (*result)[u"least_ms"_s].toDouble() >= 0 && (*result)[u"alerts"_s].toInt() == shape.silent();
    return isWell ? 0 : 1;
}

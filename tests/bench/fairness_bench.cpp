// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench fairness [--requests N] [CASE...]: for each resource that tenants share, a neighbour's requests
// alone, and then beside a participant at its worst, on one server. One line of JSON a case; fails when one
// is beyond its limit.
#include "bench/fairness/cases.h"
#include "bench/load/process_figures.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QUrl>
#include <cmath>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse::bench;

namespace {

std::vector<std::unique_ptr<FairnessCase>> allCases()
{
    std::vector<std::unique_ptr<FairnessCase>> cases;
    cases.push_back(unreadPings());
    cases.push_back(bigAnswers());
    cases.push_back(leavingClients());
    cases.push_back(customerPaths());
    cases.push_back(connections());
    cases.push_back(sockets());
    cases.push_back(dials());
    cases.push_back(rules());
    cases.push_back(broker());
    cases.push_back(rejects());
    return cases;
}

// The most memory the server has while this lives.
class PeakMemory {
public:
    explicit PeakMemory(pid_t pid)
    {
        m_loops.start([this, pid](const std::atomic_bool &isOver) {
            while (!isOver) {
                m_peak = std::max(m_peak.load(), rssMegabytes(pid));
                std::this_thread::sleep_for(20ms);
            }
        });
    }
    double peak() const { return m_peak; }

private:
    std::atomic<double> m_peak = 0;
    Loops m_loops; // stops first
};

struct Load {
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    std::chrono::microseconds cpu = cpuOf(::getpid());

    double cpuPercent() const // 100: one core
    {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - since;
        return 100 * std::chrono::duration<double>(cpuOf(::getpid()) - cpu).count() / took.count();
    }
};

QJsonObject lineOf(const FairnessCase &one, const Shown &shown, int requests)
{
    const auto rounded = [](double value) { return std::round(value * 100) / 100; };
    const Verdict verdict = one.judge(shown);
    QJsonObject line = one.more();
    line.insert(u"bench"_s, u"fairness"_s);
    line.insert(u"resource"_s, one.name());
    line.insert(u"requests"_s, requests);
    line.insert(u"alone_p99_ms"_s, rounded(shown.aloneP99));
    line.insert(u"beside_p99_ms"_s, rounded(shown.besideP99));
    line.insert(u"neighbour_refused"_s, shown.refused);
    line.insert(u"server_mb_before"_s, rounded(shown.memoryBefore));
    line.insert(u"server_mb_peak"_s, rounded(shown.memoryPeak));
    line.insert(u"limit"_s, verdict.limit);
    line.insert(u"well"_s, verdict.isWell);
    return line;
}

// The server itself, or a script that becomes it with fewer descriptors.
QString serverWithin(int descriptors, const QString &folder)
{
    const QString server = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    QFile script(folder + u"/pulse-server"_s);
    if (descriptors == 0 || !script.open(QIODevice::WriteOnly))
        return server;
    script.write(u"#!/bin/sh\nulimit -n %1\nexec '%2' \"$@\"\n"_s.arg(descriptors).arg(server).toUtf8());
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther
                          | QFile::ExeOther);
    return script.fileName();
}

// Loads have more connections than a soft limit usually lets them.
void raiseDescriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Result<QJsonObject> run(FairnessCase &one, int requests)
{
    QTemporaryDir folder;
    PULSE_TRY(const auto product,
              test::Product::start({.program = serverWithin(one.descriptorLimit(), folder.path()),
                                    .environment = one.environment()}));
    Rig rig{*product, static_cast<quint16>(QUrl(product->httpUrl()).port()), {}, {}};
    PULSE_CHECK(product->addTenant(u"quiet"_s));
    rig.quietToken = product->accessToken();
    PULSE_CHECK(product->addTenant(u"greedy"_s));
    rig.greedyToken = product->accessToken();
    PULSE_CHECK(one.prepare(rig));
    one.neighbour(rig, requests / 10); // connections, plans and caches are not what is measured
    Shown shown;
    const Latencies alone = one.neighbour(rig, requests);
    const pid_t server = product->process().pid();
    shown.memoryBefore = rssMegabytes(server);
    const PeakMemory memory(server);
    PULSE_CHECK(one.begin(rig));
    const Load load;
    const Latencies beside = one.neighbour(rig, requests);
    const double cpu = load.cpuPercent();
    one.end();
    shown.aloneP99 = alone.quantile(0.99);
    shown.besideP99 = beside.quantile(0.99);
    shown.refused = alone.refused + beside.refused;
    shown.memoryPeak = memory.peak();
    QJsonObject line = lineOf(one, shown, requests);
    line.insert(u"load_cpu_percent"_s, std::round(cpu));
    return line;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    raiseDescriptorLimit();
    QCommandLineParser options;
    options.addOption({u"requests"_s, u"of the neighbour, alone and again beside it"_s, u"N"_s, u"2000"_s});
    options.addPositionalArgument(u"case"_s, u"all of them unless named"_s);
    options.process(application);
    const int requests = std::max(10, options.value(u"requests"_s).toInt());
    const QStringList wanted = options.positionalArguments();
    bool isWell = true;
    int found = 0;
    for (const auto &one : allCases()) {
        if (!wanted.isEmpty() && !wanted.contains(one->name()))
            continue;
        ++found;
        const auto line = run(*one, requests);
        if (!line) {
            std::fprintf(stderr, "fairness %s: %s\n", qPrintable(one->name()), qPrintable(line.error().what));
            return 1;
        }
        std::printf("%s\n", QJsonDocument(*line).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
        isWell = isWell && line->value(u"well"_s).toBool();
    }
    return isWell && found >= std::max<qsizetype>(1, wanted.size()) ? 0 : 1;
}

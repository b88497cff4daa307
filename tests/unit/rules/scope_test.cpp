// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which devices a rule is for: in the index that every reading meets, and in the one look that everybody else
// takes.
#include "rules/rule_index.h"
#include "support/suite/test_case.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

constexpr MetricKey kMetric{1};

model::AlertRule ruleFor(const QStringList &sites, const QStringList &prefixes)
{
    model::AlertRule rule;
    rule.key = {7};
    rule.metricName = u"temp_c"_s;
    rule.siteIds = sites;
    rule.devicePrefixes = prefixes;
    return rule;
}

int visits(const std::vector<model::AlertRule> &rules, const QByteArray &site, const QByteArray &device)
{
    const rules::RuleIndex index(
        rules, [](const QByteArray &name) { return name == "temp_c" ? kMetric : MetricKey{}; });
    int count = 0;
    index.visit(kMetric, {site, device},
                [&](const model::AlertRule &, rules::ReadingJudge judge) { count += judge ? 1 : 0; });
    return count;
}

} // namespace

class ScopeTest : public QObject {
    Q_OBJECT
private slots:
    void covers_data();
    void covers();
    void prefixesAreSearchedAsOneByOne();
    void aSiteThatIsNamedTwiceIsOne();
    void rulesOfSilenceAreNotForReadings();
    void otherMetricsMeetNoRule();
};

void ScopeTest::covers_data()
{
    QTest::addColumn<QStringList>("sites");
    QTest::addColumn<QStringList>("prefixes");
    QTest::addColumn<bool>("expected");
    QTest::newRow("everybody") << QStringList{} << QStringList{} << true;
    QTest::newRow("its site") << QStringList{u"south"_s, u"n\u00f6rd"_s} << QStringList{} << true;
    QTest::newRow("another site") << QStringList{u"south"_s} << QStringList{} << false;
    QTest::newRow("a site is not a prefix") << QStringList{u"n\u00f6"_s} << QStringList{} << false;
    QTest::newRow("its prefix") << QStringList{} << QStringList{u"fan-"_s, u"p\u00fcmp-"_s} << true;
    QTest::newRow("its whole name") << QStringList{} << QStringList{u"p\u00fcmp-1"_s} << true;
    QTest::newRow("another prefix") << QStringList{} << QStringList{u"fan-"_s, u"p\u00fcmp-2"_s} << false;
    QTest::newRow("longer than its name") << QStringList{} << QStringList{u"p\u00fcmp-10"_s} << false;
    QTest::newRow("case matters") << QStringList{} << QStringList{u"P\u00fcmp"_s} << false;
    QTest::newRow("both") << QStringList{u"n\u00f6rd"_s} << QStringList{u"p"_s} << true;
    QTest::newRow("its site, another prefix")
        << QStringList{u"n\u00f6rd"_s} << QStringList{u"fan-"_s} << false;
    QTest::newRow("its prefix, another site") << QStringList{u"south"_s} << QStringList{u"p"_s} << false;
}

void ScopeTest::covers()
{
    QFETCH(QStringList, sites);
    QFETCH(QStringList, prefixes);
    QFETCH(bool, expected);
    const QByteArray site = u"n\u00f6rd"_s.toUtf8();
    const QByteArray device = u"p\u00fcmp-1"_s.toUtf8();
    const model::AlertRule rule = ruleFor(sites, prefixes);
    QCOMPARE(rules::covers(rule, site, device), expected);
    QCOMPARE(visits({rule}, site, device), expected ? 1 : 0);
}

// Short texts of three letters, so that many begin with each other.
void ScopeTest::prefixesAreSearchedAsOneByOne()
{
    QRandomGenerator random(20'260'115);
    const auto text = [&random](int longest) {
        QString made;
        for (int i = random.bounded(1, longest + 1); i > 0; --i)
            made += u"ab\u00fc"_s[random.bounded(3)];
        return made;
    };
    for (int round = 0; round < 2'000; ++round) {
        QStringList prefixes;
        for (int i = random.bounded(1, 6); i > 0; --i)
            prefixes.append(text(3));
        const QString device = text(5);
        const bool expected = std::any_of(prefixes.begin(), prefixes.end(),
                                          [&](const QString &prefix) { return device.startsWith(prefix); });
        QVERIFY2(rules::Prefixes(prefixes).cover(device.toUtf8()) == expected,
                 qPrintable(device + u" in "_s + prefixes.join(u' ')));
    }
}

void ScopeTest::aSiteThatIsNamedTwiceIsOne()
{
    QCOMPARE(visits({ruleFor({u"north"_s, u"north"_s}, {})}, "north", "one"), 1);
}

void ScopeTest::rulesOfSilenceAreNotForReadings()
{
    model::AlertRule rule = ruleFor({}, {});
    for (const auto condition : {model::RuleCondition::MetricSilent, model::RuleCondition::DeviceSilent}) {
        rule.condition = condition;
        QCOMPARE(visits({rule}, "north", "one"), 0);
    }
}

void ScopeTest::otherMetricsMeetNoRule()
{
    model::AlertRule rule = ruleFor({}, {});
    rule.metricName = u"humidity"_s;
    QCOMPARE(visits({rule}, "north", "one"), 0);
}

PULSE_TEST_CASE(ScopeTest)
#include "scope_test.moc"

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From an alert's transitions to what routes were told of it.
#include "alerts/history.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using model::AlertEvent;
using model::DeliverOn;
using pulse::test::kNoon;

namespace {

model::Transition step(AlertEvent event, std::chrono::seconds after, const QString &actor = u"user:ann"_s)
{
    model::Transition transition;
    transition.event = event;
    transition.at = kNoon + after;
    transition.actor = actor;
    transition.reason = u"because"_s;
    return transition;
}

using Notices = std::vector<std::optional<DeliverOn>>;

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT
private slots:
    void aPlainLife();
    void inheritedShelfIsSilentUntilItEnds();
    void shelvedLaterStillHearsTheEnd();
    void oneShotEndsWithTheClearing();
};

void HistoryTest::aPlainLife()
{
    const std::vector life{step(AlertEvent::Opened, 0s, u"rule:r"_s), step(AlertEvent::Commented, 1s),
                           step(AlertEvent::Acknowledged, 2s), step(AlertEvent::Cleared, 3s, u"rule:r"_s)};
    QCOMPARE(alerts::noticesOf(life),
             (Notices{DeliverOn::Open, std::nullopt, DeliverOn::Acknowledged, DeliverOn::Closed}));
}

void HistoryTest::inheritedShelfIsSilentUntilItEnds()
{
    const std::vector life{
        step(AlertEvent::Opened, 0s, u"rule:r"_s), step(AlertEvent::Shelved, 0s, u"system"_s),
        step(AlertEvent::Unshelved, 5s, u"system"_s), step(AlertEvent::Cleared, 9s, u"rule:r"_s)};
    QCOMPARE(alerts::noticesOf(life),
             (Notices{std::nullopt, std::nullopt, DeliverOn::Open, DeliverOn::Closed}));
    QCOMPARE(alerts::noticesOf(std::span(life).first(2)), (Notices{std::nullopt, std::nullopt}));
    const std::vector cleared{life[0], life[1], step(AlertEvent::Cleared, 3s, u"rule:r"_s)};
    QCOMPARE(alerts::noticesOf(cleared), (Notices{std::nullopt, std::nullopt, std::nullopt}));
}

void HistoryTest::shelvedLaterStillHearsTheEnd()
{
    const std::vector life{step(AlertEvent::Opened, 0s, u"rule:r"_s), step(AlertEvent::Shelved, 1s),
                           step(AlertEvent::Cleared, 2s, u"rule:r"_s)};
    QCOMPARE(alerts::noticesOf(life), (Notices{DeliverOn::Open, std::nullopt, DeliverOn::Closed}));
}

void HistoryTest::oneShotEndsWithTheClearing()
{
    std::vector life{step(AlertEvent::Opened, 0s, u"rule:r"_s), step(AlertEvent::Shelved, 1s),
                     step(AlertEvent::Cleared, 2s, u"rule:r"_s), step(AlertEvent::Unshelved, 2s, u"system"_s),
                     step(AlertEvent::Acknowledged, 3s)};
    life[1].evidence = {{u"shelve_is_one_shot"_s, true}};
    QCOMPARE(alerts::noticesOf(life),
             (Notices{DeliverOn::Open, std::nullopt, DeliverOn::Closed, std::nullopt, std::nullopt}));
}

PULSE_TEST_CASE(HistoryTest)
#include "history_test.moc"

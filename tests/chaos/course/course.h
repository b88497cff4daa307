// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One course of chaos from an empty installation to the judgement.
#pragma once

#include "chaos/load/rounds.h"
#include "chaos/load/thieves.h"
#include "chaos/oracle/judgement.h"

namespace pulse::chaos {

constexpr int kMessagesPerSecond = 1'500;
// Where thieves are let in: what a clean session of theirs ends must be in flight to the server, not in a
// queue before it, for the moment of the theft to say what may be lost.
constexpr int kMessagesPerSecondStolen = 300;

struct CourseOptions {
    QString program; // pulse-server
    quint64 seed = 0;
    int rounds = 0;
    bool killsBroker = false; // each round; else anything but that, at random
    bool isStolen = false; // each round, at a broker that permits it; and nothing else happens
};

struct Course {
    Judgement judgement;
    RoundCounts rounds;
    BrokerCounts broker;
    qint64 published = 0; // and accepted by the broker
    qint64 unheard = 0; // of these, while the broker knew no subscriber
    qint64 repeated = 0; // by devices, whose connection ended before the broker answered
    int burglaries = 0; // tried beside everything else, where the broker ties ids to accounts
    qint64 burgled = 0; // messages that were handed to them
    TheftCosts thefts;
    int answersWithheld = 0; // committed, and the server never heard
    double seconds = 0;
};

// The broker keeps order: when the last message is stored, no other is on its way.
Result<> waitForLast(Installation &installation);

// The devices fall silent, all that they said is stored, and the server ends in order.
Result<> settle(Installation &installation, Load &load);

Result<Course> runCourse(const CourseOptions &options);

} // namespace pulse::chaos

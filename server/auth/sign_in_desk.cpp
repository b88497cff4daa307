// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/sign_in_desk.h"

#include "auth/client_network.h"
#include "auth/password.h"
#include "base/logging.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcAuthDesk, "pulse.auth")

namespace pulse::auth {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using DeskTime = std::chrono::steady_clock;

namespace {

constexpr auto kLearnEvery = 30s; // from other servers
constexpr auto kLearnOverlap = 60s; // what was committed later than its time says
constexpr qsizetype kLongestName = 128; // no account has a longer login

QByteArray attemptName(const Applicant &applicant)
{
    return applicant.login.toUtf8().left(kLongestName) + '\0' + applicant.network.toUtf8();
}

Refusal tooManyAttempts(std::chrono::seconds wait)
{
    return {{ErrorKind::TooMany, u"Too many attempts; wait a while."_s, u"too_many_requests"_s, {}}, wait};
}

Refusal tooCrowded(const SignInLimits &limits)
{
    return {{ErrorKind::TooMany, u"Too many sign-ins wait; try again."_s, u"too_many_requests"_s, {}},
            std::chrono::ceil<std::chrono::seconds>(limits.queue.longestWait)};
}

Refusal isStopping()
{
    return {{ErrorKind::Unavailable, u"The server is stopping."_s, u"unavailable"_s, {}}};
}

} // namespace

SignInDesk::SignInDesk(const Clock &clock, store::ConnectionConfig connection, const SignInLimits &limits)
    : m_clock(clock)
    , m_connection(std::move(connection))
    , m_limits(limits)
    , m_shared{AttemptLimiter(limits.perLoginAndNetwork),
               AttemptLimiter(limits.perNetwork),
               {},
               SignInQueue(limits.queue)}
{
}

SignInDesk::~SignInDesk() { stop(); }

Result<> SignInDesk::start()
{
    store::Connection connection(m_connection);
    m_learnedUntil = m_clock.now() - store::login_network::kRemembered;
    PULSE_CHECK(learn(connection));
    m_shared.isClosed = false;
    for (int i = 0; i < std::max(1, m_limits.checksAtOnce); ++i)
        m_threads.emplace_back([this, learns = i == 0] { run(learns); });
    return {};
}

void SignInDesk::stop()
{
    std::vector<Applicant> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_shared.isClosed = true;
        waiting = m_shared.queue.all();
    }
    m_changed.notify_all();
    for (const Applicant &applicant : waiting)
        applicant.check.refuse(isStopping());
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

std::chrono::seconds SignInDesk::countAttempt(Applicant &applicant)
{
    const Instant now = m_clock.now();
    const QByteArray network = applicant.network.toUtf8();
    applicant.isKnown = m_shared.known.isKnown(applicant.login, applicant.network, now);
    if (!applicant.isKnown) {
        applicant.before = m_shared.byNetwork.counted(network, now);
        if (const auto wait = m_shared.byNetwork.attempt(network, now); wait > 0s)
            return wait;
    }
    const auto wait = m_shared.byLoginAndNetwork.attempt(attemptName(applicant), now);
    if (wait > 0s && !applicant.isKnown)
        m_shared.byNetwork.takeBack(network);
    return wait;
}

// What counts is a password that was checked, and was wrong.
void SignInDesk::takeBack(const Applicant &applicant)
{
    m_shared.byLoginAndNetwork.takeBack(attemptName(applicant));
    if (!applicant.isKnown)
        m_shared.byNetwork.takeBack(applicant.network.toUtf8());
}

void SignInDesk::submit(const QString &login, const QString &address, PasswordCheck check)
{
    Applicant applicant{login, networkOf(address)};
    applicant.check = std::move(check);
    std::optional<Applicant> refused;
    Refusal why = tooCrowded(m_limits);
    {
        const std::lock_guard lock(m_mutex);
        if (m_shared.isClosed) {
            refused = std::move(applicant);
            why = isStopping();
        } else if (const auto wait = countAttempt(applicant); wait > 0s) {
            ++m_shared.counts.limited;
            refused = std::move(applicant);
            why = tooManyAttempts(wait);
        } else if ((refused = m_shared.queue.add(std::move(applicant), DeskTime::now()))) {
            ++m_shared.counts.crowded;
            takeBack(*refused);
        }
    }
    m_changed.notify_one();
    if (!refused)
        return;
    qCInfo(lcAuthDesk).noquote() << "sign-in limited" << kv("network", refused->network);
    refused->check.refuse(why);
}

SignInCounts SignInDesk::counts() const
{
    const std::lock_guard lock(m_mutex);
    SignInCounts counts = m_shared.counts;
    counts.waiting = m_shared.queue.waiting();
    return counts;
}

// `learns`: one thread does, for all.
void SignInDesk::run(bool learns)
{
    store::Connection connection(m_connection);
    pretendToVerify({}); // makes its hash now: the first unknown login must not take twice as long
    auto learnAt = DeskTime::now() + kLearnEvery;
    const auto isOpen = [this] {
        const std::lock_guard lock(m_mutex);
        return !m_shared.isClosed;
    };
    while (isOpen()) {
        if (learns && DeskTime::now() >= learnAt) {
            if (const auto learned = learn(connection); !learned)
                qCWarning(lcAuthDesk).noquote() << "known networks not read" << learned.error().what;
            learnAt = DeskTime::now() + kLearnEvery;
        }
        if (const auto applicant = take())
            serve(*applicant, connection);
    }
}

// None: it was time to look again.
std::optional<Applicant> SignInDesk::take()
{
    std::vector<Applicant> late;
    std::optional<Applicant> next;
    {
        std::unique_lock lock(m_mutex);
        const auto now = DeskTime::now();
        late = m_shared.queue.overdue(now);
        next = m_shared.queue.next(now);
        m_shared.counts.crowded += late.size();
        m_shared.counts.checked += next ? 1 : 0;
        for (const Applicant &applicant : late)
            takeBack(applicant);
        const auto latest = now + kLearnEvery;
        if (!next && late.empty() && !m_shared.isClosed)
            m_changed.wait_until(lock, std::min(m_shared.queue.nextMoment(now).value_or(latest), latest));
    }
    for (const Applicant &applicant : late)
        applicant.check.refuse(tooCrowded(m_limits));
    return next;
}

void SignInDesk::serve(const Applicant &applicant, store::Connection &connection)
{
    const CheckedPassword checked = applicant.check.run(connection);
    note(applicant, checked.outcome);
    checked.answer();
}

void SignInDesk::note(const Applicant &applicant, CheckOutcome outcome)
{
    if (outcome == CheckOutcome::Wrong)
        return;
    const std::lock_guard lock(m_mutex);
    takeBack(applicant);
    if (outcome == CheckOutcome::Right) {
        m_shared.byLoginAndNetwork.forget(attemptName(applicant));
        m_shared.known.add({applicant.login, applicant.network, m_clock.now()});
    }
}

Result<> SignInDesk::learn(store::Connection &connection)
{
    const Instant now = m_clock.now();
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const auto uses, store::login_network::usedSince(scope, m_learnedUntil));
    PULSE_CHECK(scope.commit());
    m_learnedUntil = now - kLearnOverlap;
    const std::lock_guard lock(m_mutex);
    for (const auto &use : uses)
        m_shared.known.add({use.login, networkOf(use.network.section(u'/', 0, 0)), use.lastAt});
    return {};
}

} // namespace pulse::auth

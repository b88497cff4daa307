// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mail by a real server: with every kind of security, with and without login, what arrives, and what its
// answers mean.
#include "delivery/email/email_channel.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/smtp_receiver.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;

namespace {

struct Mail {
    QString security = u"STARTTLS"_s;
    QString host = u"127.0.0.1"_s;
    QString user = {};
    QString password = {};
    QStringList to = {u"desk@example.com"_s};
    QStringList cc = {};
    QStringList bcc = {};
    QJsonObject templates = {};
    QJsonObject alert = {{u"alert_id"_s, 7},
                         {u"tenant_id"_s, u"acme"_s},
                         {u"site_id"_s, u"hall-1"_s},
                         {u"device_id"_s, u"d-1"_s},
                         {u"alert_type"_s, u"THRESHOLD"_s},
                         {u"severity"_s, 5},
                         {u"summary"_s, u"Kühlung: 45 °C"_s},
                         {u"status"_s, u"OPEN"_s},
                         {u"created_at"_s, u"2026-01-15T12:00:00.000000Z"_s}};
    QString id = u"t1-r1"_s;
};

// A channel that trusts one receiver.
struct Post {
    Post(quint16 receiverPort, const QByteArray &authorityFile, std::chrono::milliseconds timeout = 10s,
         const QString &ehloName = u"pulse.example.org"_s)
        : port(receiverPort)
        , channel({.timeout = timeout, .guard = guard(receiverPort), .certificateFile = authorityFile},
                  resolver, clock, ehloName)
    {
        if (!channel.start())
            qFatal("the channel does not start");
        for (const QString &name : {u"hook.example"_s, u"other.example"_s})
            resolver.script(name, {{u"127.0.0.1"_s}});
    }
    static delivery::GuardSettings guard(quint16 port)
    {
        delivery::GuardSettings settings{.allowsPlainSmtp = true};
        settings.allowed.append({delivery::Network::parse(u"127.0.0.1/32"_s).value(), port});
        return settings;
    }

    void send(const Mail &mail)
    {
        const QJsonObject smtp{
            {u"smtp_host"_s, mail.host},         {u"smtp_port"_s, port},
            {u"smtp_security"_s, mail.security}, {u"smtp_user"_s, mail.user},
            {u"smtp_password"_s, mail.password}, {u"from_address"_s, u"alerts@example.com"_s},
            {u"from_name"_s, u"Wärme-Wache"_s}};
        const QJsonObject recipients{{u"to"_s, QJsonArray::fromStringList(mail.to)},
                                     {u"cc"_s, QJsonArray::fromStringList(mail.cc)},
                                     {u"bcc"_s, QJsonArray::fromStringList(mail.bcc)}};
        channel.attempt(
            {mail.id,
             QJsonDocument(mail.alert).toJson(),
             {{u"smtp_config"_s, smtp}, {u"recipients"_s, recipients}, {u"template"_s, mail.templates}},
             u"5b3c0c1e-0000-4000-8000-000000000001"_s},
            attempts.callback());
    }
    Attempt attempt(const Mail &mail)
    {
        send(mail);
        return attempts.waitFor(1, 30s) ? attempts.take().first() : Attempt{.code = u"never"_s};
    }

    quint16 port;
    FakeResolver resolver;
    FakeClock clock;
    ValueSpy<Attempt> attempts;
    delivery::EmailChannel channel;
};

QList<SmtpMail> mailsOf(const SmtpReceiver &receiver, qsizetype count)
{
    spinUntil([&] { return receiver.mails().size() >= count; }, 10s);
    return receiver.mails();
}

// A mail server that takes everything and answers everything but QUIT.
class Clinging final : public QTcpServer {
public:
    Clinging()
    {
        connect(this, &QTcpServer::newConnection, this, [this] { serve(nextPendingConnection()); });
    }
    int quits = 0;

private:
    void serve(QTcpSocket *socket)
    {
        socket->write("220 clinging\r\n");
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            while (socket->canReadLine())
                hear(socket, socket->readLine().trimmed());
        });
    }
    void hear(QTcpSocket *socket, const QByteArray &line)
    {
        if (line.startsWith("QUIT"))
            ++quits;
        else if (line == "DATA")
            socket->write("354 go on\r\n");
        else if (line == "." || line.startsWith("EHLO") || line.startsWith("MAIL") || line.startsWith("RCPT"))
            socket->write("250 fine\r\n");
    }
};

} // namespace

class EmailTest : public QObject {
    Q_OBJECT
private slots:
    void arrivesWithEverySecurity_data();
    void arrivesWithEverySecurity();
    void introducesItselfByItsFullName_data();
    void introducesItselfByItsFullName();
    void isReadAsItWasMeant();
    void envelopeHoldsEverybody();
    void oddLinesArriveAsTheyAre();
    void textAlone();
    void withoutTlsNothingIsSaid();
    void aWrongPasswordIsForGood();
    void trustsNoStranger();
    void checksTheNameInTheCertificate();
    void answersMean_data();
    void answersMean();
    void someOfManyRecipients();
    void aServerThatClingsDelaysNobody();
};

void EmailTest::arrivesWithEverySecurity_data()
{
    QTest::addColumn<int>("tls");
    QTest::addColumn<QString>("security");
    QTest::addColumn<QString>("host");
    QTest::newRow("STARTTLS") << int(SmtpTls::StartTls) << u"STARTTLS"_s << u"127.0.0.1"_s;
    QTest::newRow("STARTTLS, by name") << int(SmtpTls::StartTls) << u"STARTTLS"_s << u"hook.example"_s;
    QTest::newRow("TLS") << int(SmtpTls::Implicit) << u"TLS"_s << u"127.0.0.1"_s;
    QTest::newRow("TLS, by name") << int(SmtpTls::Implicit) << u"TLS"_s << u"hook.example"_s;
    QTest::newRow("none") << int(SmtpTls::None) << u"NONE"_s << u"127.0.0.1"_s;
}

void EmailTest::arrivesWithEverySecurity()
{
    QFETCH(int, tls);
    QFETCH(QString, security);
    QFETCH(QString, host);
    for (const QString &user : {QString(), u"us3r"_s}) {
        const QString password = user.isEmpty() ? QString() : u" pä55 \"word\\ "_s;
        const auto receiver = SmtpReceiver::start({static_cast<SmtpTls>(tls), user, password});
        QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
        Post post((*receiver)->port(), (*receiver)->authorityFile());
        const Attempt attempt =
            post.attempt({.security = security, .host = host, .user = user, .password = password});
        QCOMPARE(attempt.error(), QString());
        QCOMPARE(attempt.outcome, Outcome::Delivered);
        QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(post.port));
        const auto mails = mailsOf(**receiver, 1);
        QCOMPARE(mails.size(), 1);
        QCOMPARE(mails.first().isTls, security != u"NONE"_s);
        QCOMPARE(mails.first().login, user);
    }
}

void EmailTest::introducesItselfByItsFullName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("a full name") << u"pulse.example.org"_s << true;
    QTest::newRow("an address") << u"[192.0.2.1]"_s << true;
    QTest::newRow("an address of version 6") << u"[IPv6:2001:db8::1]"_s << true;
    QTest::newRow("a short name, which we never say by ourselves") << u"pulse"_s << false;
}

void EmailTest::introducesItselfByItsFullName()
{
    QFETCH(QString, name);
    QFETCH(bool, isTaken);
    const auto receiver = SmtpReceiver::start({SmtpTls::StartTls, {}, {}});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile(), 10s, name);
    QCOMPARE(post.attempt({}).outcome == Outcome::Delivered, isTaken);
    QCOMPARE((*receiver)->introductions().value(0), name);
}

void EmailTest::isReadAsItWasMeant()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    QCOMPARE(post.attempt({}).error(), QString());
    const auto mails = mailsOf(**receiver, 1);
    QCOMPARE(mails.size(), 1);
    const SmtpMail &mail = mails.first();
    QCOMPARE(mail.defects, QStringList());
    QCOMPARE(mail.type, u"multipart/alternative"_s);
    QCOMPARE(mail.header(u"From"_s), u"Wärme-Wache <alerts@example.com>"_s);
    QCOMPARE(mail.header(u"To"_s), u"desk@example.com"_s);
    QCOMPARE(mail.header(u"Subject"_s), u"[CRITICAL] THRESHOLD: d-1"_s);
    QCOMPARE(mail.header(u"Date"_s), u"Thu, 15 Jan 2026 12:00:00 +0000"_s);
    QCOMPARE(mail.header(u"Auto-Submitted"_s), u"auto-generated"_s);
    QVERIFY(mail.text.startsWith(u"OPEN: Kühlung: 45 °C\n"_s));
    QVERIFY(mail.html.contains(u"<h2 class=\"critical\">OPEN: Kühlung: 45 °C</h2>"_s));
    for (const QByteArray &line : mail.raw.split('\n'))
        QVERIFY(line.size() <= 78);
}

void EmailTest::envelopeHoldsEverybody()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    QCOMPARE(post.attempt({.to = {u"a@example.com"_s, u"b@example.com"_s},
                           .cc = {u"c@example.com"_s},
                           .bcc = {u"d@example.com"_s}})
                 .error(),
             QString());
    const auto mails = mailsOf(**receiver, 1);
    QCOMPARE(mails.size(), 1);
    const SmtpMail &mail = mails.first();
    QCOMPARE(mail.from, u"alerts@example.com"_s);
    QCOMPARE(mail.to,
             (QStringList{u"a@example.com"_s, u"b@example.com"_s, u"c@example.com"_s, u"d@example.com"_s}));
    QCOMPARE(mail.header(u"To"_s), u"a@example.com, b@example.com"_s);
    QCOMPARE(mail.header(u"Cc"_s), u"c@example.com"_s);
    QVERIFY(!mail.raw.contains("d@example.com"));
}

void EmailTest::oddLinesArriveAsTheyAre()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    const QString body = u".\n..\n.a\n"_s + QString(5'000, u'x') + u"\nFrom here\n\n.\n"_s
        + u"ü"_s.repeated(500) + u" \t\n=20\nQUIT"_s;
    Mail mail;
    mail.templates = {{u"format"_s, u"text"_s}, {u"body_template"_s, body}};
    QCOMPARE(post.attempt(mail).error(), QString());
    const auto mails = mailsOf(**receiver, 1);
    QCOMPARE(mails.size(), 1);
    QCOMPARE(mails.first().text.trimmed(), body);
    QCOMPARE(mails.first().defects, QStringList());
}

void EmailTest::textAlone()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    Mail mail;
    mail.templates = {{u"format"_s, u"text"_s}, {u"subject_template"_s, u"{message} – {status}"_s}};
    QCOMPARE(post.attempt(mail).error(), QString());
    const auto mails = mailsOf(**receiver, 1);
    QCOMPARE(mails.size(), 1);
    QCOMPARE(mails.first().type, u"text/plain"_s);
    QCOMPARE(mails.first().header(u"Subject"_s), u"Kühlung: 45 °C – OPEN"_s);
    QCOMPARE(mails.first().html, QString());
}

// A server that offers no TLS, or one between us and it that hides the offer, learns neither login nor alert.
void EmailTest::withoutTlsNothingIsSaid()
{
    const auto receiver = SmtpReceiver::start({.tls = SmtpTls::None});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    for (const QString &security : {u"STARTTLS"_s, u"TLS"_s}) {
        const Attempt attempt =
            post.attempt({.security = security, .user = u"us3r"_s, .password = u"p4ss"_s});
        QCOMPARE(attempt.error(), u"request_error:tls"_s);
        QCOMPARE(attempt.outcome, Outcome::RetryLater);
    }
    QCOMPARE((*receiver)->mails().size(), 0);
}

void EmailTest::aWrongPasswordIsForGood()
{
    const auto receiver = SmtpReceiver::start({SmtpTls::StartTls, u"us3r"_s, u"right-one"_s});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    const Attempt attempt = post.attempt({.user = u"us3r"_s, .password = u"wr0ng-one"_s});
    QCOMPARE(attempt.code, u"smtp_535"_s);
    QCOMPARE(attempt.outcome, Outcome::GiveUp);
    QVERIFY(attempt.detail.startsWith(u"535 "_s));
    QVERIFY(!attempt.error().contains(u"wr0ng-one"_s));
    QCOMPARE((*receiver)->mails().size(), 0);
}

void EmailTest::trustsNoStranger()
{
    for (const auto &[tls, security] :
         {std::pair(SmtpTls::StartTls, u"STARTTLS"_s), std::pair(SmtpTls::Implicit, u"TLS"_s)}) {
        const auto receiver = SmtpReceiver::start({.tls = tls});
        QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
        Post post((*receiver)->port(), {});
        QCOMPARE(post.attempt({.security = security}).error(), u"request_error:certificate"_s);
        QCOMPARE((*receiver)->mails().size(), 0);
    }
}

void EmailTest::checksTheNameInTheCertificate()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    QCOMPARE(post.attempt({.host = u"other.example"_s}).error(), u"request_error:certificate"_s);
    QCOMPARE(post.attempt({.host = u"hook.example"_s}).error(), QString());
}

void EmailTest::answersMean_data()
{
    QTest::addColumn<QString>("recipient");
    QTest::addColumn<QString>("code");
    QTest::addColumn<Outcome>("outcome");
    const auto row = [](const char *name, const QString &recipient, const QString &code, Outcome outcome) {
        QTest::newRow(name) << recipient << code << outcome;
    };
    row("a full mailbox", u"answer-452@example.com"_s, u"smtp_452"_s, Outcome::RetryLater);
    row("come back later", u"answer-450@example.com"_s, u"smtp_450"_s, Outcome::RetryLater);
    row("nobody of that name", u"answer-550@example.com"_s, u"smtp_550"_s, Outcome::GiveUp);
    row("takes no mail at all", u"answer-521@example.com"_s, u"smtp_521"_s, Outcome::Disable);
    row("not now, after the mail", u"data-451@example.com"_s, u"smtp_451"_s, Outcome::RetryLater);
    row("not this mail", u"data-554@example.com"_s, u"smtp_554"_s, Outcome::GiveUp);
}

void EmailTest::answersMean()
{
    QFETCH(QString, recipient);
    QFETCH(QString, code);
    QFETCH(Outcome, outcome);
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    const Attempt attempt = post.attempt({.to = {recipient}});
    QCOMPARE(attempt.code, code);
    QCOMPARE(attempt.outcome, outcome);
    QCOMPARE(attempt.detail, u"%1 told to, for %2"_s.arg(code.mid(5), recipient));
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(post.port));
}

void EmailTest::someOfManyRecipients()
{
    const auto receiver = SmtpReceiver::start({});
    QVERIFY2(receiver, receiver ? "" : qPrintable(receiver.error().what));
    Post post((*receiver)->port(), (*receiver)->authorityFile());
    const Attempt some = post.attempt({.to = {u"answer-550@example.com"_s, u"desk@example.com"_s}});
    QCOMPARE(some.outcome, Outcome::Delivered);
    QCOMPARE(some.error(), u"recipients_refused: 550 told to, for answer-550@example.com"_s);
    QCOMPARE(mailsOf(**receiver, 1).value(0).to, QStringList{u"desk@example.com"_s});
    // As long as one of them may be reached later, it is tried.
    const Attempt none = post.attempt({.to = {u"answer-450@example.com"_s, u"answer-550@example.com"_s}});
    QCOMPARE(none.outcome, Outcome::RetryLater);
    QCOMPARE((*receiver)->mails().size(), 1);
}

// curl says QUIT and would wait for the answer on the thread that carries everybody's mails.
void EmailTest::aServerThatClingsDelaysNobody()
{
    Clinging clinging;
    QVERIFY(clinging.listen(QHostAddress::LocalHost));
    Post post(clinging.serverPort(), {}, 5s);
    for (int i = 0; i < 20; ++i)
        post.send({.security = u"NONE"_s, .id = u"t%1-r1"_s.arg(i)});
    QVERIFY(post.attempts.waitFor(20, 30s));
    for (const Attempt &attempt : post.attempts.take()) {
        QCOMPARE(attempt.error(), QString());
        QCOMPARE(attempt.outcome, Outcome::Delivered);
    }
    QVERIFY(spinUntil([&] { return clinging.quits == 20; }, 10s));
}

PULSE_TEST_CASE(EmailTest)
#include "email_test.moc"

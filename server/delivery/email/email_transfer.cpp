// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/email_transfer.h"

#include "delivery/email/mail_format.h"

#include <algorithm>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAnswersKept = 8192;
constexpr long kTakesNoMail = 521; // RFC 7504

} // namespace

EmailTransfer::EmailTransfer(EmailRequest request)
    : CurlTransfer(request.target)
    , m_request(std::move(request))
{
}

void EmailTransfer::prepare(Instant now)
{
    CURL *easy = handle();
    setSecurity();
    m_content = dateHeader(now) + m_request.content;
    for (const QString &recipient : m_request.recipients)
        append(m_recipients, '<' + recipient.toLatin1() + '>');
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ('<' + m_request.from.toLatin1() + '>').constData());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, m_recipients.get());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(m_content.size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &EmailTransfer::onRead);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &EmailTransfer::onWrite);
    // The dialogue is how we learn what was refused; nothing of it is logged.
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &EmailTransfer::onDialogue);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, this);
}

void EmailTransfer::setSecurity()
{
    CURL *easy = handle();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // ALL: a server that does not offer STARTTLS gets neither a login nor a mail.
    const bool isPlain = m_request.security == model::SmtpSecurity::None;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(isPlain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!m_request.user.isEmpty())
        setCredentials(m_request.user, m_request.password);
}

size_t EmailTransfer::onRead(char *buffer, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<EmailTransfer *>(self);
    const qsizetype left = transfer->m_content.size() - transfer->m_sent;
    const qsizetype length = std::min(left, static_cast<qsizetype>(size * count));
    std::copy_n(transfer->m_content.constData() + transfer->m_sent, length, buffer);
    transfer->m_sent += length;
    return static_cast<size_t>(length);
}

size_t EmailTransfer::onWrite(char *, size_t size, size_t count, void *) { return size * count; }

int EmailTransfer::onDialogue(CURL *, curl_infotype type, char *bytes, size_t size, void *self)
{
    auto *transfer = static_cast<EmailTransfer *>(self);
    if (type == CURLINFO_HEADER_OUT) {
        transfer->m_command = QByteArray(bytes, std::min<qsizetype>(static_cast<qsizetype>(size), 4));
        // curl would wait for the answer to QUIT, and everybody else with it.
        if (transfer->m_command == "QUIT")
            transfer->hearNoMore();
    } else if (type == CURLINFO_HEADER_IN) {
        transfer->heardLine(QByteArray(bytes, static_cast<qsizetype>(size)));
    }
    return 0;
}

void EmailTransfer::heardLine(const QByteArray &line)
{
    if (!line.startsWith('4') && !line.startsWith('5'))
        return;
    m_refusal = line.left(kAnswersKept);
    if (m_command != "RCPT")
        return;
    m_refusedRecipients += line.left(kAnswersKept - m_refusedRecipients.size());
    m_isAnyTemporary = m_isAnyTemporary || line.startsWith('4');
}

Attempt EmailTransfer::refused(long code) const
{
    Attempt attempt;
    attempt.outcome = code == kTakesNoMail ? Outcome::Disable
        : code >= 500 && !m_isAnyTemporary ? Outcome::GiveUp
                                           : Outcome::RetryLater;
    attempt.code = u"smtp_%1"_s.arg(code);
    attempt.detail = m_request.redaction.excerpt(m_refusal, m_refusal.size() >= kAnswersKept);
    return attempt;
}

Attempt EmailTransfer::judge(CURLcode result) const
{
    const long code = responseCode();
    // The last answer is not the reason when none came any more.
    const bool hasHeard = result != CURLE_OPERATION_TIMEDOUT && result != CURLE_RECV_ERROR;
    if (result != CURLE_OK)
        return hasHeard && code >= 400 && code < 600 ? refused(code) : Attempt{.code = requestError(result)};
    Attempt attempt{.outcome = Outcome::Delivered};
    if (!m_refusedRecipients.isEmpty()) {
        attempt.code = u"recipients_refused"_s;
        attempt.detail =
            m_request.redaction.excerpt(m_refusedRecipients, m_refusedRecipients.size() >= kAnswersKept);
    }
    return attempt;
}

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One mail on its way to its server, and what the server's answers mean: 4xx later, 5xx never, 521 (takes no
// mail at all) never again. A mail that some of its recipients were refused is delivered to the others.
#pragma once

#include "delivery/email/email_request.h"
#include "delivery/outbound/curl_transfer.h"

namespace pulse::delivery {

class EmailTransfer final : public CurlTransfer {
public:
    explicit EmailTransfer(EmailRequest request);

private:
    void prepare(Instant now) override;
    Attempt judge(CURLcode result) const override;
    Attempt refused(long code) const;
    void setSecurity();
    void heardLine(const QByteArray &line);
    static size_t onRead(char *buffer, size_t size, size_t count, void *self);
    static size_t onWrite(char *bytes, size_t size, size_t count, void *self);
    static int onDialogue(CURL *easy, curl_infotype type, char *bytes, size_t size, void *self);

    EmailRequest m_request;
    List m_recipients = emptyList();
    QByteArray m_content; // with its date
    qsizetype m_sent = 0;
    QByteArray m_command; // the last that was said: "RCPT"
    QByteArray m_refusal; // the last answer of 4xx or 5xx, its first bytes
    QByteArray m_refusedRecipients; // the answers
    bool m_isAnyTemporary = false; // among those
};

} // namespace pulse::delivery

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/redaction.h"

#include <QUrlQuery>
#include <algorithm>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortestSecret = 4;

QString oneLine(QString text)
{
    for (QChar &c : text) {
        if (!c.isPrint())
            c = u' ';
    }
    return text.simplified();
}

} // namespace

Redaction::Redaction(const Target &target, const QJsonObject &headers)
{
    for (auto at = headers.begin(); at != headers.end(); ++at)
        addWords(at.value().toString());
    addLogin(target.user, target.password);
    const QByteArray login = (target.user + u':' + target.password).toUtf8();
    if (!target.password.isEmpty())
        addSecret(QString::fromLatin1(login.toBase64()));
    for (const auto form : {QUrl::FullyEncoded, QUrl::FullyDecoded}) {
        for (const QString &part : target.url.path(form).split(u'/'))
            addSecret(part);
        for (const auto &[name, value] : QUrlQuery(target.url).queryItems(form))
            addSecret(value);
        addSecret(target.url.query(form));
    }
    sortSecrets();
}

Redaction::Redaction(const QString &user, const QString &password)
{
    addLogin(user, password);
    const QByteArray plain = '\0' + user.toUtf8() + '\0' + password.toUtf8();
    for (const QByteArray &said : {plain, user.toUtf8(), password.toUtf8()})
        addSecret(QString::fromLatin1(said.toBase64()));
    sortSecrets();
}

void Redaction::addLogin(const QString &user, const QString &password)
{
    addWords(password);
    addWords(user);
}

void Redaction::sortSecrets()
{
    std::sort(m_secrets.begin(), m_secrets.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
}

void Redaction::addSecret(const QString &secret)
{
    if (secret.size() >= kShortestSecret && !m_secrets.contains(secret))
        m_secrets.append(secret);
}

void Redaction::addWords(const QString &text)
{
    addSecret(text);
    for (const QString &word : text.split(u' '))
        addSecret(word);
}

QString Redaction::excerpt(const QByteArray &text, bool isCut, qsizetype most) const
{
    QString kept = QString::fromUtf8(text);
    // What may be the beginning of a secret whose end was not read goes too.
    const qsizetype longest = m_secrets.isEmpty() ? 0 : m_secrets.first().size();
    for (const QString &secret : m_secrets)
        kept.replace(secret, u"***"_s, Qt::CaseInsensitive);
    if (isCut)
        kept.chop(longest);
    kept = oneLine(kept);
    return kept.size() <= most ? kept : kept.left(most - 1) + u'…';
}

} // namespace pulse::delivery

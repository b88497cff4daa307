// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/receivers/smtp_receiver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

QString word(SmtpTls tls)
{
    switch (tls) {
    case SmtpTls::None: return u"none"_s;
    case SmtpTls::StartTls: return u"starttls"_s;
    case SmtpTls::Implicit: return u"implicit"_s;
    }
    Q_UNREACHABLE();
}

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QStringList textsOf(const QJsonValue &array)
{
    QStringList texts;
    for (const QJsonValue &text : array.toArray())
        texts.append(text.toString());
    return texts;
}

SmtpMail mailFrom(const QJsonObject &json)
{
    SmtpMail mail;
    mail.from = json.value(u"from"_s).toString();
    mail.to = textsOf(json.value(u"to"_s));
    mail.isTls = json.value(u"tls"_s).toBool();
    mail.login = json.value(u"login"_s).toString();
    mail.raw = QByteArray::fromBase64(json.value(u"raw"_s).toString().toLatin1());
    for (const QJsonValue &header : json.value(u"headers"_s).toArray())
        mail.headers.append({header.toArray().at(0).toString(), header.toArray().at(1).toString()});
    mail.type = json.value(u"type"_s).toString();
    mail.text = json.value(u"text"_s).toString();
    mail.html = json.value(u"html"_s).toString();
    mail.defects = textsOf(json.value(u"defects"_s));
    return mail;
}

} // namespace

QString SmtpMail::header(const QString &name) const
{
    for (const auto &[candidate, value] : headers) {
        if (candidate.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

Result<std::unique_ptr<SmtpReceiver>> SmtpReceiver::start(const SmtpReceiverOptions &options)
{
    std::unique_ptr<SmtpReceiver> receiver(new SmtpReceiver);
    const SelfSigned identity = selfSigned();
    const QString key = receiver->m_folder.filePath(u"key.pem"_s);
    const QString certificate = QString::fromUtf8(receiver->authorityFile());
    if (!writeFile(key, identity.key) || !writeFile(certificate, identity.certificate))
        return fail(ErrorKind::Internal, u"cannot write the certificate"_s);
    QStringList arguments{QStringLiteral(PULSE_SOURCE_DIR "/tests/support/receivers/smtp_receiver.py"),
                          u"--tls"_s,
                          word(options.tls),
                          u"--certificate"_s,
                          certificate,
                          u"--key"_s,
                          key};
    if (!options.user.isEmpty())
        arguments += {u"--user"_s, options.user, u"--password"_s, options.password};
    PULSE_TRY(receiver->m_process, ChildProcess::start(u"/usr/bin/python3"_s, arguments));
    if (!receiver->m_process->waitForLine(u"listening "_s))
        return fail(ErrorKind::Unavailable, receiver->m_process->output());
    const QString output = receiver->m_process->output();
    receiver->m_port = output.section(u"listening "_s, 1).section(u'\n', 0, 0).trimmed().toUShort();
    return receiver;
}

QByteArray SmtpReceiver::authorityFile() const
{
    return QFile::encodeName(m_folder.filePath(u"certificate.pem"_s));
}

QList<SmtpMail> SmtpReceiver::mails() const
{
    QList<SmtpMail> mails;
    for (const QString &line : m_process->output().split(u'\n')) {
        if (line.startsWith("mail "_L1))
            mails.append(mailFrom(QJsonDocument::fromJson(line.mid(5).toUtf8()).object()));
    }
    return mails;
}

QStringList SmtpReceiver::introductions() const
{
    QStringList names;
    for (const QString &line : m_process->output().split(u'\n')) {
        if (line.startsWith("ehlo "_L1))
            names.append(line.mid(5));
    }
    return names;
}

int SmtpReceiver::connectionCount() const
{
    return static_cast<int>(m_process->output().count(u"connected\n"_s));
}

} // namespace pulse::test

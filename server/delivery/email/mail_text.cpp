// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/mail_text.h"

#include "model/severity.h"
#include "model/words.h"

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

using Values = QHash<QString, QString>;

const QString kSubject = u"[{severity}] {alert_type}: {device_id}"_s;

const QString kText = u"{status}: {message}\n"
                      "\n"
                      "Alert:    {alert_type}\n"
                      "Device:   {device_id}\n"
                      "Site:     {site_id}\n"
                      "Severity: {severity}\n"
                      "Time:     {timestamp}\n"
                      "Alert ID: {alert_id}\n"
                      "\n"
                      "-- \n"
                      "Sent by Pulse for {tenant_id}\n"_s;

const QString kHtml =
    u"<!DOCTYPE html>\n"
    "<html><head><meta charset=\"utf-8\"><style>\n"
    "body {{ font-family: sans-serif; }} td {{ padding: 2px 12px 2px 0; }}\n"
    ".critical {{ color: #b00020; }} .warning {{ color: #b26a00; }} .info {{ color: #1565c0; }}\n"
    "</style></head><body>\n"
    "<h2 class=\"{severity_lower}\">{status}: {message}</h2>\n"
    "<table>\n"
    "<tr><td>Alert</td><td>{alert_type}</td></tr>\n"
    "<tr><td>Device</td><td>{device_id}</td></tr>\n"
    "<tr><td>Site</td><td>{site_id}</td></tr>\n"
    "<tr><td>Severity</td><td class=\"{severity_lower}\">{severity}</td></tr>\n"
    "<tr><td>Time</td><td>{timestamp}</td></tr>\n"
    "<tr><td>Alert ID</td><td>{alert_id}</td></tr>\n"
    "</table>\n"
    "<p><small>Sent by Pulse for {tenant_id}</small></p>\n"
    "</body></html>\n"_s;

Values valuesOf(const QJsonObject &alert)
{
    const auto text = [&](const QString &key) { return alert.value(key).toVariant().toString(); };
    const QString severity =
        model::word(model::severityClass(alert.value(u"severity"_s).toInt(model::kMinSeverity)));
    const bool isClosed = alert.contains(u"closed_at"_s);
    return {{u"severity"_s, severity},
            {u"severity_lower"_s, severity.toLower()},
            {u"alert_type"_s, text(u"alert_type"_s)},
            {u"device_id"_s, text(u"device_id"_s)},
            {u"site_id"_s, text(u"site_id"_s)},
            {u"message"_s, text(u"summary"_s)},
            {u"timestamp"_s, text(isClosed ? u"closed_at"_s : u"created_at"_s)},
            {u"alert_id"_s, text(u"alert_id"_s)},
            {u"tenant_id"_s, text(u"tenant_id"_s)},
            {u"status"_s, text(u"status"_s)}};
}

Values escaped(Values values)
{
    for (QString &value : values)
        value = value.toHtmlEscaped();
    return values;
}

Result<QString> filled(const QString &wanted, const QString &ours, const Values &values)
{
    const auto parsed = TextTemplate::parse(wanted.isEmpty() ? ours : wanted, wire::mailVariables());
    if (!parsed)
        return fail(ErrorKind::Invalid, u"template_unreadable"_s);
    return parsed->render(values);
}

} // namespace

Result<MailText> mailText(const wire::MailTemplate &templates, const QJsonObject &alert)
{
    const Values values = valuesOf(alert);
    MailText mail;
    PULSE_TRY(mail.subject, filled(templates.subject, kSubject, values));
    PULSE_TRY(mail.text, filled(templates.isHtml ? QString() : templates.body, kText, values));
    if (templates.isHtml) {
        PULSE_TRY(mail.html, filled(templates.body, kHtml, escaped(values)));
    }
    return mail;
}

} // namespace pulse::delivery

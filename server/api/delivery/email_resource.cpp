// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/typed_integration.h"
#include "api/resource/resources.h"
#include "wire/delivery/email_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

void addEmailHandlers(Handlers &handlers, const ResourceContext &context)
{
    TypedIntegration email;
    email.type = model::IntegrationType::Email;
    email.endpoints = {wire::EndpointId::EmailIntegrations,      wire::EndpointId::EmailIntegration,
                       wire::EndpointId::CreateEmailIntegration, wire::EndpointId::ChangeEmailIntegration,
                       wire::EndpointId::DeleteEmailIntegration, wire::EndpointId::TestEmailIntegration};
    email.applyBody = wire::applyEmailBody;
    email.checkDestination = [check = context.checkHost, allowsPlain = context.allowsPlainSmtp](
                                 const model::ConfiguredIntegration &wanted) -> Result<> {
        const wire::SmtpConfig smtp = wire::emailConfigFrom(wanted.fullConfig).smtp;
        if (smtp.security == model::SmtpSecurity::None && !allowsPlain)
            return invalidField(u"smtp_config.smtp_security"_s,
                                u"mail without TLS is not allowed by the operator of this server"_s);
        return check(smtp.host, static_cast<quint16>(smtp.port), u"smtp_config.smtp_host"_s);
    };
    addTypedIntegrationHandlers(handlers, context, email);
}

} // namespace pulse::api

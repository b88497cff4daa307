# SPDX-FileCopyrightText: 2026 The Pulse authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server for smtp_receiver.h: aiosmtpd, which says on stdout what it was sent, as Python reads it.

Who is written to decides what it answers: answer-550@… is refused as a recipient, data-451@… after the whole mail.
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def scripted(kind, address):
    match = re.match(kind + r"-(\d{3})@", address)
    return match and f"{match[1]} told to, for {address}"


def decoded(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    texts = {
        kind: parts[kind].get_content().replace("\r\n", "\n") if kind in parts else None
        for kind in ("text/plain", "text/html")
    }
    defects = [repr(defect) for part in message.walk() for defect in part.defects]
    defects += [repr(defect) for value in message.values() for defect in getattr(value, "defects", [])]
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "type": message.get_content_type(),
        "text": texts["text/plain"],
        "html": texts["text/html"],
        "defects": defects,
    }


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = scripted("answer", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 welcome"

    async def handle_DATA(self, server, session, envelope):
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "login": (session.auth_data or b"").decode() if session.authenticated else "",
            "raw": base64.b64encode(envelope.content).decode(),
        }
        mail.update(decoded(envelope.content))
        print("mail " + json.dumps(mail), flush=True)
        refusals = [scripted("data", address) for address in envelope.rcpt_tos]
        return next(filter(None, refusals), "250 kept")


def careful(name):
    """As Postfix's reject_non_fqdn_helo_hostname and reject_invalid_helo_hostname."""
    return "." in name.strip(".") or (name.startswith("[") and name.endswith("]"))


class Announced(SMTP):
    async def smtp_EHLO(self, hostname):
        print("ehlo " + hostname, flush=True)
        if careful(hostname):
            return await super().smtp_EHLO(hostname)
        await self.push("504 5.5.2 %s: need a full name" % hostname)

    async def smtp_HELO(self, hostname):
        await self.push("504 5.5.2 EHLO, please")

    def connection_made(self, transport):
        if self.session is None:
            print("connected", flush=True)
        super().connection_made(transport)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], required=True)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    options = parser.parse_args()

    context = None
    if options.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)

    def judge(server, session, envelope, mechanism, data):
        isRight = (data.login.decode(), data.password.decode()) == (options.user, options.password)
        return AuthResult(success=isRight, handled=False, auth_data=data.login)

    def protocol():
        return Announced(
            Mailbox(),
            hostname="mail.example",
            loop=loop,
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            authenticator=judge if options.user else None,
            auth_required=options.user is not None,
            auth_require_tls=options.tls == "starttls",
        )

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(
        loop.create_server(protocol, "127.0.0.1", 0, ssl=context if options.tls == "implicit" else None)
    )
    print("listening %d" % server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


main()

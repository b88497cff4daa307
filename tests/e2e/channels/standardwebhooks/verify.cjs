// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// verify.cjs SECRET BODY ID TIMESTAMP SIGNATURE: says "verified", or why not, as a receiver of Standard Webhooks would.
const { Webhook } = require(process.env.NODE_PATH + "/standardwebhooks");

const [secret, body, id, timestamp, signature] = process.argv.slice(2);
try {
  new Webhook(secret).verify(Buffer.from(body, "base64").toString(), {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  });
  console.log("verified");
} catch (error) {
  console.log(error.message);
}

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/provider_settings.h"

#include "model/words.h"

namespace pulse::app {

using namespace Qt::StringLiterals;
using auth::AccessTokenMark;
using auth::TrustedIssuer;

namespace {

// The error is what the value must be.
using Read = tl::expected<void, QString>;

Read must(bool isSo, const QString &what)
{
    if (isSo)
        return {};
    return tl::unexpected(what);
}

Read readMark(AccessTokenMark &target, const toml::node &node)
{
    static const QHash<QString, AccessTokenMark> kMarks{{u"at+jwt"_s, AccessTokenMark::HeaderType},
                                                        {u"bearer-claim"_s, AccessTokenMark::BearerClaim},
                                                        {u"audience"_s, AccessTokenMark::Audience}};
    QString word;
    const bool isKnown = assign(word, node) && kMarks.contains(word);
    target = kMarks.value(word, target);
    return must(isKnown, u"\"at+jwt\", \"bearer-claim\" or \"audience\""_s);
}

Read readRoles(QList<model::Role> &target, const toml::node &node)
{
    QStringList words;
    bool isKnown = assign(words, node);
    target.clear();
    for (const QString &word : words) {
        const auto role = model::fromWord<model::Role>(word);
        isKnown = isKnown && role;
        target.append(role.value_or(model::Role::CustomerViewer));
    }
    return must(isKnown, u"a list of roles"_s);
}

// A text is the way to a claim with dots between its steps; a list has the steps, which may hold dots.
Read readPath(QStringList &target, const toml::node &node)
{
    QString text;
    const bool isText = assign(text, node);
    if (isText)
        target = text.split(u'.');
    return must(isText || assign(target, node), u"a text or a list of texts"_s);
}

Read readWords(QHash<QString, model::Role> &target, const toml::node &node)
{
    bool isKnown = node.is_table();
    for (const auto &[theirs, value] : isKnown ? *node.as_table() : toml::table()) {
        QString word;
        const auto role = assign(word, value) ? model::fromWord<model::Role>(word) : std::nullopt;
        isKnown = isKnown && role;
        target.insert(textOf(theirs.str()), role.value_or(model::Role::CustomerViewer));
    }
    return must(isKnown, u"a table from the provider's words to roles"_s);
}

Read readKey(TrustedIssuer &issuer, const QString &key, const toml::node &node)
{
    if (key == "issuer"_L1)
        return must(assign(issuer.issuer, node), u"a text"_s);
    if (key == "audience"_L1)
        return must(assign(issuer.audience, node), u"a text"_s);
    if (key == "token_type"_L1)
        return readMark(issuer.mark, node);
    if (key == "tenants"_L1)
        return must(assign(issuer.tenants, node), u"a list of texts"_s);
    if (key == "roles"_L1)
        return readRoles(issuer.roles, node);
    if (key == "tenant_claim"_L1)
        return readPath(issuer.tenantClaim, node);
    if (key == "role_claim"_L1)
        return readPath(issuer.roleClaim, node);
    if (key == "login_claim"_L1)
        return readPath(issuer.loginClaim, node);
    if (key == "role_words"_L1)
        return readWords(issuer.roleWords, node);
    int seconds = static_cast<int>(issuer.leeway.count());
    const bool isNumber = assign(seconds, node); // leeway_seconds
    issuer.leeway = std::chrono::seconds{seconds};
    return must(isNumber, u"a whole number"_s);
}

Result<TrustedIssuer> readProvider(const toml::table &table, const QString &file)
{
    TrustedIssuer issuer;
    for (const auto &[name, value] : table) {
        const QString key = textOf(name.str());
        const QString where = place(file, value.source());
        const QString setting = u"auth.provider."_s + key;
        if (!providerSettingNames().contains(key))
            return fail(ErrorKind::Invalid, u"%1: %2 is not a setting"_s.arg(where, setting),
                        u"unknown_setting"_s, setting);
        if (const Read read = readKey(issuer, key, value); !read)
            return fail(ErrorKind::Invalid, u"%1: %2 must be %3"_s.arg(where, setting, read.error()),
                        u"invalid_setting"_s, setting);
    }
    return issuer;
}

} // namespace

QStringList providerSettingNames()
{
    return {u"issuer"_s,       u"audience"_s,   u"token_type"_s,  u"tenants"_s,    u"roles"_s,
            u"tenant_claim"_s, u"role_claim"_s, u"login_claim"_s, u"role_words"_s, u"leeway_seconds"_s};
}

Result<QList<TrustedIssuer>> readProviders(const toml::node &node, const QString &file)
{
    const toml::array *tables = node.as_array();
    if (!tables || !tables->is_homogeneous<toml::table>())
        return fail(
            ErrorKind::Invalid,
            u"%1: auth.provider must be tables, each as [[auth.provider]]"_s.arg(place(file, node.source())),
            u"invalid_setting"_s, u"auth.provider"_s);
    QList<TrustedIssuer> providers;
    for (const toml::node &table : *tables) {
        PULSE_TRY(TrustedIssuer issuer, readProvider(*table.as_table(), file));
        providers.append(std::move(issuer));
    }
    return providers;
}

} // namespace pulse::app

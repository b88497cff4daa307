// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/vault_command.h"

#include "app/application.h"
#include "store/operation/resealing.h"

namespace pulse::app {

using namespace Qt::StringLiterals;

Result<> runVaultCommand(const CommandLine &line, const Configuration &configuration,
                         const AdminContext &context)
{
    if (line.arguments != QStringList{u"rotate"_s})
        return fail(ErrorKind::Invalid, u"vault has \"rotate\" only; see --help"_s);
    PULSE_TRY(const vault::Vault vault, openVault(configuration));
    const auto isOutdated = [&vault](const QByteArray &sealed) { return vault.isOutdated(sealed); };
    const auto progress = [&out = context.out](const store::ResealCounts &counts) -> Result<> {
        out << "so far\t" << counts.resealed + counts.upToDate << '\n' << Qt::flush;
        return {};
    };
    PULSE_TRY(const auto counts,
              store::resealEverything(context.by.connection, context.by.principal,
                                      {sealerOf(vault), isOutdated, 500, progress}));
    context.out << "sealed again\t" << counts.resealed << "\nwas sealed with the first key\t"
                << counts.upToDate << '\n';
    for (const QString &what : counts.unreadable)
        context.out << "cannot be opened\t" << what << '\n';
    if (counts.changedMeanwhile > 0)
        context.out << "changed meanwhile\t" << counts.changedMeanwhile << '\n';
    if (!counts.isComplete())
        return fail(ErrorKind::Conflict, u"not everything is sealed with the first key: keep the others"_s);
    return {};
}

} // namespace pulse::app

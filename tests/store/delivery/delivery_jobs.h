// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A database with a tenant, integrations and jobs, for tests of what becomes of them. "Sealed" is the text as
// it is, bound to its context.
#pragma once

#include "model/words.h"
#include "store/delivery/delivery_table.h"
#include "store/ingest/batch_writer.h"
#include "support/postgres/postgres_cluster.h"

#include <QJsonDocument>

namespace pulse::test {

using namespace Qt::StringLiterals;

inline Result<QByteArray> unsealPlain(const QByteArray &sealed, const QByteArray &context)
{
    const qsizetype bar = sealed.indexOf('|');
    if (bar < 0 || sealed.left(bar) != context)
        return fail(ErrorKind::Invalid, u"sealed for another row"_s);
    return sealed.mid(bar + 1);
}

using Ids = QList<qint64>;

inline Ids idsOf(const std::vector<store::ClaimedJob> &jobs)
{
    Ids ids;
    for (const store::ClaimedJob &job : jobs)
        ids.append(job.id.value);
    return ids;
}

// In a transaction of its own.
inline std::vector<store::ClaimedJob> claimRows(store::Connection &connection,
                                                const store::ClaimRequest &request = {})
{
    auto scope = store::SystemScope::begin(connection).value();
    auto claim = store::claimJobs(scope, request, unsealPlain);
    if (!claim)
        qFatal("%s", qPrintable(claim.error().what));
    if (!scope.commit())
        qFatal("not committed");
    return std::move(claim->jobs);
}

struct DeliveryJobs {
    explicit DeliveryJobs(TestDatabase opened)
        : database(std::move(opened))
        , connection(config())
    {
        sql(u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other')"_s);
    }

    store::ConnectionConfig config() const { return {.conninfo = database.appConnInfo().toUtf8()}; }
    QString sql(const QString &text) const
    {
        const auto rows = database.query(text);
        if (!rows)
            qFatal("%s", qPrintable(rows.error().what));
        return rows->join(u'\n');
    }

    // Its key.
    qint64 integration(const QString &url = u"https://hook.example/"_s, int tenant = 1) const
    {
        const QByteArray json = QJsonDocument(QJsonObject{{u"url"_s, url}}).toJson(QJsonDocument::Compact);
        return sql(u"WITH id AS (SELECT gen_random_uuid() AS id) INSERT INTO integration (tenant_key, "
                   u"integration_id, "
                   "name, type, sealed) SELECT %1, id, 'hook', 'webhook', "
                   "convert_to('integration:' || id || '|%2', 'UTF8') FROM id RETURNING integration_key"_s
                       .arg(tenant)
                       .arg(QString::fromUtf8(json)))
            .toLongLong();
    }

    struct Job {
        qint64 transition = 1;
        qint64 alert = 1;
        qint64 route = 1;
        qint64 integration = 1;
        model::DeliverOn event = model::DeliverOn::Open;
        qint64 tenant = 1;
    };
    // Its id; due at once.
    qint64 add(const Job &job)
    {
        auto scope = store::SystemScope::begin(connection).value();
        const qint64 id = store::takeJobIds(scope, 1).value().front();
        const model::NewJob row{
            {id},        {job.tenant},      {job.alert}, {job.transition},
            {job.route}, {job.integration}, job.event,   "{\"n\":" + QByteArray::number(id) + '}'};
        if (!store::insertJobs(scope, std::span(&row, 1)) || !scope.commit())
            qFatal("the job was not inserted");
        return id;
    }

    QString statusOf(qint64 job) const
    {
        return sql(u"SELECT status FROM delivery_job WHERE job_id = %1"_s.arg(job));
    }
    QString attemptsOf(qint64 job) const
    {
        return sql(u"SELECT concat_ws(' ', attempt_no, ok, http_status, error) FROM delivery_attempt "
                   "WHERE job_id = %1 ORDER BY attempt_id"_s.arg(job));
    }
    void expireLeases() const
    {
        sql(u"UPDATE delivery_job SET lease_until = now() WHERE status = 'PROCESSING'"_s);
    }

    TestDatabase database;
    store::Connection connection;
};

} // namespace pulse::test

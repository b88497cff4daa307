// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The handlers of a noun that is listed, read, made, changed and deleted by its tenant: what is special about
// it are its statements and what a body means.
#pragma once

#include "api/resource/resource_reply.h"
#include "wire/core/noun.h"

namespace pulse::api {

// T is what is shown; Draft what a body is applied to, where that is more (it holds secrets).
template <class T, class Draft = T> struct Crud {
    using Scope = store::TenantScope;

    struct {
        wire::EndpointId list, one, create, change, remove;
    } endpoints;
    QString items; // of a list, as in wire::CrudPaths
    QJsonObject (*json)(const T &item);
    std::function<Result<model::Page<T>>(const Scope &scope, const model::PageRequest &page)> list;
    std::function<Result<T>(const Scope &scope, const QString &id)> byId;
    std::function<Result<Draft>(const Scope &scope, const QString &id)> toChange; // locked until the end
    std::function<Result<T>(const Scope &scope, const Draft &wanted)> create;
    std::function<Result<T>(const Scope &scope, const Draft &wanted)> change;
    std::function<Result<>(const Scope &scope, const QString &id)> remove;
    Result<Draft> (*applyBody)(Draft before, const QJsonObject &body, wire::BodyKind kind);
    // What only the database knows of what is wanted; errors name the field.
    std::function<Result<>(const Scope &scope, const Draft &before, const Draft &wanted)> check = {};
    // What takes too long for a transaction (a name server is asked), of the part that it depends on: when
    // that is new or becomes another. What stays as it was is not judged: it can be disabled all the same.
    struct {
        std::function<Result<>(const Request &request, const Draft &wanted)> judge = {};
        QJsonValue (*part)(const Draft &draft) = nullptr;
    } outside = {};
    int madeStatus = 201;

    void addTo(Handlers &handlers) const;

private:
    struct Drafts {
        Draft before, wanted;
    };

    Result<Drafts> drafts(const Request &request, const Scope &scope) const;
    Result<Reply> made(const Request &request, store::Connection &connection) const;
    Result<Reply> changed(const Request &request, store::Connection &connection) const;
};

template <class T, class Draft>
auto Crud<T, Draft>::drafts(const Request &request, const Scope &scope) const -> Result<Drafts>
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const Draft before, toChange(scope, request.arguments.value(0)));
    PULSE_TRY(const Draft wanted, applyBody(before, body, wire::BodyKind::Change));
    if (check)
        PULSE_CHECK(check(scope, before, wanted));
    return Drafts{before, wanted};
}

template <class T, class Draft>
Result<Reply> Crud<T, Draft>::made(const Request &request, store::Connection &connection) const
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const Draft wanted, applyBody({}, body, wire::BodyKind::Create));
    if (outside.judge)
        PULSE_CHECK(outside.judge(request, wanted));
    PULSE_TRY(Scope scope, Scope::begin(connection, request.principal));
    if (check)
        PULSE_CHECK(check(scope, {}, wanted));
    PULSE_TRY(const T item, create(scope, wanted));
    PULSE_CHECK(scope.commit());
    return Reply::json(json(item), madeStatus);
}

// Judged between two transactions, with what the body leaves out; if that became another meanwhile, what was
// judged is not what would be saved.
template <class T, class Draft>
Result<Reply> Crud<T, Draft>::changed(const Request &request, store::Connection &connection) const
{
    QJsonValue judged;
    if (outside.judge) {
        std::optional<Drafts> first;
        {
            PULSE_TRY(const Scope scope, Scope::begin(connection, request.principal));
            PULSE_TRY(first, drafts(request, scope));
        }
        judged = outside.part(first->before);
        if (outside.part(first->wanted) != judged)
            PULSE_CHECK(outside.judge(request, first->wanted));
    }
    PULSE_TRY(Scope scope, Scope::begin(connection, request.principal));
    PULSE_TRY(const Drafts now, drafts(request, scope));
    if (outside.judge && outside.part(now.before) != judged)
        return fail(ErrorKind::Conflict, QStringLiteral("it was changed meanwhile; try again"));
    PULSE_TRY(const T item, change(scope, now.wanted));
    PULSE_CHECK(scope.commit());
    return Reply::json(json(item));
}

template <class T, class Draft> void Crud<T, Draft>::addTo(Handlers &handlers) const
{
    const Crud crud = *this;
    handlers.insert(endpoints.list, reading([=](const Request &request, const Scope &scope) -> Result<Reply> {
                        PULSE_TRY(const model::PageRequest page, pageOf(request));
                        PULSE_TRY(const auto found, crud.list(scope, page));
                        return Reply::json(listJson(request, crud.items, found, page, crud.json));
                    }));
    handlers.insert(endpoints.one, reading([=](const Request &request, const Scope &scope) -> Result<Reply> {
                        PULSE_TRY(const T item, crud.byId(scope, request.arguments.value(0)));
                        return Reply::json(crud.json(item));
                    }));
    handlers.insert(endpoints.create, [=](const Request &request, store::Connection &connection) {
        return crud.made(request, connection);
    });
    handlers.insert(endpoints.change, [=](const Request &request, store::Connection &connection) {
        return crud.changed(request, connection);
    });
    handlers.insert(endpoints.remove,
                    changing([=](const Request &request, const Scope &scope) -> Result<Reply> {
                        PULSE_CHECK(crud.remove(scope, request.arguments.value(0)));
                        return Reply::noContent();
                    }));
}

} // namespace pulse::api

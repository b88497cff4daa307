// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The handlers of a noun that is listed, read, made, changed and deleted by its tenant: what is special about
// it are its statements and what a body means.
#pragma once

#include "api/resource/resource_reply.h"
#include "wire/core/noun.h"

namespace pulse::api {

template <class T> struct Crud {
    struct {
        wire::EndpointId list, one, create, change, remove;
    } endpoints;
    const wire::Noun<T> &(*noun)();
    QString items; // of a list, as in wire::CrudPaths
    Result<wire::Page<T>> (*list)(const store::TenantScope &scope, const wire::PageRequest &page);
    Result<T> (*byId)(const store::TenantScope &scope, const QString &id);
    Result<T> (*toChange)(const store::TenantScope &scope, const QString &id); // locked until the end
    Result<T> (*create)(const store::TenantScope &scope, const T &wanted);
    Result<T> (*change)(const store::TenantScope &scope, const T &wanted);
    Result<> (*remove)(const store::TenantScope &scope, const QString &id);
    Result<T> (*applyBody)(T before, const QJsonObject &body, wire::BodyKind kind);
    // What only the database knows of what is wanted; errors name the field.
    Result<> (*check)(const store::TenantScope &scope, const T &before, const T &wanted) = nullptr;

    void addTo(Handlers &handlers) const;

private:
    Result<T> wantedOf(const Request &request, const store::TenantScope &scope, const T &before,
                       wire::BodyKind kind) const
    {
        PULSE_TRY(const QJsonObject body, bodyOf(request));
        PULSE_TRY(T wanted, applyBody(before, body, kind));
        if (check)
            PULSE_CHECK(check(scope, before, wanted));
        return wanted;
    }
};

template <class T> void Crud<T>::addTo(Handlers &handlers) const
{
    using store::TenantScope;
    const Crud crud = *this;
    const wire::Noun<T> *const shape = &noun();
    handlers.insert(endpoints.list,
                    reading([=](const Request &request, const TenantScope &scope) -> Result<Reply> {
                        PULSE_TRY(const wire::PageRequest page, pageOf(request));
                        PULSE_TRY(const auto found, crud.list(scope, page));
                        return Reply::json(listJson<T>(request, crud.items, found, page, *shape));
                    }));
    handlers.insert(endpoints.one,
                    reading([=](const Request &request, const TenantScope &scope) -> Result<Reply> {
                        PULSE_TRY(const T item, crud.byId(scope, request.arguments.value(0)));
                        return Reply::json(shape->json(item));
                    }));
    handlers.insert(endpoints.create,
                    changing([=](const Request &request, const TenantScope &scope) -> Result<Reply> {
                        PULSE_TRY(const T wanted, crud.wantedOf(request, scope, T{}, wire::BodyKind::Create));
                        PULSE_TRY(const T item, crud.create(scope, wanted));
                        return Reply::json(shape->json(item), 201);
                    }));
    handlers.insert(
        endpoints.change, changing([=](const Request &request, const TenantScope &scope) -> Result<Reply> {
            PULSE_TRY(const T before, crud.toChange(scope, request.arguments.value(0)));
            PULSE_TRY(const T wanted, crud.wantedOf(request, scope, before, wire::BodyKind::Change));
            PULSE_TRY(const T item, crud.change(scope, wanted));
            return Reply::json(shape->json(item));
        }));
    handlers.insert(endpoints.remove,
                    changing([=](const Request &request, const TenantScope &scope) -> Result<Reply> {
                        PULSE_CHECK(crud.remove(scope, request.arguments.value(0)));
                        return Reply::noContent();
                    }));
}

} // namespace pulse::api

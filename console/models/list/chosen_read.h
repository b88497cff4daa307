// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What belongs to the chosen row of a list and is read for it alone: when it is chosen, and again whenever it
// changes.
//
// Thread safety: the main thread.
#pragma once

#include "client/api_client.h"

namespace pulse::models {

class ChosenReading : public QObject {
    Q_OBJECT

public:
    void show(const QString &id, Instant version); // no id: none is chosen

signals:
    void changed();

protected:
    ChosenReading(client::ApiClient &api, QObject *parent)
        : QObject(parent)
        , m_api(api)
    {
    }
    virtual void forget() = 0;
    virtual void read(const QString &id) = 0;
    void failed() { m_version = {}; } // shown again, it tries again

private:
    client::ApiClient &m_api;
    QString m_id;
    Instant m_version;
};

template <class T> class ChosenRead final : public ChosenReading {
public:
    using Read = std::function<void(const QString &id, QObject *context, client::Done<T> done)>;

    ChosenRead(client::ApiClient &api, Read read, QObject *parent = nullptr)
        : ChosenReading(api, parent)
        , m_read(std::move(read))
    {
    }
    const T &value() const { return m_value; } // empty until it was read

protected:
    void forget() override { m_value = {}; }
    void read(const QString &id) override
    {
        m_read(id, this, [this](client::Answer<T> answer) {
            if (!answer)
                return failed();
            m_value = *std::move(answer);
            emit changed();
        });
    }

private:
    const Read m_read;
    T m_value;
};

} // namespace pulse::models

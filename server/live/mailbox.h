// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs functions, posted from any thread, on the thread that made it. An address may outlive its mailbox:
// what is posted then is dropped, so a database worker need not know whether the object it answers still
// exists.
//
// Thread safety: addresses may be copied and posted to from any thread; the mailbox belongs to its thread.
#pragma once

#include "base/mutex.h"

#include <QObject>
#include <functional>
#include <memory>

namespace pulse::live {

class MailboxAddress {
public:
    void post(std::function<void()> run) const
    {
        auto receiver = m_receiver->lock();
        if (*receiver) // held while posting: the receiver cannot go in between
            QMetaObject::invokeMethod(*receiver, std::move(run), Qt::QueuedConnection);
    }

private:
    friend class Mailbox;
    explicit MailboxAddress(std::shared_ptr<Mutex<QObject *>> receiver)
        : m_receiver(std::move(receiver))
    {
    }
    std::shared_ptr<Mutex<QObject *>> m_receiver;
};

class Mailbox {
public:
    Mailbox()
        : m_shared(std::make_shared<Mutex<QObject *>>(&m_receiver))
    {
    }
    ~Mailbox() { *m_shared->lock() = nullptr; }
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    MailboxAddress address() const { return MailboxAddress(m_shared); }

private:
    QObject m_receiver;
    std::shared_ptr<Mutex<QObject *>> m_shared;
};

} // namespace pulse::live

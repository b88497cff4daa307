// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything that the process logs while this lives, of every category of ours; one at a time. Thread safety:
// any thread may log; text() is for when the others have stopped.
#pragma once

#include <QLoggingCategory>
#include <mutex>

namespace pulse::test {

class KeptLog {
public:
    KeptLog()
    {
        s_text.clear();
        QLoggingCategory::setFilterRules(QStringLiteral("pulse.*=true"));
        m_before = qInstallMessageHandler(keep);
    }
    ~KeptLog()
    {
        qInstallMessageHandler(m_before);
        QLoggingCategory::setFilterRules({});
    }
    Q_DISABLE_COPY_MOVE(KeptLog)

    static QByteArray text() { return s_text; } // UTF-8, a line each

private:
    static void keep(QtMsgType, const QMessageLogContext &, const QString &message)
    {
        static std::mutex mutex;
        std::lock_guard lock(mutex);
        s_text += message.toUtf8() + '\n';
    }

    inline static QByteArray s_text;
    QtMessageHandler m_before;
};

} // namespace pulse::test

// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells scripts that everything answers, and where: lines of name=value in a file that is there only while it
// is true.
#pragma once

#include "base/result.h"

#include <QString>
#include <utility>
#include <vector>

namespace pulse::standalone {

// http, mqtt, credentials, example_topic: packaging/lib/server.sh reads them. The line `pid` is added.
using ReadyValues = std::vector<std::pair<QString, QString>>;

// Invariants: the file appears whole, and goes with this object.
class ReadyFile {
public:
    explicit ReadyFile(QString path);
    ~ReadyFile();
    Q_DISABLE_COPY_MOVE(ReadyFile)

    Result<> announce(const ReadyValues &values);
    void withdraw();

private:
    QString m_path;
};

} // namespace pulse::standalone

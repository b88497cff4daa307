// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A cluster that is alive and silent for as long as this lives: its postmaster and whatever it has started
// are stopped. Connections stay open, and nothing answers.
//
// Thread safety: none.
#pragma once

#include "support/postgres/postgres_cluster.h"

#include <vector>

namespace pulse::test {

class FrozenPostgres {
public:
    explicit FrozenPostgres(const PostgresCluster &cluster);
    ~FrozenPostgres();
    Q_DISABLE_COPY_MOVE(FrozenPostgres)

private:
    std::vector<pid_t> m_processes;
};

} // namespace pulse::test

#!/bin/sh
# Installs the database servers whose real dumps the tests recover. Never fails hard: where it cannot, it says why, and those
# tests are skipped. No service is started: the tests start their own on private sockets.
set -u
. "$(dirname "$0")/packages.sh"
install_missing "mariadbd mariadb-dump" "mariadb-server mariadb-client"
install_missing "pg_ctl pg_dump" "postgresql"

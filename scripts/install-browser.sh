#!/bin/sh
# Installs what the tests of the report need: a browser, a font with Han characters, and PDF tools. Never fails hard: where it
# cannot, it says why, and those tests are skipped.
set -u
. "$(dirname "$0")/packages.sh"
install_missing "chromium" "chromium"
install_missing "pdftotext" "poppler-utils"
install_fonts "Noto Sans CJK" "fonts-noto-cjk"

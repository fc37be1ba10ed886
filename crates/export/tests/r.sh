#!/usr/bin/env bash
# Runs the R of docs/r.md on exports of the sample register, and compares what R counts with what SQL does.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
program=${CHANCERY:-$root/target/debug/chancery}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
(cd "$root" && "$program" --register "$folder/register.db" add samples) 2>/dev/null
for table in events reports commitments; do
    "$program" --register register.db export csv --table "$table" --out "$table.csv"
done
for layout in gdelt:acts.export.CSV polecat:polecat.txt icews:icews.tab; do
    "$program" --register register.db export "${layout%%:*}" --out "${layout#*:}" 2>/dev/null
done
# The blocks that are marked as R.
awk '/^```r$/ {on = 1; next} /^```$/ {on = 0} on' "$root/docs/r.md" >page.R
cat >>page.R <<'R'
cat("COUNTS", nrow(events), nrow(reports), nrow(commitments), sum(nchar(reports$quotation, "chars")), sum(reports$end - reports$start), "\n")
R
LC_ALL=C.UTF-8 Rscript --vanilla page.R >said || { cat said; exit 1; }
counts=$(sed -n 's/^COUNTS \(.*\) $/\1/p' said)
count() { "$program" --register register.db sql --format csv "$1" | tail -n 1; }
expected="$(count 'SELECT count(*) FROM events') $(count 'SELECT count(*) FROM event_reports') $(count 'SELECT count(*) FROM commitments')"
letters=$(count 'SELECT sum(end - start) FROM event_reports')
if [ "$counts" != "$expected $letters $letters" ]; then
    echo "R counts $counts, the register $expected $letters $letters"
    exit 1
fi
echo "R reads what the register holds: $counts"

#!/bin/sh
# The report's page in a real browser: wide, as narrow as a phone, and printed.
set -u
SCIBIDS=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh
browser=$(command -v chromium || command -v chromium-browser) || { echo '1..0 # skip no chromium'; exit 0; }
browse() { # SIZE OPTION... URL
	size=$1
	shift
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$work/profile" \
		--window-size="$size" --virtual-time-budget=3000 "$@" 2>"$work/err"
}

cp -R "$SCIBIDS/tests/cases/report/page/." "$work"
(cd "$work" && SCIBIDS=$SCIBIDS PYTHONPATH=$SCIBIDS/tests/cases/report PYTHONDONTWRITEBYTECODE=1 python3 -c 'import image_of; image_of.make()')
"$SCIBIDS_HELPERS/scibids-report" -t mk/report -n app -k 0123456789ab -l "$work/scibids.lock" -d "$work/Dockerfile" -s "$work/image.yaml" \
	-a "$work/audit.json" -c "$work/changes.md" -x "$work/cuts.tsv" -r "$work/rules.tsv" -o "$work/page.html" "$work/image.tar"

# The page's own script runs: it makes the headings buttons. A script of somebody else does not.
browse 1280,900 --dump-dom "file://$work/page.html" >"$work/dom"
is "$(grep -o '<button type="button"' "$work/dom" | wc -l | tr -d ' ')" "$(grep '<table class="sort' "$work/page.html" -A3 | grep -o '<th scope="col"' | wc -l | tr -d ' ')" \
	'each heading of a table sorts it'
is "$(grep -c 'type="search"' "$work/dom")" 1 'and packages can be searched'
sed 's|</body>|<script>document.title = "theirs"</script></body>|' "$work/page.html" >"$work/theirs.html"
browse 1280,900 --dump-dom "file://$work/theirs.html" >"$work/dom"
unlike "$(cat "$work/dom")" '<title>theirs' 'a script that is not ours does not run'

# What a reader sees, measured in the page: its policy gives way to the ruler.
cat >"$work/ruler" <<'END_OF_SCRIPT'
<script>
addEventListener("load", function () {
	function box(e) { return e.getBoundingClientRect(); }
	function all(s) { return Array.from(document.querySelectorAll(s)); }
	var maps = all(".map"), wide = document.documentElement.scrollWidth - innerWidth;
	var outside = maps.filter(function (map) {
		return Array.from(map.querySelectorAll(".box")).some(function (b) {
			var inner = box(b), outer = box(map);
			return inner.left + 1 < outer.left || inner.right > outer.right + 1 || inner.top + 1 < outer.top || inner.bottom > outer.bottom + 1;
		});
	}).length;
	var largest = all("#sizes .box").map(function (b) { return [box(b).width * box(b).height, b.title]; }).sort(function (a, b) { return b[0] - a[0]; })[0][1];
	var heading = document.querySelectorAll("#packages thead button")[0];
	heading.click();
	var first = document.querySelector("#packages tbody th").textContent;
	heading.click();
	var last = document.querySelector("#packages tbody th").textContent;
	var field = document.querySelector("input");
	field.value = "six";
	field.dispatchEvent(new Event("input"));
	var found = all("#packages tbody tr").filter(function (row) { return box(row).height > 0; }).length;
	var small = all(".map .box b, td, th").filter(function (e) { return parseFloat(getComputedStyle(e).fontSize) < 10; }).length;
	document.title = ["wide " + (wide > 0), "outside " + outside, "small " + small, largest.split(" ")[0], first + "/" + last, found,
		getComputedStyle(document.querySelector(".cards thead")).position].join(", ");
});
</script>
END_OF_SCRIPT
sed -e '/Content-Security-Policy/d' -e "/<\/body>/{r $work/ruler
}" "$work/page.html" >"$work/ruled.html"
measured() { browse "$1" --dump-dom "file://$work/ruled.html" | sed -n 's|.*<title>\(.*\)</title>.*|\1|p'; }
is "$(measured 1280,900)" 'wide false, outside 0, small 0, cpython, bills of materials/the app, 1, static' 'a wide window: nothing sticks out, tables sort, a search finds'
is "$(measured 500,900)" 'wide false, outside 0, small 0, cpython, bills of materials/the app, 1, absolute' 'a narrow one: rows become cards'

browse 1280,900 --no-pdf-header-footer --print-to-pdf="$work/page.pdf" "file://$work/page.html" >/dev/null
if command -v pdftotext >/dev/null; then
	pdftotext -layout "$work/page.pdf" "$work/page.txt"
	like "$(cat "$work/page.txt")" 'six +1\.17\.0 +20\.1' 'printed: tables are tables'
	unlike "$(cat "$work/page.txt")" '^ *Find' 'without what only a screen needs'
	like "$(cat "$work/page.txt")" 'libraries bundled in 1 wheel' 'and with what was folded away'
else
	is "$(head -c 5 "$work/page.pdf")" '%PDF-' 'it can be printed'
fi
finish

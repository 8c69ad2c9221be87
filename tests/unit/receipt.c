#include "base/base.h"

#include "base/arena.h"
#include "record/find.h"
#include "tap.h"

#define RECEIPT                                                                                                         \
	"  - {version: 1.2.post1, alpine: \"3.20\", arch: x86_64, python: 3.13.5, date: 2026-11-25, seconds: 67.6, "     \
	"build: [b-dev=1.0-r0], needs: [\"so:liba.so.1\", \"so:libb.so\"], apks: [a=1.0-r0, b=2_rc1-r3]}\n"

static const char *
read(const char *text, struct record *record)
{
	struct error error = { .what = "" };
	return record_parse("x.yaml", str_of(text), record, &error) ? "" : str_z(str_format("%d: %s", error.line, error.what));
}

static void
refuses(const char *text, const char *what)
{
	struct record record;
	is(str_of(read(text, &record)), str_of(what), "refused: %s", what);
}

/* RECEIPT with its first WAS replaced. */
static const char *
with(const char *was, const char *now)
{
	struct str s = STR("build: []\nreceipts:\n" RECEIPT);
	size_t at = str_find_str(s, str_of(was));
	return str_z(str_format("%.*s%s%s", (int)at, s.p, now, s.p + at + strlen(was)));
}

static void
refuses_facts(void)
{
	refuses(with("1.2.post1", "'1.2; id'"), "3: '1.2; id' of 'version' is not a version");
	refuses(with("\"3.20\"", "3.20.1"), "3: '3.20.1' of 'alpine' is not an Alpine release");
	refuses(with("x86_64", "linux/amd64"), "3: 'linux/amd64' of 'arch' is not an architecture");
	refuses(with("3.13.5", "'3.13'"), "3: '3.13' of 'python' is not a Python version of three numbers");
	refuses(with("2026-11-25", "2026-13-25"), "3: '2026-13-25' of 'date' is not a date, write 2026-01-31");
	refuses(with("67.6", "1m"), "3: '1m' of 'seconds' is not a number of seconds");
	refuses(with("b-dev=1.0-r0", "b-dev"), "3: 'b-dev' of 'build' is not an apk with its version, write name=1.0-r0");
	refuses(with("b-dev=1.0-r0", "'b=$(id)'"), "3: 'b=$(id)' of 'build' is not an apk with its version, write name=1.0-r0");
	refuses(with("so:libb.so", "libb.so"), "3: 'libb.so' of 'needs' is not a library, write so:NAME");
	refuses(with("so:libb.so", "so:lib`.so"), "3: 'so:lib`.so' of 'needs' is not a library, write so:NAME");
	refuses(with("so:libb.so", "so:liba.so.1"), "3: 'so:liba.so.1' of 'needs' is repeated or out of order");
	refuses(with("[a=1.0-r0, b=2_rc1-r3]", "a"), "3: 'apks' is not a list");
	refuses(with("a=1.0-r0", "[a]"), "3: an entry of 'apks' is not text");
	refuses(with("67.6", "[1]"), "3: '' of 'seconds' is not text");
	refuses(with("arch: x86_64, ", ""), "3: a receipt lacks 'arch', or has it out of order");
	refuses(with("}", ", more: 1}"), "3: unknown key 'more' of a receipt");
}

static void
refuses_shapes(void)
{
	refuses("build: []\nreceipts: []\n", "2: 'receipts' is not a list of maps");
	refuses("build: []\nreceipts: {a: b}\n", "2: 'receipts' is not a list of maps");
	refuses("build: []\nreceipts:\n  - a\n", "3: a receipt lacks 'version', or has it out of order");
	refuses("receipts:\n" RECEIPT "run: [a]\n", "1: 'receipts' belongs at the end");
	refuses("minutes: 90\n", "1: 'minutes' is not a number of at most four digits above 'unproven'");
	refuses("minutes: 0\nunproven: a\n", "1: 'minutes' is not a number of at most four digits above 'unproven'");
	refuses("minutes: 12345\nunproven: a\n", "1: 'minutes' is not a number of at most four digits above 'unproven'");
	refuses("minutes: 9\nreceipts:\n" RECEIPT, "1: 'minutes' is not a number of at most four digits above 'unproven'");
	refuses("unproven: a\nreceipts:\n" RECEIPT, "1: 'unproven' belongs at the end");
	refuses("unproven: [a]\n", "1: 'unproven' is not a line of printable ASCII without quotes, \\, $ and `");
	refuses("unproven: \"a\\nb\"\n", "1: 'unproven' is not a line of printable ASCII without quotes, \\, $ and `");
	refuses("unproven: ''\n", "1: 'unproven' is not a line of printable ASCII without quotes, \\, $ and `");
	refuses("receipts:\n" RECEIPT RECEIPT, "3: receipts are sorted by Alpine release, architecture and Python, one for each");
	refuses("variants:\n  - versions: '<2'\n    receipts: []\n", "3: unknown key 'receipts'");
}

static void
changes_nothing(void)
{
	struct record with_receipt, without;
	struct record_needs a, b;
	is(str_of(read("build: [b-dev]\nvariants:\n  - {alpine: '<3.19', build: []}\nreceipts:\n" RECEIPT, &with_receipt)), STR(""), "read");
	is(str_of(read("build: [b-dev]\nvariants:\n  - {alpine: '<3.19', build: []}\n", &without)), STR(""), "read");
	record_resolve(&with_receipt, STR("1"), STR("3.20"), &a, NULL);
	record_resolve(&without, STR("1"), STR("3.20"), &b, NULL);
	is(record_text(&a), record_text(&b), "what the record says is the same");
	ok(with_receipt.receipts.count == 1 && with_receipt.receipts.line == 4, "the receipt is there");
	is(with_receipt.receipts.items[0].apks.items[1], STR("b=2_rc1-r3"), "with its apks");
}

static void
forgets_what_it_read_before(void)
{
	struct error error;
	struct receipts receipts;
	int line;
	const char *what = receipts_read(yaml_parse(STR("receipts:\n" RECEIPT "  - {}\n"), &error), &receipts, &line);
	is(str_of(what), STR("a receipt lacks 'version', or has it out of order"), "the second is bad");
	ok(receipts_read(yaml_parse(STR("receipts:\n" RECEIPT), &error), &receipts, &line) == NULL, "another record is read");
	ok(receipts.count == 1, "its receipts alone count");
}

static void
adds(void)
{
	struct record record;
	struct str text = STR("# why\nbuild: [b-dev] # which\nunproven: no mirror has it");
	read(text.p, &record);
	is(record.receipts.unproven, STR("no mirror has it"), "a reason is read");
	is(receipt_add_reason(text, &record.receipts, STR("a: b")), STR("# why\nbuild: [b-dev] # which\nunproven: \"a: b\"\n"), "a reason is replaced");
	struct record other, estimated;
	struct str estimate = STR("memory: 2G\nminutes: 90\nunproven: a\n");
	read("receipts:\n" RECEIPT, &other);
	read(estimate.p, &estimated);
	ok(estimated.receipts.minutes == 90, "an estimate is read");
	is(receipt_add_reason(estimate, &estimated.receipts, STR("b")), STR("memory: 2G\nminutes: 90\nunproven: b\n"), "a new reason leaves it");
	ok(str_starts(receipt_add(estimate, &estimated.receipts, other.receipts.items), STR("memory: 2G\nreceipts:\n")), "a receipt takes its place");
	struct receipt receipt = other.receipts.items[0];
	struct str proved = receipt_add(text, &record.receipts, &receipt);
	ok(str_starts(proved, STR("# why\nbuild: [b-dev] # which\nreceipts:\n  - {version: ")), "a receipt takes its place, comments stay");
	is(str_of(read(str_z(proved), &record)), STR(""), "and reads back");
	is(record.receipts.items[0].seconds, STR("67.6"), "as it was");
	is(receipt_add_reason(proved, &record.receipts, STR("none")), proved, "a reason is nothing beside it");
	receipt.python = STR("3.13.9");
	proved = receipt_add(proved, &record.receipts, &receipt);
	read(str_z(proved), &record);
	ok(record.receipts.count == 1, "one for each Python X.Y");
	is(record.receipts.items[0].python, STR("3.13.9"), "the newer one");
	receipt.python = STR("3.9.1");
	proved = receipt_add(proved, &record.receipts, &receipt);
	receipt.alpine = STR("3.9");
	proved = receipt_add(proved, (read(str_z(proved), &record), &record.receipts), &receipt);
	is(str_of(read(str_z(proved), &record)), STR(""), "three are read");
	ok(record.receipts.count == 3, "three are there");
	is(record.receipts.items[0].alpine, STR("3.9"), "releases are in order");
	is(record.receipts.items[2].python, STR("3.13.9"), "so are Pythons");
}

int
main(void)
{
	refuses_facts();
	refuses_shapes();
	changes_nothing();
	forgets_what_it_read_before();
	adds();
	return tap_end();
}

/* A record that is read is resolved, written, and reads back as the same; with a receipt more it says the same. */
#include "base/base.h"

#include "record/find.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	struct record record, again;
	struct record_needs needs;
	struct error error;
	if (!record_parse("fuzz.yaml", input, &record, &error)) {
		error_str(&error);
		return;
	}
	if (!record_resolve(&record, STR("1.2"), STR("3.20"), &needs, NULL))
		abort();
	struct str text = record_text(&needs);
	if (text.n > 0 && (!record_parse("fuzz.yaml", text, &again, &error) || !str_eq(record_text(&again.needs), text)))
		abort();
	if (record.receipts.count == 0)
		return;
	struct str proved = receipt_add(input, &record.receipts, &record.receipts.items[0]);
	if (record_parse("fuzz.yaml", proved, &again, &error) && again.receipts.count != record.receipts.count)
		abort();
}

/* Vectors with the scores that FIRST's documents and examples give them. */
#include "base/base.h"

#include "audit/cvss.h"
#include "tap.h"

static void
scores(const char *vector, int score, enum cvss_rating rating)
{
	struct cvss cvss = { 0, -1, CVSS_NONE };
	bool read = cvss_parse(str_of(vector), &cvss);
	ok(read && cvss.score == score && cvss.rating == rating, "%s: %d (got %d)", vector, score, cvss.score);
}

static void
refuses(const char *vector, const char *why)
{
	struct cvss cvss;
	ok(!cvss_parse(str_of(vector), &cvss), "refused: %s", why);
}

int
main(void)
{
	/* CVSS v2 Complete Documentation, 3.3; v3.1 Examples; v4.0 Examples. */
	scores("AV:N/AC:L/Au:N/C:N/I:N/A:C", 78, CVSS_HIGH);
	scores("AV:N/AC:L/Au:N/C:C/I:C/A:C", 100, CVSS_HIGH);
	scores("AV:L/AC:H/Au:N/C:C/I:C/A:C", 62, CVSS_MEDIUM);
	scores("(AV:N/AC:L/Au:N/C:N/I:N/A:N)", 0, CVSS_LOW);
	scores("AV:N/AC:L/Au:N/C:P/I:P/A:P/E:F/RL:OF/RC:C", 75, CVSS_HIGH);
	scores("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, CVSS_MEDIUM);
	scores("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64, CVSS_MEDIUM);
	scores("CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31, CVSS_LOW);
	scores("CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78, CVSS_HIGH);
	scores("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98, CVSS_CRITICAL);
	scores("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, CVSS_CRITICAL);
	scores("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0, CVSS_NONE);
	scores("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P/RL:O/RC:C", 75, CVSS_HIGH);
	scores("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100, CVSS_CRITICAL);
	scores("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73, CVSS_HIGH);
	scores("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 53, CVSS_MEDIUM);
	scores("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 69, CVSS_MEDIUM);
	scores("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/E:P", 70, CVSS_HIGH);
	scores("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0, CVSS_NONE);

	refuses("", "an empty text");
	refuses("CVSS:3.1/", "no metrics");
	refuses("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "a base metric that is missing");
	refuses("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "a metric twice");
	refuses("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "a value of another metric");
	refuses("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "a slash at the end");
	refuses("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:HH", "a value of two letters");
	refuses("CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "another version");
	refuses("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:S/VI:H/VA:H/SC:H/SI:H/SA:H", "safety in a metric without it");

	enum cvss_rating rating = CVSS_NONE;
	ok(cvss_rating_parse(STR("MODERATE"), &rating) && rating == CVSS_MEDIUM, "MODERATE is medium");
	ok(!cvss_rating_parse(STR("terrible"), &rating), "terrible is no rating");
	is(cvss_rating_name(CVSS_HIGH), STR("high"), "a rating has a name");
	return tap_end();
}

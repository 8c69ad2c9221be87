#include "base/base.h"

#include "audit/finding.h"

bool
finding_counts(const struct finding *finding, enum cvss_rating level)
{
	return finding->vex == NULL && (!finding->rated || finding->rating >= level);
}

struct str
finding_severity(const struct finding *finding)
{
	if (!finding->rated)
		return STR("unknown");
	struct str name = cvss_rating_name(finding->rating);
	return finding->score < 0 ? name : str_format("%.*s %d.%d", STRF(name), finding->score / 10, finding->score % 10);
}

/* Two lines are two versions: order is one, whichever way it is asked; what is valid equals itself and is its own prefix. */
#include "base/base.h"

#include "apk/depend.h"
#include "replay.h"

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

static void
check_order(struct str a, struct str b, enum apk_tools tools)
{
	int order = sign(apk_version_compare(a, b, tools));
	if (order != -sign(apk_version_compare(b, a, tools)) || apk_version_compare(a, a, tools) != 0)
		abort();
	if (order == 0 && apk_version_compare_prefix(a, b, tools) != 0)
		abort();
	if (apk_version_valid(a, tools) && apk_version_compare_prefix(a, a, tools) != 0)
		abort();
}

static void
fuzz_one(struct str input)
{
	struct str a = str_cut(&input, '\n'), b = str_cut(&input, '\n');
	struct apk_dependency d;
	check_order(a, b, APK_TOOLS_2);
	check_order(a, b, APK_TOOLS_3);
	if (!apk_dependency_parse(a, &d))
		return;
	if (d.name.n == 0 || d.name.p < a.p || d.name.p + d.name.n > a.p + a.n)
		abort();
	apk_dependency_matches(&d, b, b, APK_TOOLS_2);
	apk_dependency_matches(&d, b, b, APK_TOOLS_3);
}

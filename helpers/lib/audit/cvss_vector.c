#include "base/base.h"

#include "audit/cvss_vector.h"

enum { VECTOR_LIMIT = 256 };

struct metric {
	const char *name;
	const char *values; /* single letters, or words with blanks around them */
	bool base;
};

static const struct metric metrics2[] = {
	{ "AV", "LAN", true },  { "AC", "HML", true },         { "Au", "MSN", true },     { "C", "NPC", true },
	{ "I", "NPC", true },   { "A", "NPC", true },          { "E", " U POC F H ND ", false },
	{ "RL", " OF TF W U ND ", false }, { "RC", " UC UR C ND ", false }, { "CDP", " N L LM MH H ND ", false },
	{ "TD", " N L M H ND ", false }, { "CR", " L M H ND ", false }, { "IR", " L M H ND ", false },
	{ "AR", " L M H ND ", false },
};

static const struct metric metrics3[] = {
	{ "AV", "NALP", true },   { "AC", "LH", true },     { "PR", "NLH", true },   { "UI", "NR", true },    { "S", "UC", true },
	{ "C", "NLH", true },     { "I", "NLH", true },     { "A", "NLH", true },    { "E", "XUPFH", false }, { "RL", "XOTWU", false },
	{ "RC", "XURC", false },  { "CR", "XLMH", false },  { "IR", "XLMH", false }, { "AR", "XLMH", false }, { "MAV", "XNALP", false },
	{ "MAC", "XLH", false },  { "MPR", "XNLH", false }, { "MUI", "XNR", false }, { "MS", "XUC", false },  { "MC", "XNLH", false },
	{ "MI", "XNLH", false },  { "MA", "XNLH", false },
};

static const struct metric metrics4[] = {
	{ "AV", "NALP", true },   { "AC", "LH", true },      { "AT", "NP", true },      { "PR", "NLH", true },   { "UI", "NPA", true },
	{ "VC", "HLN", true },    { "VI", "HLN", true },     { "VA", "HLN", true },     { "SC", "HLN", true },   { "SI", "HLN", true },
	{ "SA", "HLN", true },    { "E", "XAPU", false },    { "CR", "XHML", false },   { "IR", "XHML", false }, { "AR", "XHML", false },
	{ "MAV", "XNALP", false },{ "MAC", "XLH", false },   { "MAT", "XNP", false },   { "MPR", "XNLH", false },{ "MUI", "XNPA", false },
	{ "MVC", "XHLN", false }, { "MVI", "XHLN", false },  { "MVA", "XHLN", false },  { "MSC", "XHLN", false },{ "MSI", "XSHLN", false },
	{ "MSA", "XSHLN", false },{ "S", "XNP", false },     { "AU", "XNY", false },    { "R", "XAUI", false },  { "V", "XDC", false },
	{ "RE", "XLMH", false },  { "U", " X Clear Green Amber Red ", false },
};

static const struct {
	const char *prefix;
	int version;
	const struct metric *metrics;
	size_t count;
} versions[] = {
	{ "CVSS:4.0/", 40, metrics4, COUNT(metrics4) },
	{ "CVSS:3.1/", 31, metrics3, COUNT(metrics3) },
	{ "CVSS:3.0/", 30, metrics3, COUNT(metrics3) },
	{ "", 20, metrics2, COUNT(metrics2) },
};

struct str
cvss_metric(struct str metrics, const char *name)
{
	while (metrics.p != NULL) {
		struct str value = str_cut(&metrics, '/'), key = str_cut(&value, ':');
		if (str_eq(key, str_of(name)))
			return value;
	}
	return (struct str){ NULL, 0 };
}

static bool
is_value(const struct metric *metric, struct str value)
{
	struct str values = str_of(metric->values), word;
	if (values.p[0] != ' ')
		return value.n == 1 && str_find(values, value.p[0]) < values.n;
	while (str_word(&values, &word))
		if (str_eq(word, value))
			return true;
	return false;
}

/* Every metric is known, has a valid value and occurs once, and no base metric is missing. */
static bool
check(struct str rest, const struct metric *metrics, size_t count)
{
	uint64_t seen = 0;
	while (rest.p != NULL) {
		struct str value = str_cut(&rest, '/'), name = str_cut(&value, ':');
		size_t i = 0;
		while (i < count && !str_eq(name, str_of(metrics[i].name)))
			i++;
		if (i == count || value.p == NULL || !is_value(&metrics[i], value) || (seen & (uint64_t)1 << i) != 0)
			return false;
		seen |= (uint64_t)1 << i;
	}
	for (size_t i = 0; i < count; i++)
		if (metrics[i].base && (seen & (uint64_t)1 << i) == 0)
			return false;
	return true;
}

int
cvss_vector_parse(struct str vector, struct str *metrics)
{
	size_t i = 0;
	if (vector.n > VECTOR_LIMIT)
		return 0;
	while (!str_starts(vector, str_of(versions[i].prefix)))
		i++;
	*metrics = str_sub(vector, strlen(versions[i].prefix), vector.n);
	/* The documentation of version 2, and its users, put vectors in parentheses. */
	if (versions[i].version == 20 && str_starts(*metrics, STR("(")) && str_ends(*metrics, STR(")")))
		*metrics = str_sub(*metrics, 1, metrics->n - 2);
	return check(*metrics, versions[i].metrics, versions[i].count) ? versions[i].version : 0;
}

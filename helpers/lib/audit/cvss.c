/* CVSS 2.0, 3.0 and 3.1, and the grammar of vectors; the score of 4.0 is in cvss4.c. */

#include "base/base.h"

#include "audit/cvss.h"

struct metric {
	const char *name;
	const char *values; /* of one letter each, or words with blanks around */
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

/* Each metric at most once, with a value of its own, and all base metrics. */
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

/* The weight of the metric's value: WEIGHTS has one for each letter of LETTERS. */
static double
weight(struct str metrics, const char *name, const char *letters, const double *weights)
{
	struct str set = str_of(letters);
	size_t i = str_find(set, cvss_metric(metrics, name).p[0]);
	return i < set.n ? weights[i] : 0;
}

static int
score2(struct str m)
{
	static const double cia[] = { 0, 0.275, 0.660 };
	double impact = 10.41 * (1 - (1 - weight(m, "C", "NPC", cia)) * (1 - weight(m, "I", "NPC", cia)) * (1 - weight(m, "A", "NPC", cia)));
	double exploitability = 20 * weight(m, "AV", "LAN", (const double[]){ 0.395, 0.646, 1.0 }) *
	                        weight(m, "AC", "HML", (const double[]){ 0.35, 0.61, 0.71 }) *
	                        weight(m, "Au", "MSN", (const double[]){ 0.45, 0.56, 0.704 });
	double base = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact > 0 ? 1.176 : 0);
	return (int)(base * 10 + 0.5 + 1e-9);
}

/* 3.1 says how to round up with binary floating point; 3.0 means the exact number. */
static int
round_up(double score, int version)
{
	if (version == 30) {
		int down = (int)(score * 10);
		return down + (score * 10 - down > 1e-9);
	}
	int hundred_thousandths = (int)(score * 100000 + 0.5);
	return hundred_thousandths / 10000 + (hundred_thousandths % 10000 != 0);
}

static double
power15(double x)
{
	double x3 = x * x * x;
	return x3 * x3 * x3 * x3 * x3;
}

static int
score3(struct str m, int version)
{
	static const double cia[] = { 0, 0.22, 0.56 };
	bool changed = cvss_metric(m, "S").p[0] == 'C';
	double iss = 1 - (1 - weight(m, "C", "NLH", cia)) * (1 - weight(m, "I", "NLH", cia)) * (1 - weight(m, "A", "NLH", cia));
	double impact = changed ? 7.52 * (iss - 0.029) - 3.25 * power15(iss - 0.02) : 6.42 * iss;
	double privileges = weight(m, "PR", "NLH", changed ? (const double[]){ 0.85, 0.68, 0.5 } : (const double[]){ 0.85, 0.62, 0.27 });
	double exploitability = 8.22 * weight(m, "AV", "NALP", (const double[]){ 0.85, 0.62, 0.55, 0.2 }) *
	                        weight(m, "AC", "LH", (const double[]){ 0.77, 0.44 }) * privileges *
	                        weight(m, "UI", "NR", (const double[]){ 0.85, 0.62 });
	double score = (impact + exploitability) * (changed ? 1.08 : 1);
	return impact <= 0 ? 0 : round_up(score < 10 ? score : 10, version);
}

static enum cvss_rating
rating_of(int score, int version)
{
	if (version == 20)
		return score < 40 ? CVSS_LOW : score < 70 ? CVSS_MEDIUM : CVSS_HIGH;
	return score == 0 ? CVSS_NONE : score < 40 ? CVSS_LOW : score < 70 ? CVSS_MEDIUM : score < 90 ? CVSS_HIGH : CVSS_CRITICAL;
}

bool
cvss_parse(struct str vector, struct cvss *cvss)
{
	size_t i = 0;
	if (vector.n > CVSS_LIMIT)
		return false;
	while (!str_starts(vector, str_of(versions[i].prefix)))
		i++;
	struct str metrics = str_sub(vector, strlen(versions[i].prefix), vector.n);
	/* The documentation of version 2 and its users put a vector in parentheses. */
	if (versions[i].version == 20 && str_starts(metrics, STR("(")) && str_ends(metrics, STR(")")))
		metrics = str_sub(metrics, 1, metrics.n - 2);
	if (!check(metrics, versions[i].metrics, versions[i].count))
		return false;
	int version = versions[i].version;
	int score = version == 40 ? cvss4_score(metrics) : version == 20 ? score2(metrics) : score3(metrics, version);
	*cvss = (struct cvss){ version, score, rating_of(score, version) };
	return true;
}

static const char *const rating_names[] = { "none", "low", "medium", "high", "critical" };

struct str
cvss_rating_name(enum cvss_rating rating)
{
	return str_of(rating_names[rating]);
}

bool
cvss_rating_parse(struct str s, enum cvss_rating *rating)
{
	char lower[16] = "";
	if (s.n >= sizeof(lower))
		return false;
	for (size_t i = 0; i < s.n; i++)
		lower[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a') : s.p[i];
	struct str word = (struct str){ lower, s.n };
	if (str_eq(word, STR("moderate")))
		word = STR("medium");
	for (int i = CVSS_NONE; i <= CVSS_CRITICAL; i++)
		if (str_eq(word, str_of(rating_names[i]))) {
			*rating = (enum cvss_rating)i;
			return true;
		}
	return false;
}

/* The scores of CVSS 2.0, 3.0 and 3.1; that of 4.0 is in cvss4.c. */

#include "base/base.h"

#include "audit/cvss.h"
#include "audit/cvss_vector.h"

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

/* 3.1 defines rounding up for binary floating point; 3.0 means the exact number. */
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
	struct str metrics;
	int version = cvss_vector_parse(vector, &metrics);
	if (version == 0)
		return false;
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

/* The score of CVSS 4.0 ("Specification Document", 8). Each of six equivalence classes has a level, and a table gives the six levels
   (the macro vector) a score. In each class the vector lies some part of the way from the highest vectors of its level to the next
   level; the average over the classes is subtracted. */

#include "base/base.h"

#include "audit/cvss_vector.h"

enum metric { AV, PR, UI, AC, AT, VC, VI, VA, CR, IR, AR, SC, SI, SA, E, METRICS };

static const struct {
	const char *name, *modified;
	const char *values; /* the worst first: the position is the distance from it, in steps */
	char fallback;      /* meaning of X or of a missing metric; 0: that of the base metric */
	int offset;
} metrics[METRICS] = {
	{ "AV", "MAV", "NALP", 0, 0 }, { "PR", "MPR", "NLH", 0, 0 }, { "UI", "MUI", "NPA", 0, 0 },  { "AC", "MAC", "LH", 0, 0 },
	{ "AT", "MAT", "NP", 0, 0 },   { "VC", "MVC", "HLN", 0, 0 }, { "VI", "MVI", "HLN", 0, 0 },  { "VA", "MVA", "HLN", 0, 0 },
	{ "CR", "CR", "HML", 'H', 0 }, { "IR", "IR", "HML", 'H', 0 }, { "AR", "AR", "HML", 'H', 0 }, { "SC", "MSC", "HLN", 0, 1 },
	{ "SI", "MSI", "SHLN", 0, 0 }, { "SA", "MSA", "SHLN", 0, 0 }, { "E", "E", "APU", 'A', 0 },
};

/* Scores in tenths by EQ1, EQ2, (EQ3 and EQ6), EQ4, EQ5; EQ3 and EQ6 are 00, 01, 10, 11, 21, since 20 cannot be. */
static const unsigned char scores[3][2][5][3][3] = {
	{ { { { 100, 98, 95 }, { 100, 93, 91 }, { 93, 89, 81 } },
	    { { 99, 95, 92 }, { 96, 87, 81 }, { 90, 80, 68 } },
	    { { 98, 95, 90 }, { 93, 89, 81 }, { 88, 78, 69 } },
	    { { 95, 92, 84 }, { 92, 81, 65 }, { 80, 70, 48 } },
	    { { 92, 82, 72 }, { 79, 69, 50 }, { 69, 55, 27 } } },
	  { { { 99, 95, 92 }, { 95, 90, 84 }, { 92, 82, 72 } },
	    { { 97, 92, 85 }, { 91, 83, 71 }, { 81, 71, 53 } },
	    { { 95, 92, 85 }, { 92, 80, 70 }, { 84, 71, 50 } },
	    { { 93, 85, 73 }, { 82, 72, 59 }, { 70, 52, 30 } },
	    { { 86, 75, 52 }, { 71, 52, 29 }, { 63, 29, 17 } } } },
	{ { { { 98, 94, 91 }, { 94, 86, 77 }, { 87, 74, 63 } },
	    { { 95, 87, 81 }, { 89, 74, 64 }, { 75, 63, 49 } },
	    { { 94, 88, 76 }, { 86, 74, 59 }, { 72, 57, 52 } },
	    { { 89, 77, 67 }, { 76, 58, 50 }, { 57, 52, 25 } },
	    { { 83, 70, 54 }, { 65, 58, 26 }, { 53, 21, 13 } } },
	  { { { 95, 88, 76 }, { 90, 75, 61 }, { 77, 68, 52 } },
	    { { 90, 76, 70 }, { 77, 62, 53 }, { 66, 59, 30 } },
	    { { 89, 76, 62 }, { 74, 57, 47 }, { 61, 57, 24 } },
	    { { 78, 67, 58 }, { 59, 57, 23 }, { 52, 29, 16 } },
	    { { 71, 59, 30 }, { 58, 26, 15 }, { 23, 13, 6 } } } },
	{ { { { 93, 86, 75 }, { 86, 74, 56 }, { 70, 52, 40 } },
	    { { 87, 72, 58 }, { 74, 61, 34 }, { 54, 40, 22 } },
	    { { 85, 74, 62 }, { 72, 55, 46 }, { 53, 34, 19 } },
	    { { 75, 55, 51 }, { 57, 41, 19 }, { 36, 19, 8 } },
	    { { 64, 51, 20 }, { 47, 21, 11 }, { 24, 9, 4 } } },
	  { { { 88, 73, 60 }, { 73, 59, 41 }, { 54, 45, 20 } },
	    { { 75, 53, 50 }, { 55, 40, 20 }, { 43, 22, 11 } },
	    { { 75, 58, 40 }, { 61, 48, 20 }, { 46, 17, 8 } },
	    { { 55, 45, 21 }, { 51, 18, 9 }, { 18, 7, 2 } },
	    { { 53, 24, 14 }, { 24, 12, 5 }, { 10, 3, 1 } } } },
};

/* The highest vectors of a level as steps from the worst, in the order of the metrics; which of several counts is the
   first that is nowhere below the vector. */
struct highest {
	int steps[6];
};
struct level {
	int depth; /* steps that the level is deep */
	size_t count;
	struct highest highest[5];
};

static const struct level eq1[] = { { 1, 1, { { { 0, 0, 0 } } } },
	                            { 4, 3, { { { 1, 0, 0 } }, { { 0, 1, 0 } }, { { 0, 0, 1 } } } },
	                            { 5, 2, { { { 3, 0, 0 } }, { { 1, 1, 1 } } } } };
static const struct level eq2[] = { { 1, 1, { { { 0, 0 } } } }, { 2, 2, { { { 1, 0 } }, { { 0, 1 } } } } };
static const struct level eq36[] = {
	{ 7, 1, { { { 0, 0, 0, 0, 0, 0 } } } },
	{ 6, 2, { { { 0, 0, 1, 1, 1, 0 } }, { { 0, 0, 0, 1, 1, 1 } } } },
	{ 8, 2, { { { 1, 0, 0, 0, 0, 0 } }, { { 0, 1, 0, 0, 0, 0 } } } },
	{ 8, 5, { { { 1, 0, 1, 0, 1, 0 } }, { { 1, 0, 0, 0, 1, 1 } }, { { 0, 1, 0, 1, 0, 1 } }, { { 0, 1, 1, 1, 0, 0 } }, { { 1, 1, 0, 0, 0, 1 } } } },
	{ 10, 1, { { { 1, 1, 1, 0, 0, 0 } } } },
};
static const struct level eq4[] = { { 6, 1, { { { 1, 0, 0 } } } }, { 5, 1, { { { 1, 1, 1 } } } }, { 4, 1, { { { 2, 2, 2 } } } } };

static int
step_of(struct str vector, enum metric m)
{
	struct str value = cvss_metric(vector, metrics[m].modified);
	if ((value.n == 0 || value.p[0] == 'X') && metrics[m].fallback == 0)
		value = cvss_metric(vector, metrics[m].name);
	char c = value.n == 0 || value.p[0] == 'X' ? metrics[m].fallback : value.p[0];
	return metrics[m].offset + (int)str_find(str_of(metrics[m].values), c);
}

/* The steps that the metrics from FIRST on lie below the level's highest vector. */
static int
distance(const int *step, enum metric first, size_t count, const struct level *level)
{
	for (size_t i = 0; i < level->count; i++) {
		int sum = 0;
		size_t k = 0;
		while (k < count && step[first + k] >= level->highest[i].steps[k]) {
			sum += step[first + k] - level->highest[i].steps[k];
			k++;
		}
		if (k == count)
			return sum;
	}
	return 0;
}

/* The level of EQ3 and EQ6 together, see scores. */
static int
level36(const int *step)
{
	bool required = (step[CR] == 0 && step[VC] == 0) || (step[IR] == 0 && step[VI] == 0) || (step[AR] == 0 && step[VA] == 0);
	if (step[VC] == 0 && step[VI] == 0)
		return required ? 0 : 1;
	if (step[VC] == 0 || step[VI] == 0 || step[VA] == 0)
		return required ? 2 : 3;
	return 4;
}

static int
level1(const int *step)
{
	if (step[AV] == 0 && step[PR] == 0 && step[UI] == 0)
		return 0;
	return step[AV] != 3 && (step[AV] == 0 || step[PR] == 0 || step[UI] == 0) ? 1 : 2;
}

static int
level4(const int *step)
{
	if (step[SI] == 0 || step[SA] == 0)
		return 0;
	return step[SC] == 1 || step[SI] == 1 || step[SA] == 1 ? 1 : 2;
}

static int
score_at(const int *eq)
{
	return scores[eq[0]][eq[1]][eq[2]][eq[3]][eq[4]];
}

/* How far the score falls to the next level of class I; -1: there is none. */
static int
fall(const int *eq, size_t i)
{
	static const int last[] = { 2, 1, 4, 2, 2 };
	int next[5] = { eq[0], eq[1], eq[2], eq[3], eq[4] };
	if (eq[i] == last[i])
		return -1;
	next[i]++;
	/* EQ3 and EQ6: 00 is followed by both 01 and 10, and the higher score counts; 01 and 10 are followed by 11. */
	if (i == 2 && eq[2] == 0) {
		int other[5] = { eq[0], eq[1], 2, eq[3], eq[4] }, a = score_at(next), b = score_at(other);
		return score_at(eq) - (a > b ? a : b);
	}
	if (i == 2 && eq[2] == 1)
		next[2] = 3;
	return score_at(eq) - score_at(next);
}

int
cvss4_score(struct str vector)
{
	int step[METRICS];
	for (int m = 0; m < METRICS; m++)
		step[m] = step_of(vector, (enum metric)m);
	/* Without any impact the score is 0: the values at the end of their lists. */
	if (step[VC] == 2 && step[VI] == 2 && step[VA] == 2 && step[SC] == 3 && step[SI] == 3 && step[SA] == 3)
		return 0;
	int eq[5] = { level1(step), step[AC] > 0 || step[AT] > 0, level36(step), level4(step), step[E] };
	const struct level *levels[] = { &eq1[eq[0]], &eq2[eq[1]], &eq36[eq[2]], &eq4[eq[3]] };
	int distances[] = { distance(step, AV, 3, levels[0]), distance(step, AC, 2, levels[1]), distance(step, VC, 6, levels[2]),
		            distance(step, SC, 3, levels[3]) };
	double sum = 0;
	int classes = fall(eq, 4) >= 0;
	for (size_t i = 0; i < COUNT(levels); i++) {
		int available = fall(eq, i);
		if (available < 0)
			continue;
		classes++;
		sum += (double)available * distances[i] / levels[i]->depth;
	}
	double score = score_at(eq) - (classes == 0 ? 0 : sum / classes);
	return (int)((score < 0 ? 0 : score) + 0.5 + 1e-5);
}

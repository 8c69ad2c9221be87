#include "base/base.h"

#include "audit/id.h"

bool
is_advisory_id(struct str s)
{
	bool letter = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		letter |= is_letter;
		if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.' && c != ':')
			return false;
	}
	return letter && s.n <= 64;
}

bool
is_advisory_version(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '<')
			return false;
	return s.n > 0 && s.n <= 64;
}

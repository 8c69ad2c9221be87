#ifndef SCIBIDS_REQUIREMENTS_MODEL_H
#define SCIBIDS_REQUIREMENTS_MODEL_H

#include "base/str.h"
#include "python/pep508.h"

/* The requirements that requirements.h reads. */

enum {
	REQUIREMENTS_DEPTH = 32,
	REQUIREMENTS_FILES = 10000,
	REQUIREMENTS_LIMIT = 100000,
	REQUIREMENTS_ERRORS = 1000,
	REQUIREMENTS_PATH_LIMIT = 400
};

enum requirement_kind { REQUIREMENT_NAME, REQUIREMENT_URL, REQUIREMENT_VCS, REQUIREMENT_PATH };

struct requirement {
	enum requirement_kind kind;
	struct str file; /* that names it */
	int line;        /* 1-based, the first of a continued line */
	bool editable;
	bool constraint;     /* from a constraints file */
	struct pep508 spec;  /* name and project are empty where only the package's own metadata tells */
	struct str location; /* path, or URL without fragment */
	struct str vcs;      /* "git", "hg", "svn", "bzr" */
	struct str revision; /* after @ in a VCS URL, or empty */
	struct str subdirectory; /* of a URL's fragment, or empty */
	struct str_list hashes;  /* "sha256:...", "sha384:...", "sha512:...", lower case, as written */
	struct str_list config_settings; /* KEY=VALUE */
};

struct requirements_input {
	struct str path;
	struct str sha256;
};

struct requirements {
	/* Every file that was read, in that order, and of requirements by path the archive, or the directory's
	   pyproject.toml, setup.py and setup.cfg where they exist. What lies behind --find-links is not among them. */
	struct requirements_input *inputs;
	size_t input_count, input_capacity;
	struct requirement *items; /* in the order of the lines */
	size_t count, capacity;
	struct str index_url;      /* the last --index-url, or p NULL */
	struct str_list extra_index_urls, find_links;
	bool no_index, prefer_binary, pre, require_hashes;
	struct str_list no_binary, only_binary; /* normalised names and ":all:", sorted */
	struct str_list paths;       /* files and directories that a build must have at hand, sorted: ".", "./pkg", "../x", "/y" */
	struct str_list variables;   /* names of ${NAME}, sorted */
	bool vcs;                    /* a project's sources name a repository */
	bool project;                /* they are a pyproject.toml's */
	struct str_list projects;    /* directories whose sources were looked at */
	struct str_list configs;     /* files of uv's configuration that were read */
	struct str_list uv_options;  /* lines of a uv.toml for the builds; may hold a login: for a secret only */
	struct str_list notes;       /* what is there and is not read, a line each */
	struct str_list credentials; /* "FILE:LINE" of URLs that hold a password or token, in order */
	struct str_list errors;      /* "FILE:LINE: what is wrong", FILE as a program opens it; holds no credential */
};

#endif

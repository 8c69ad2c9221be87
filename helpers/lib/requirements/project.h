#ifndef SCIBIDS_REQUIREMENTS_PROJECT_H
#define SCIBIDS_REQUIREMENTS_PROJECT_H

#include "requirements/requirements.h"

/* What the TOML files of a project add to its requirements: what builds must be given (paths, workspaces, index options, logins).
   The resolver says what they mean; this finds only what must be known before it runs. All paths are relative to DIRECTORY.
   What is wrong goes to R->errors. */

/* The pyproject.toml at PATH, with its workspace, what its sources name, and the configuration of uv. */
void project_add(struct requirements *r, const char *directory, struct str path);

/* What the sources of the package in PATH, a directory, name: other directories, and the workspace that it belongs to. */
void project_add_sources(struct requirements *r, const char *directory, struct str path);

/* The configuration of uv in the directory PATH: uv.toml, or [tool.uv] of pyproject.toml, and then the file as an input. */
void project_add_config(struct requirements *r, const char *directory, struct str path);

/* The files that the pylock.toml at PATH has beside it. */
void project_add_pylock(struct requirements *r, const char *directory, struct str path);

/* The name that the pyproject.toml in the directory PATH gives the project; n 0 where it has none. */
struct str project_name(const char *directory, struct str path);

/* For a file that is none of requirements, such as setup.py or poetry.lock: what to do instead. n 0 for any other. */
struct str project_instead(struct str path);

/* A line for each lock beside the requirements at PATH that is not read. */
void project_add_notes(struct requirements *r, const char *directory, struct str path);

#endif

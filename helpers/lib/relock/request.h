#ifndef SCIBIDS_RELOCK_REQUEST_H
#define SCIBIDS_RELOCK_REQUEST_H

#include "base/yaml.h"
#include "lock/lock.h"
#include "lock/settings.h"

/* request.json, which dockerfiles/scripts/resolve/resolve.py reads in the toolbox:

     requirements: file            extras, groups: [name]       wheels: newest, prefer or only
     log: where the builder's log is written                    upgrade: true or [name]
     count: of requirements        require-hashes, pre: bool    no-binary: [name]
     hashes: {name: [hash]}        constraints: {name: [specifier]}
     places: {name: "FILE:LINE"}   config-settings: {name: ["KEY=VALUE"]}
     pins: {name: version}         records: {name: {build: [apk], build-requires: [...], config-settings: {...}, env: {NAME: value}}}
     built: {name: {source: hash or commit, requires: [what is added], pins: {tool: version}, artifacts: [file]}}, as the lock before has it */
struct lock_request {
	const struct settings *settings;
	const struct yaml *requirements;   /* what scibids-requirements printed */
	const struct lock *old;            /* or NULL: its pins are kept, except those of upgrades or, with upgrade, all */
	const struct lock *first;          /* or NULL: the lock of another platform, whose versions are preferred to those of old */
	bool upgrade;
	const struct str_list *upgrades;
	const struct str_list *record_dirs; /* the first that has a package's record counts */
	struct str log;
};

/* The text, in the arena. Unreadable records are skipped: locking the package reports them. */
struct str lock_request(const struct lock_request *request);

#endif

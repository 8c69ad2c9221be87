#ifndef SCIBIDS_RELOCK_REQUEST_H
#define SCIBIDS_RELOCK_REQUEST_H

#include "base/yaml.h"
#include "lock/lock.h"
#include "lock/settings.h"

/* request.json, which dockerfiles/scripts/resolve/ reads in the toolbox: {"requirements": file, "extras": [...], "groups": [...],
   "upgrade": true or [names], "no-binary": [names], "hashes": {name: [...]}, "constraints": {name: [...]},
   "pins": {name: version}}.
   REQUIREMENTS is what scibids-requirements printed; OLD (NULL: none) gives the pins to keep, but for those of UPGRADES or,
   with UPGRADE, all. In the arena. */
struct str lock_request(const struct settings *settings, const struct yaml *requirements, const struct lock *old, bool upgrade,
                        const struct str_list *upgrades);

#endif

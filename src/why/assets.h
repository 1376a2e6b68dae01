/* assets.h - files that are built in: what a report (report.h) consists of beside what was found.
 */
#ifndef SONDE_ASSETS_H
#define SONDE_ASSETS_H

#include <stddef.h>

struct asset {
	const char *b;
	size_t n;
};

enum asset_name { ASSET_PLOT_SCRIPT, ASSET_PLOT_STYLE, ASSET_SCRIPT, ASSET_STYLE };

struct asset asset(enum asset_name name);

#endif

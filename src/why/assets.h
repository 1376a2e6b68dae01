/* assets.h - files that are built in: what a report (report.h) consists of beside what was found.
 */
#ifndef SONDE_ASSETS_H
#define SONDE_ASSETS_H

#include <stddef.h>

struct asset {
	const char *b;
	size_t n;
};

struct asset asset_page_script(void); /* uPlot with its licence, and report.js */
struct asset asset_page_style(void);  /* uPlot's, and report.css */

#endif

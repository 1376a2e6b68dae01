/* Files that are built in.  The assembler fetches them, by their paths from the project's root,
 * where make runs; the Makefile knows that this object hangs on them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "assets.h"

/* clang-format off */
#define BUILD_IN(name, file)                                     \
	__asm__(".pushsection .rodata, \"a\"\n"                  \
		".global asset_" #name "\n"                      \
		".hidden asset_" #name "\n"                      \
		".global asset_" #name "_end\n"                  \
		".hidden asset_" #name "_end\n"                  \
		"asset_" #name ": .incbin \"" file "\"\n"        \
		"asset_" #name "_end: .byte 0\n"                 \
		".popsection\n");                                \
	extern const char asset_##name[], asset_##name##_end[]
/* clang-format on */

BUILD_IN(plot_script, "third_party/uplot/uPlot.iife.min.js");
BUILD_IN(plot_style, "third_party/uplot/uPlot.min.css");
BUILD_IN(script, "src/why/report.js");
BUILD_IN(style, "src/why/report.css");

struct asset asset(enum asset_name name)
{
	const char *const at[] = { asset_plot_script, asset_plot_style, asset_script, asset_style };
	const char *const end[] = { asset_plot_script_end, asset_plot_style_end, asset_script_end,
		asset_style_end };

	return (struct asset){ at[name], (size_t)(end[name] - at[name]) };
}

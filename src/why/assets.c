/* Files that are built in.  The assembler fetches them, by their paths from the project's root,
 * where make runs; the Makefile knows that this object hangs on them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "assets.h"

#define ONE_FILE(file) ".incbin \"" file "\"\n"
#define TEXT(text)     ".ascii \"" text "\"\n"

/* clang-format off */
#define BUILD_IN(name, parts)                                    \
	__asm__(".pushsection .rodata, \"a\"\n"                  \
		".global asset_" #name "\n"                      \
		".hidden asset_" #name "\n"                      \
		".global asset_" #name "_end\n"                  \
		".hidden asset_" #name "_end\n"                  \
		"asset_" #name ":\n" parts                       \
		"asset_" #name "_end: .byte 0\n"                 \
		".popsection\n");                                \
	extern const char asset_##name[], asset_##name##_end[]

/* The licence goes wherever uPlot goes: into the program, and into each page. */
BUILD_IN(script,
	TEXT("/*\\n") ONE_FILE("third_party/uplot/LICENSE") TEXT("*/\\n")
	ONE_FILE("third_party/uplot/uPlot.iife.min.js") TEXT("\\n")
	ONE_FILE("src/why/report.js"));
BUILD_IN(style,
	ONE_FILE("third_party/uplot/uPlot.min.css") TEXT("\\n")
	ONE_FILE("src/why/report.css"));
/* clang-format on */

struct asset asset_page_script(void)
{
	return (struct asset){ asset_script, (size_t)(asset_script_end - asset_script) };
}

struct asset asset_page_style(void)
{
	return (struct asset){ asset_style, (size_t)(asset_style_end - asset_style) };
}
